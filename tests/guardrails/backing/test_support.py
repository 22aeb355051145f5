# ruff: noqa: E501
"""Does a passage back a statement: one table a class of comparison, each with near misses that must pass."""

from __future__ import annotations

import pytest

from guardrails import Label, support

TRIAL = (
    "In this double-blind trial 120 adults with cancer took zelpiride 10 mg or placebo by mouth once daily for 4 weeks. Nausea was reported by "
    "24% of the zelpiride group and 48% of the placebo group (p = 0.01). Appetite, a secondary outcome, did not change. Fatigue was recorded in "
    "33% of both groups. Two deaths occurred in each arm. Quality of life was not assessed. Zelpiride may be offered to some patients with "
    "refractory nausea; larger trials are needed."
)
COHORT = (
    "In a retrospective cohort of 200 adults with lung cancer, 50 used cannabis. Cannabis use was associated with more falls (18% vs 9%; odds ratio "
    "1.42, 95% CI 0.79 to 2.55). No serious bleeding was seen. The benefit of exercise was seen only in women aged 70 or over."
)
CASE = (
    "A 61-year-old man taking warfarin began cannabidiol oil, about 100 mg daily. His international normalised ratio rose from 2.4 to 6.9 without "
    "bleeding. An interaction is plausible, but a single case cannot show that the oil was responsible."
)
CELLS = (
    "Human glioma cell lines were exposed to cannabigerol (10 µM) for 48 hours. Invasion was inhibited and the combination with cannabidiol was no "
    "more than additive. No animals were used."
)
PANEL = (
    "A panel rated statements on zelpiride; 75% agreement was required. Agreement on cancer pain reached only 68%, so no statement was adopted. No "
    "recommendation was made for appetite because evidence was insufficient. Of 40 interviewed patients, 18 had not told their oncologist. In the one "
    "trial of anxiety, non-inferiority was shown. Headache was seen in more than half."
)


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("About one in four on zelpiride and nearly half on placebo had nausea.", TRIAL),
        ("Nausea was 24 points less frequent with zelpiride.", TRIAL),
        ("Four people died, evenly split between the arms.", TRIAL),
        ("Appetite, which was not the primary outcome, was unchanged.", TRIAL),
        ("Quality of life was not looked at.", TRIAL),
        ("A third of each group was tired.", TRIAL),
        ("Zelpiride 10 mg a day lowered nausea over one month.", TRIAL),
        ("A quarter of the 200 adults (50 of 200) used cannabis.", COHORT),
        ("Cannabinoid use went along with more falls, but the interval spans one.", COHORT),
        ("In a man on warfarin the INR climbed to 6.9; he did not bleed.", CASE),
        ("The authors consider an interaction plausible but cannot establish it.", CASE),
        (
            "The panel adopted no statement on cancer pain, since agreement of 68% fell short of the required 75%.",
            PANEL,
        ),
        ("The panel could find too little evidence for a recommendation on appetite.", PANEL),
        ("Eighteen patients had kept it from their oncologist.", PANEL),
        ("Putting the two together brought no more than an additive effect in these cells.", CELLS),
    ],
)
def test_faithful_restatements_pass(statement: str, source: str):
    """Rounded, reworded, derived and negative restatements."""
    assert support(statement, source).label is Label.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "source", "kind"),
    [
        ("Zelpiride 100 mg once daily reduced nausea.", TRIAL, "number"),
        ("Nausea was more frequent with zelpiride than with placebo.", TRIAL, "direction"),
        ("Zelpiride increased appetite.", TRIAL, "significance"),
        ("Fatigue was lower with zelpiride than with placebo.", TRIAL, "significance"),
        ("Zelpiride had no effect on quality of life.", TRIAL, "certainty"),
        ("Patients with refractory nausea should be given zelpiride.", TRIAL, "certainty"),
        ("Zelpiride relieves refractory nausea.", TRIAL, "certainty"),
        ("The trial proves that zelpiride works.", TRIAL, "certainty"),
        ("Zelpiride reduced nausea compared with ondansetron.", TRIAL, "detail"),
        ("Zelpiride cut anxiety.", TRIAL, "detail"),
        ("Zelpiride significantly changed appetite.", TRIAL, "significance"),
        ("Nausea was 48% with zelpiride and 24% with placebo.", TRIAL, "arm"),
        (
            "Pain improved by 0.7 points with zelpiride.",
            "In adults pain improved by 2.1 points versus 0.7 points with placebo.",
            "arm",
        ),
        ("Two deaths occurred in 120 trials.", TRIAL, "unit"),
        ("Zelpiride 10 mg twice a day for 4 months reduced nausea.", TRIAL, "time"),
        ("Four deaths occurred with zelpiride and two with placebo.", TRIAL, "unit"),
        ("Falls were significantly more frequent in cannabis users (18% vs 9%).", COHORT, "significance"),
        ("Cannabis use makes adults with lung cancer fall.", COHORT, "causation"),
        ("Serious bleeding was seen in cannabis users.", COHORT, "negation"),
        ("Exercise was of benefit in adults with lung cancer aged 70 or under.", COHORT, "number"),
        ("Cannabidiol oil caused bleeding in a man on warfarin.", CASE, "negation"),
        ("Cannabidiol oil caused the rise in INR.", CASE, "causation"),
        ("The combination acted synergistically.", CELLS, "negation"),
        ("Cannabigerol inhibits invasion of glioma in patients.", CELLS, "species"),
    ],
)
def test_typed_errors_are_objected_to(statement: str, source: str, kind: str):
    """Each with an objection of the right kind that stands alone."""
    answer = support(statement, source)
    assert answer.label is not Label.SUPPORTED
    assert answer.score < 0.5
    assert any(problem.kind.value == kind for problem in answer.problems if problem.weight >= 0.7)


