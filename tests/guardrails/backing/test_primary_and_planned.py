"""Which outcome is primary, what is only planned, what a panel advises, which result is meant, and how reserve is weighed."""

from __future__ import annotations

import pytest

from guardrails import Label, support

ROLES = (
    "The primary endpoint was grade 3 mucositis at week 6; use of feeding tubes and pain were secondary. "
    "Grade 3 mucositis was seen in 27% with zelpiride and 48% with placebo (p = 0.006). Feeding tubes were placed in 15 and 21."
)
NAMED = "Change in fatigue was the primary outcome. Secondary outcomes were sleep and hot flushes. Fatigue fell by 2 points."
BARE = "Fatigue fell by 2 points on zelpiride. Sleep was better."
PROTOCOL = (
    "ZEL-1 is a double-blind trial that will enrol 240 women with insomnia. The primary outcome is the change in insomnia at week 8. "
    "Women will be randomised to zelpiride or placebo. Results are expected in 2027."
)
PARTLY = PROTOCOL + " In a pilot, zelpiride reduced insomnia."
PANEL = (
    "The panel suggests that zelpiride may be offered for nausea. For pain it makes no recommendation for or against. "
    "It met in May."
)
PHASES = (
    "Complete response in the delayed phase was more frequent with zelpiride than with placebo (risk ratio 1.34, 95% CI 1.08 to 1.66). "
    "No benefit was seen in the acute phase (risk ratio 1.05, 95% CI 0.93 to 1.19)."
)
DOSES = "Deviations were fewer after zelpiride 200 mg than after placebo (3.1 vs 5.0; p = 0.004); 100 mg did not differ from placebo."
BLOCKED = "In rats zelpiride raised the threshold. A CB2 antagonist abolished the effect, a CB1 antagonist did not."
LEVEL = "Groups did not differ. Pain fell with zelpiride."
PRELIMINARY = (
    "Pain fell by 2.7 points with zelpiride and by 0.7 points with placebo (p = 0.01). "
    "In this preliminary trial zelpiride eased pain."
)
COST = "The cost per patient was 455 dollars with zelpiride and 310 dollars with speech therapy."
ONSET = "Median time to onset was 17.4 months with zelpiride and 24.0 months with placebo."
EARLIER = "After the service was introduced, steroids were begun a median of 4 days earlier."
MOSTLY = "Bleeding was seen in 4.5% and 2.5% of patients, mostly in those with gastric tumours."
SMALL = "Braking was slower in 29 users of zelpiride. The study was too small to show differences in crashes."


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("The trial met its primary endpoint, a reduction in the use of feeding tubes.", ROLES),
        ("The primary outcome was the change in hot flushes.", NAMED),
        ("Sleep was the primary outcome.", NAMED),
        ("Zelpiride eased insomnia in women.", PROTOCOL),
        ("The panel suggests offering zelpiride for pain.", PANEL),
        ("In the acute phase, complete response was more frequent with zelpiride than with placebo.", PHASES),
        ("Zelpiride 100 mg reduced deviations compared with placebo.", DOSES),
        ("Zelpiride was the cheaper of the two.", COST),
        ("The onset was later with zelpiride than with placebo.", ONSET),
        ("Steroids were started later after the service was introduced.", EARLIER),
        ("Users of zelpiride had more crashes.", SMALL),
    ],
)
def test_another_role_setting_or_way_is_refused(statement: str, source: str) -> None:
    assert support(statement, source).label is not Label.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("The primary endpoint was grade 3 mucositis.", ROLES),
        ("The primary outcome was the change in fatigue.", NAMED),
        ("Fatigue was the primary outcome.", NAMED),
        ("ZEL-1 will test whether zelpiride eases insomnia in women.", PROTOCOL),
        ("Zelpiride reduced insomnia in a pilot.", PARTLY),
        ("For nausea, the panel suggests that zelpiride may be offered.", PANEL),
        ("The panel makes no recommendation for pain.", PANEL),
        ("In the acute phase, zelpiride made no difference to complete response.", PHASES),
        ("In the delayed phase, complete response was more frequent with zelpiride than with placebo.", PHASES),
        ("Zelpiride 200 mg reduced deviations compared with placebo.", DOSES),
        ("In rats, blocking CB1 left the effect of zelpiride intact.", BLOCKED),
        ("Zelpiride was the more expensive of the two.", COST),
        ("The onset was earlier with zelpiride than with placebo.", ONSET),
        ("Steroids were started sooner after the service was introduced.", EARLIER),
        ("Pain fell by 2.7 points with zelpiride and by 0.7 points with placebo.", PRELIMINARY),
        ("Pain fell by 2.0 points more with zelpiride than with placebo.", PRELIMINARY),
        ("Most bleeding was seen in patients with gastric tumours.", MOSTLY),
    ],
)
def test_the_same_role_setting_and_way_passes(statement: str, source: str) -> None:
    assert support(statement, source).label is Label.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "source", "words"),
    [
        ("The primary outcome was fatigue.", BARE, "primary outcome"),
        ("Feeding tubes were not the primary endpoint.", ROLES, "another primary"),
        ("The primary outcome was vigour.", NAMED, "another primary"),
        ("Women took zelpiride.", PROTOCOL, "no results yet"),
        ("Insomnia was associated with age in women.", PROTOCOL, "no results yet"),
        ("The panel suggests a walk.", PANEL, "no side"),
        ("Pain fell with zelpiride.", LEVEL, "no results yet"),
    ],
)
def test_what_cannot_be_told_is_not_objected_to_for_that(statement: str, source: str, words: str) -> None:
    assert not any(words in problem.why for problem in support(statement, source).problems)
