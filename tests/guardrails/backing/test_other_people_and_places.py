"""People, values, arms and directions that a statement gives to something else than its source does; near misses pass."""

from __future__ import annotations

import pytest

from guardrails import Label, support

SURVEY = "We surveyed 200 oncologists. Eighty per cent discussed diet, and 46% had recommended it. Only 30% felt sufficiently informed."
STUDENTS = "Medical students preferred the simulator to the video. Eighty-one students took part."
ADULTS = "In adults with epilepsy, zelpiride halved seizures. None enrolled children. Patients with brain tumours were excluded."
MICE = "In mouse experiments zelpiride slowed tumour growth. It was given for 14 days."
SHARES = "After a month 82% had less pain and 40% slept better."
LEFT = "After a month the cough had not eased in 24% on zelpiride and 9% on placebo."
COPY = "In 24% of adults on zelpiride the cough had not eased at all."
COST = "The cost per patient was 455 dollars with zelpiride and 310 dollars with speech therapy."
TIMES = "Sixty adults took zelpiride for 8 weeks and speech therapy for 6 weeks in random order. Pain fell."
TEST = "For scans, sensitivity was 91.6% and specificity was 62.5%."
SLOW = "Lung function fell by 40 mL a year with zelpiride and by 62 mL a year with placebo (p = 0.01)."
WHO = "Bone density fell by 1.1% a year in those who lifted weights (n = 203) and by 2.0% a year in those who walked (n = 209)."
RATE = (
    "There were 21 errors per 100 admissions with zelpiride and 34 with placebo (rate ratio 0.62; 95% CI 0.49 to 0.78)."
)
VOMIT = "Vomiting occurred in 12% on zelpiride and 30% on placebo."
EQUAL = "Weight fell equally in treated and untreated animals. The rats were given zelpiride."
FALLS = "Zelpiride or placebo was given for a month. Falls were fewer (12% vs 21%)."
MOST = "Errors fell most in wards on paper. Wards on paper were seven."
SCORE = "Adults with a Khorana score of 2 or more took zelpiride 2.5 mg twice daily."


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Medical students preferred the simulator.", STUDENTS),
        ("In adults with epilepsy, zelpiride halved seizures.", ADULTS),
        ("Zelpiride was not studied in children with epilepsy.", ADULTS),
        ("Children with epilepsy were not enrolled.", ADULTS),
        (
            "In smokers the pain fell on zelpiride.",
            "Heavy smokers were not included. In smokers the pain fell on zelpiride.",
        ),
        ("In mouse experiments zelpiride slowed tumour growth in mice.", MICE),
        ("In mouse experiments zelpiride slowed tumour growth; in people it was not tested.", MICE),
        ("Thirty per cent felt sufficiently informed.", SURVEY),
        ("Most patients had less pain.", SHARES),
        ("In 18% pain had not lessened.", SHARES),
        ("The cough eased in 76% on zelpiride.", LEFT),
        ("In 76% of adults on zelpiride the cough had eased.", COPY),
        ("About 88 of every 100 patients on zelpiride had no vomiting.", VOMIT),
        ("The cost was 455 dollars with zelpiride.", COST),
        ("Zelpiride cost 455 dollars, more than speech therapy.", COST),
        ("With therapy the whole came to 455 dollars.", COST),
        ("Zelpiride was taken for 8 weeks.", TIMES),
        ("Specificity was 62.5% for scans.", TEST),
        ("Lung function fell more slowly with zelpiride than with placebo.", SLOW),
        ("Bone density fell faster in those who walked.", WHO),
        ("Errors fell by 38% with zelpiride.", RATE),
        ("Errors rose by 62% with placebo.", RATE),
        ("Fewer people on zelpiride than on placebo vomited.", VOMIT),
        ("Weight fell alike in treated and untreated animals.", EQUAL),
        ("Errors fell most in wards on paper.", MOST),
    ],
)
def test_what_is_given_to_the_right_thing_passes(statement: str, source: str) -> None:
    """The same people, arm, value and direction, in other words or from the other side."""
    assert support(statement, source).label is Label.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "source", "kind"),
    [
        ("Nursing students preferred the simulator.", STUDENTS, "population"),
        ("Neurologists preferred the simulator.", STUDENTS, "population"),
        (
            "In adolescents with epilepsy, zelpiride halved seizures.",
            "In women with epilepsy, zelpiride halved seizures.",
            "population",
        ),
        ("In people with spinal injury, zelpiride halved seizures.", ADULTS, "population"),
        ("In early lung cancer, zelpiride helped.", "In advanced lung cancer, zelpiride helped.", "population"),
        ("In children with epilepsy, zelpiride halved seizures.", ADULTS, "population"),
        ("In patients with brain tumours, zelpiride halved seizures.", ADULTS, "population"),
        (
            "Zelpiride lowered pain in pregnant women.",
            "Pain fell on zelpiride. Pregnant women were excluded.",
            "population",
        ),
        ("In mouse experiments zelpiride slowed tumour growth in patients.", MICE, "species"),
        ("Forty-six per cent felt sufficiently informed.", SURVEY, "number belongs to something else"),
        ("Few patients had less pain.", SHARES, "number"),
        ("Most patients slept better.", SHARES, "number"),
        ("In 82% pain had not lessened.", SHARES, "direction"),
        ("Speech therapy cost 455 dollars a patient.", COST, "arm"),
        ("With speech therapy the whole treatment came to 455 dollars.", COST, "arm"),
        ("Speech therapy was taken for 8 weeks.", TIMES, "number belongs to something else"),
        ("For scans, specificity was 91.6%.", TEST, "number belongs to something else"),
        ("Lung function fell more slowly with placebo than with zelpiride.", SLOW, "direction"),
        ("Bone density fell faster in women who lifted weights.", WHO, "direction"),
        ("Errors fell by 62% with zelpiride.", RATE, "number"),
        ("More people on zelpiride than on placebo vomited.", VOMIT, "direction"),
        ("Treated rats lost less weight than untreated ones.", EQUAL, "significance"),
        ("Errors fell least in wards on paper.", MOST, "negation"),
        ("Falls were more frequent with zelpiride.", FALLS, "direction"),
        ("Zelpiride was given in adults with a Khorana score below 2.", SCORE, "number"),
        ("Zelpiride was given at 0.2 g once daily.", "Zelpiride 0.2 mg was given once daily to 193 adults.", "unit"),
        ("At 12 months sleep was better.", "At 12 weeks sleep was better. Survival was 11.6 months.", "time"),
    ],
)
def test_what_is_given_to_another_thing_is_objected_to(statement: str, source: str, kind: str) -> None:
    """Each with an objection of the right kind that stands alone."""
    answer = support(statement, source)
    assert answer.label is not Label.SUPPORTED
    assert any(problem.kind.value == kind for problem in answer.problems if problem.weight >= 0.7), answer.problems