def test_the_score_falls_with_every_objection():
    """1 without any, 0 where the source speaks of something else."""
    clean = support("Nausea was reported by 24% of the zelpiride group.", TRIAL)
    assert (clean.score, clean.problems) == (1.0, ())
    other = support("Stainless bridges corrode faster beside tidal estuaries than inland reservoirs.", TRIAL)
    assert (other.label, other.score) == (Label.NOT_ADDRESSED, 0.0)


@pytest.mark.parametrize("flood", [" nausea" * 4000, " 24%" * 600])
def test_a_source_longer_than_any_abstract_is_left_to_a_person(flood: str) -> None:
    """Floods would hold the process for minutes; the cited passage is compared as always."""
    answer = support("Nausea was reported by 24%.", TRIAL + flood)
    assert not answer.confirmed
    assert answer.problems[0].why.startswith("The source has more than")


def test_spans_lie_in_their_texts():
    """Statement spans in the statement, source spans in the evidence, title or not."""
    statement = "Zelpiride 100 mg reduced fatigue in children."
    answer = support(statement, TRIAL, title="Zelpiride for nausea in adults")
    assert answer.problems
    for problem in answer.problems:
        assert 0 <= problem.start <= problem.end <= len(statement)
        assert 0 <= problem.source_start <= problem.source_end <= len(TRIAL)


MORE = (
    "Rifampicin 300 mg twice daily was given to 24 healthy volunteers for 10 days; exposure fell by 23 mm2 on a 100-mm2 scale with rifampicin and by 11 "
    "mm2 without. Neuropathy was seen in 68% at 1 month and 30% at 6 months. The geometric mean ratio for docetaxel AUC with versus without "
    "rifampicin was 0.98 (90% CI 0.90 to 1.08). The sleeve study counted 31 studies with 4,179 patients. It inhibited CYP3A4 but not CYP1A2. "
    "In the subgroup with insomnia, sleep was better with rifampicin (p = 0.02). Response occurred in 14 of 48 and 29 of 47 patients. Nurses "
    "stopped early; 563 of 574 participants were analysed. Pain improved by 2.0 points with rifampicin and by 0.7 with placebo."
)


