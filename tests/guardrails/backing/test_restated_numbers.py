# ruff: noqa: E501
"""Numbers of a statement that its source has in another form, and near misses that it has not: one table a class."""

from __future__ import annotations

import pytest

from guardrails import Label, ProblemKind, support

FIGURES = (ProblemKind.NUMBER, ProblemKind.UNIT, ProblemKind.TIME)
SHARES = "Relief was seen in 38% with zelpiride and 24% with placebo."
DOUBLE = "Relief was seen in 48% with zelpiride and 24% with placebo."
NONE = "Relief was seen in 12% with zelpiride and 0% with placebo."
PAIR = "Relief was seen in 20/70 with zelpiride and 31/70 with placebo."
APART = PAIR.replace(" and", ", after much longer treatment in the second and last part of the trial, and in")
SEEN = "Patients took zelpiride 150 mg. They were seen by nurses in the clinic of each hospital twice daily."
GRADES = "Attacks of grade 3 or 4 were seen with zelpiride."
RATIOS = "Falls were more frequent with zelpiride (hazard ratio 1.18, 95% CI 1.02-1.37). Clots were less frequent with it (0.58, 0.49-0.69)."
STIFF = "Stiffness lasted 20 minutes on zelpiride and 30 minutes on placebo."
RANGE = "Treatment with zelpiride lasted 10 to 12 weeks."


