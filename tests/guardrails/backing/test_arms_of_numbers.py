"""Whose value a number is: of an arm, of both together, of a part of the people, of an arm that the source does not have."""

from __future__ import annotations

import pytest

from guardrails import ProblemKind, support

TRIAL = "In this trial 140 adults with migraine took zelpiride or placebo for 8 weeks. "
COUNTS = TRIAL + "Relief was seen in 20/70 patients with zelpiride and 31/70 patients with placebo."
SHARES = TRIAL + "Relief was seen in 24% with zelpiride and 48% with placebo."
DAYS = TRIAL + "Relief took 3 days with zelpiride and 5 days with placebo."
PART = TRIAL + "Nausea was seen in 12% of patients. Somnolence was recorded in 30% of those on valproate."
ARMS = (ProblemKind.ARM, ProblemKind.SUBGROUP, ProblemKind.COMPARATOR)


def arms(statement: str, source: str) -> set[str]:
    return {p.kind.value for p in support(statement, source).problems if p.kind in ARMS}


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("In all 51 of the patients had relief.", COUNTS),
        ("In total 51 patients had relief.", COUNTS),
        ("Relief was seen in 51 patients.", COUNTS),
        ("Relief was seen in 24% with zelpiride and 48% with placebo.", SHARES),
        ("Relief was seen in 24% with zelpiride and 48% with a dummy pill.", SHARES),
        ("Relief was seen in 24% with treatment.", SHARES),
        ("With zelpiride 17 patients had relief.", TRIAL + "Relief was seen in 24% of 70 adults with zelpiride."),
        ("Relief took 3 days with zelpiride.", DAYS),
        ("Zelpiride was taken for 8 weeks.", TRIAL),
        ("Placebo was taken for 8 weeks.", TRIAL),
        ("Somnolence was recorded in 30% of those on valproate.", PART),
    ],
)
def test_a_value_at_its_own_arm_stands(statement: str, source: str) -> None:
    assert not arms(statement, source)


@pytest.mark.parametrize(
    ("statement", "source", "kind"),
    [
        ("Relief was seen in 51 patients with zelpiride.", COUNTS, "arm"),
        ("With zelpiride 51 patients had relief.", COUNTS, "arm"),
        ("Relief was seen in 51 patients with placebo.", COUNTS, "arm"),
        ("Relief was seen in 48% with zelpiride.", SHARES, "arm"),
        ("Relief took 3 days with placebo.", DAYS, "arm"),
        ("Relief was seen in 24% with ondansetron and 48% with placebo.", SHARES, "comparator"),
        ("Somnolence was recorded in 30%.", PART, "subgroup"),
        ("Somnolence was recorded in 30% of the patients.", PART, "subgroup"),
    ],
)
def test_a_value_at_another_arm_is_objected_to(statement: str, source: str, kind: str) -> None:
    assert kind in arms(statement, source)


def test_a_time_of_the_other_arm_is_exchanged_though_nothing_joins_the_two() -> None:
    source = TRIAL + "Relief with zelpiride took 3 weeks; with placebo relief took 4 weeks."
    assert arms("Relief with placebo took 3 weeks.", source) == {"arm"}
    assert not arms("Relief with zelpiride took 3 weeks.", source)