@pytest.mark.parametrize(
    "statement",
    [
        "Rifampicin 600 mg a day was given to volunteers.",
        "Exposure to docetaxel was not changed by rifampicin.",
        "Pain improved by 1.3 points more with rifampicin than with placebo.",
        "Two thirds had neuropathy at one month.",
        "Eleven participants were not analysed.",
        "In people with insomnia, sleep was better.",
        "CYP1A2 was not inhibited.",
    ],
)
def test_values_that_follow_from_the_source_pass(statement: str):
    """Doses a day, ratios around 1, differences, shares and rests."""
    assert support(statement, MORE).label is Label.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("Neuropathy was seen in 30% at 1 month.", "time"),
        ("The study counted 31 patients.", "unit"),
        ("Rifampicin raised docetaxel exposure.", "significance"),
        ("It inhibited CYP1A2.", "negation"),
        ("Sleep was better with rifampicin (p = 0.02).", "subgroup"),
        ("A response occurred in 14 of 47 patients.", "number"),
        ("Pain improved by 0.7 points with rifampicin.", "arm"),
        ("Pain worsened with rifampicin.", "direction"),
    ],
)
def test_values_of_another_thing_are_objected_to(statement: str, kind: str):
    """Right figures in the wrong place, and effects the other way."""
    answer = support(statement, MORE)
    assert answer.label is not Label.SUPPORTED
    assert any(problem.kind.value == kind for problem in answer.problems if problem.weight >= 0.7)


WARD = (
    "Of 60 nurses on two wards, 14% felt ready to teach relaxation. All 60 also completed a quiz on antiemetics. The trial missed its primary "
    "endpoint: fatigue scores did not differ between relaxation and usual care (p = 0.41). Sleep quality, an exploratory outcome, was better with "
    "relaxation (p = 0.03). Raised bilirubin was seen in 40% of those on valproate. Of the nurses, 41 were evaluable at week 6."
)


@pytest.mark.parametrize(
    "statement",
    [
        "Few nurses felt ready to teach relaxation.",
        "86% did not feel ready to teach relaxation.",
        "Fourteen in every 100 nurses felt ready to teach relaxation.",
        "The trial did not meet its primary endpoint.",
    ],
)
def test_shares_told_in_another_way_pass(statement: str):
    """Minorities, complements and shares of a hundred."""
    assert support(statement, WARD).label is Label.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("None of the nurses completed a quiz on antiemetics.", "negation"),
        ("Bilirubin was raised in 40% of nurses.", "subgroup"),
        ("After adjustment for income, sleep was better.", "detail"),
        ("Fatigue showed a trend in favour of relaxation.", "significance"),
        ("The trial met its primary endpoint.", "endpoint"),
        ("The trial met its primary endpoint, sleep quality.", "endpoint"),
        ("A number needed to treat of 9 was found.", "number"),
        ("Of 52 evaluable nurses, some felt ready.", "number"),
    ],
)
def test_results_promoted_or_turned_are_objected_to(statement: str, kind: str):
    """A missed endpoint called met, a trend called an effect, a part told as the whole."""
    answer = support(statement, WARD)
    assert answer.label is not Label.SUPPORTED
    assert any(problem.kind.value == kind for problem in answer.problems if problem.weight >= 0.7)


ARMS = "Euphoria occurred in 8% and 1%. Complete response: 48/120 (40%) vs 30/120 (25%), difference 15 points (95% CI 3.3 to 26.7)."


@pytest.mark.parametrize(
    ("needed", "backed"), [("NNT 7 (4 to 31)", True), ("NNT 14 (4 to 31)", False), ("NNT 15", True)]
)
def test_a_number_needed_comes_from_the_figures_of_its_interval(needed: str, backed: bool) -> None:
    kinds = {p.kind.value for p in support(f"{needed}, computed", ARMS, cited=True).problems}
    assert ("number" not in kinds) is backed


@pytest.mark.parametrize("told", ["went up", "was up", "crept up", "jumped", "grew"])
def test_a_fall_told_as_a_rise_is_contradicted(told: str) -> None:
    source = "Endoxifen AUC fell by 12.6% (90% CI -18.7 to -6.1) with CBD."
    assert support(f"Endoxifen AUC {told} by 12.6% with CBD.", source, cited=True).label is Label.CONTRADICTED
    for same in ("went down", "was down", "dipped", "dropped"):
        assert support(f"Endoxifen AUC {same} by 12.6% with CBD.", source, cited=True).label is Label.SUPPORTED


def test_up_to_is_a_limit_and_no_direction() -> None:
    source = "The dose fell to 10 mg in the second week; doses were up to 20 mg a day before."
    assert support("Doses were up to 20 mg a day before.", source, cited=True).label is Label.SUPPORTED