def figures(statement: str, source: str) -> set[str]:
    """Kinds of the objections to numbers."""
    return {p.kind.value for p in support(statement, source).problems if p.kind in FIGURES}


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        # rounded, or bounded from the side on which the value lies
        ("About 500 attacks were recorded.", "In all 512 attacks were recorded."),
        ("More than 500 attacks were recorded.", "In all 512 attacks were recorded."),
        ("Fewer than 500 attacks were recorded.", "In all 488 attacks were recorded."),
        ("Attacks did not differ (p > 0.05).", "Attacks did not differ (p = 0.31)."),
        ("Attacks fell by 2.5.", "Attacks fell by 2.54."),
        # a class among several
        ("Attacks of grade 3 were seen with zelpiride.", GRADES),
        # shares in words, by ratio and by percentage
        ("Attacks halved with zelpiride.", "Attacks fell by half with zelpiride."),
        ("Attacks fell by half with zelpiride.", "Attacks halved with zelpiride."),
        ("Attacks fell by 30% with zelpiride.", "For attacks the RRR was 30% with zelpiride."),
        ("For attacks the RRR was 30% with zelpiride.", "Attacks fell by 30% with zelpiride."),
        ("Nausea was seen in 50% on zelpiride.", "Nausea was seen in half on zelpiride."),
        ("More than half had nausea on zelpiride.", "Nausea was seen in 54% on zelpiride."),
        ("A third had relief with zelpiride.", "Relief was seen in 28 of 84 adults with zelpiride."),
        ("A third had relief.", "Relief was seen in 28 adults. The trial had 84 adults."),
        ("One in three had relief.", "Relief was seen in 28 adults. The trial had 84 adults."),
        # times
        ("Treatment lasted 84 days with zelpiride.", RANGE),
        ("Treatment lasted 28 days with zelpiride.", "Treatment with zelpiride lasted 4 weeks."),
        ("Treatment lasted at least 20 days with zelpiride.", "Treatment with zelpiride lasted 3 weeks."),
        # worked out from two values side by side
        ("The number needed to treat was 7.", SHARES),
        ("The number needed to treat was 8.", SHARES),
        ("The number needed to treat was 7 (95% CI 4 to 20).", f"The difference was 14 points (95% CI 5 to 25). {SHARES}"),
        ("Relief was twofold with zelpiride.", DOUBLE),
        ("Relief was 2.1-fold with zelpiride.", DOUBLE),
        ("Relief was twice as frequent with zelpiride.", DOUBLE),
        ("The trial had 140 patients.", PAIR),
        ("Relief was seen in 51 of 140 patients.", "The trial had 140 patients. Relief was seen in 51 of them."),
        ("Relief was seen in 51 of 140 patients.", "The trial had 140 patients. Relief was seen in 36%."),
        ("Patients took 300 mg daily.", "Patients took zelpiride 150 mg twice daily."),
        # what a ratio or a pair says once for all
        ("Clots were 42% less frequent with zelpiride.", RATIOS),
        ("The area under the curve rose by 62%.", "The geometric mean ratio was 1.62 (90% CI 1.41-1.86)."),
        ("Stiffness lasted 20 minutes on zelpiride against 30 on placebo.", STIFF),
        ("Zelpiride cost 66,000 pounds per QALY.", "The ratio was 39,500 pounds per QALY for the tablet; zelpiride gave 66,000."),
        ("The ratio was roughly €18,800.", "The ratio was €18,824."),
        # sums of a list
        ("Ten patients withdrew.", "Dizziness led to withdrawal of six, three and one patients."),
    ],
)  # fmt: skip
def test_a_number_in_another_form_is_the_sources(statement: str, source: str) -> None:
    assert not figures(statement, source)


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        # people are no dose and no minutes, and what is counted of them is no sum of money
        ("Zelpiride 1200 mg reduced seizures.", "Zelpiride 600 mg reduced seizures in a trial of 1200 patients."),
        ("Patients took 1500 mg of zelpiride.", "Patients took 2000 mg of placebo. In all, 1500 took zelpiride."),
        (
            "Treatment lasted 12 weeks with placebo.",
            "Treatment lasted 8 weeks in the zelpiride arm, and 12 in the placebo arm died.",
        ),
        (
            "Attacks lasted 45 minutes with placebo.",
            "Attacks lasted 20 minutes on zelpiride and 45 in the placebo arm withdrew.",
        ),
        ("Zelpiride was taken as six tablets a day.", "Zelpiride was taken as two tablets a day."),
        ("Zelpiride 5 mg reduced nausea.", "Zelpiride 10 mg reduced nausea in five of the adults."),
        # what lies between two visits is no length of treatment
        (
            "Zelpiride was given for eight weeks.",
            "Zelpiride was given for 12 weeks; pain was measured at week 4 and week 12.",
        ),
        # a whole and its parts are no sum, and two counts no fraction where the source has its own
        ("The trial had 240 adults.", "The trial had 120 adults, 80 women and 40 men."),
        ("Eleven patients died.", "Of six patients who died, three were men and two were women."),
        (
            "Nausea was seen in 60 of 120 adults on zelpiride.",
            "We enrolled 120 adults; 60 took zelpiride. Nausea was seen in 12 of 60 adults on zelpiride.",
        ),
        # a named measure is its own
        (
            "Clots were 42% less frequent with zelpiride.",
            "Falls with zelpiride had a hazard ratio of 1.18 (95% CI 1.02-1.37). Clots with zelpiride had a kappa of 0.58 (0.49-0.69).",
        ),
        # a result is no limit because it was needed
        (
            "Transfusion was required in 5% of patients on zelpiride.",
            "Dose reduction was required in 5% of patients on zelpiride, and transfusion was required in 22% of patients.",
        ),
    ],
)
def test_a_number_of_another_thing_is_not_confirmed(statement: str, source: str) -> None:
    assert not support(statement, source).confirmed


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Zelpiride was taken as six tablets a day.", "Zelpiride was taken as two tablets a day."),
        (
            "Treatment lasted 12 weeks with placebo.",
            "Treatment lasted 8 weeks in the zelpiride arm, and 12 in the placebo arm died.",
        ),
    ],
)
def test_another_count_of_doses_or_weeks_is_contradicted(statement: str, source: str) -> None:
    assert support(statement, source).label is Label.CONTRADICTED


