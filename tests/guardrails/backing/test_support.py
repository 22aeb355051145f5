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


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("About one in four on zelpiride and nearly half on placebo had nausea.", TRIAL),
        ("Nausea was 24 points less frequent with zelpiride.", TRIAL),
        ("Four people died, evenly split between the arms.", TRIAL),
        ("Appetite, which was not the primary outcome, was unchanged.", TRIAL),
        ("Quality of life was not looked at.", TRIAL),
        ("A third of each group was tired.", TRIAL),
        ("A quarter of the 200 adults (50 of 200) used cannabis.", COHORT),
        ("Cannabinoid use went along with more falls, but the interval spans one.", COHORT),
        ("In a man on warfarin the INR climbed to 6.9; he did not bleed.", CASE),
        ("The authors consider an interaction plausible but cannot establish it.", CASE),
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


def test_spans_lie_in_their_texts():
    """Statement spans in the statement, source spans in the evidence, title or not."""
    statement = "Zelpiride 100 mg reduced fatigue in children."
    answer = support(statement, TRIAL, title="Zelpiride for nausea in adults")
    assert answer.problems
    for problem in answer.problems:
        assert 0 <= problem.start <= problem.end <= len(statement)
        assert 0 <= problem.source_start <= problem.source_end <= len(TRIAL)