@pytest.mark.parametrize(
    ("statement", "source", "kind"),
    [
        # too far off, or on the wrong side of the bound
        ("About 500 attacks were recorded.", "In all 590 attacks were recorded.", "number"),
        ("More than 500 attacks were recorded.", "In all 480 attacks were recorded.", "number"),
        ("Fewer than 500 attacks were recorded.", "In all 512 attacks were recorded.", "number"),
        ("Attacks were fewer with zelpiride (p < 0.05).", "Attacks were fewer with zelpiride (p > 0.05).", "number"),
        ("Attacks did not differ (p > 0.05).", "Attacks differed (p < 0.05).", "number"),
        # another class, another numbering, another measure
        ("Attacks of grade 2 were seen with zelpiride.", GRADES, "number"),
        ("Stage III migraine was excluded.", "Patients with grade 3 migraine were excluded.", "number"),
        ("The odds ratio was 1.4.", "The hazard ratio was 1.4.", "number"),
        ("The mean difference was 3 points.", "In all 3 adults had relief.", "number"),
        # shares
        ("Nausea was seen in 53% on zelpiride.", "Nausea was seen in half on zelpiride.", "number"),
        ("More than half had nausea on zelpiride.", "Nausea was seen in 46% on zelpiride.", "number"),
        ("Half had relief.", "Relief was seen in 28 adults. The trial had 84 adults.", "number"),
        ("One in two had relief.", "Relief was seen in 28 adults. The trial had 84 adults.", "number"),
        # times
        ("Treatment lasted 80 days with zelpiride.", RANGE, "time"),
        ("Treatment lasted about 30 days with zelpiride.", "Treatment with zelpiride lasted 4 weeks.", "time"),
        # units
        ("Zelpiride 5 mg/kg was given.", "Zelpiride 5 mg was given.", "unit"),
        ("Zelpiride 5 mg was given.", "Zelpiride 5 mL was given.", "unit"),
        ("Zelpiride 5 mg was given.", "Zelpiride 5 capsules were given.", "unit"),
        ("Sleep rose by 3 points.", "Patients took 3 capsules.", "unit"),
        ("Patients took 2 capsules per week.", "Patients took 2 capsules per day.", "unit"),
        ("Sleep rose by 3 points per week.", "Sleep rose by 3 points.", "unit"),
        # what does not follow from the values; nothing is a multiple of zero
        ("The number needed to treat was 5.", SHARES, "number"),
        ("The number needed to treat was 7.", SHARES.replace("24", "38"), "number"),
        ("The number needed to treat was 7 (95% CI 4 to 50).", f"The difference was 14 points (95% CI 5 to 25). {SHARES}", "number"),
        ("Relief was threefold with zelpiride.", DOUBLE, "number"),
        ("Relief was twofold with zelpiride.", NONE, "number"),
        ("Relief rose by 100% with zelpiride.", NONE, "number"),
        ("The trial had 141 patients.", PAIR, "number"),
        ("Relief was seen in 51 of 140 patients.", "The trial had 140 patients, of whom 38 had relief.", "number"),
        # fractions far apart are no arms of one trial
        ("The trial had 140 patients.", APART, "number"),
        # a whole is no part of another whole
        ("Relief was seen in 140 of 200 patients.", "We invited 200 patients. Relief was seen in 51 of 140.", "number"),
        # a ratio, a unit or a difference is taken on by no other value
        ("Clots were 58% less frequent with zelpiride.", RATIOS, "number"),
        ("Zelpiride cost 66,000 pounds per QALY.", "Zelpiride was given to 66,000 adults.", "unit"),
        # a dose and a frequency far apart make no daily dose
        ("Patients took 300 mg daily.", SEEN, "number"),
    ],
)  # fmt: skip
def test_a_number_that_is_not_the_sources_is_objected_to(statement: str, source: str, kind: str) -> None:
    assert kind in figures(statement, source)


def test_one_count_at_four_times_is_no_sum() -> None:
    source = "Dizziness occurred in 10, 20, 30 and 40 patients at weeks 1, 2, 3 and 4."
    assert not support("Dizziness occurred in 100 patients.", source).confirmed
