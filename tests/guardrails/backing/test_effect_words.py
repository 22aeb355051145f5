"""Words of effect that measure, deny, name or bound each other: a sentence has one effect, and it points one way."""

from __future__ import annotations

import pytest

from guardrails import Label, support

TRIAL = "In this trial 84 adults with migraine took zelpiride or placebo for 8 weeks. "
NO_BETTER = "Zelpiride was no better at relieving pain than placebo."
ALIKE = "The drop in pain did not differ between zelpiride and placebo."
LESS = "Pain improved less with zelpiride than with placebo."
GREATER = "There was greater relief of pain with zelpiride than with placebo."
EASED = "Zelpiride eased pain less than placebo."
POINTS = "Pain was eased by 2 points more with zelpiride than with placebo."
APPETITE = "Zelpiride raised appetite more than placebo."
LARGER = "There was a larger drop in appetite with zelpiride than with placebo."
TITRATED = "Zelpiride was increased to 20 mg. Pain fell."
CLASS = "Grade 2 or worse nausea was less frequent with zelpiride than with placebo."


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Zelpiride was no better than placebo at relieving pain.", NO_BETTER),
        ("The drop in pain was alike with zelpiride and placebo.", ALIKE),
        ("Zelpiride improved pain less than placebo did.", LESS),
        ("Relief of pain was greater with zelpiride than with placebo.", GREATER),
        ("The relief of pain with zelpiride was much greater than with placebo.", GREATER),
        ("Zelpiride eased pain less than placebo did.", EASED),
        ("Zelpiride eased pain by 2 points more than placebo.", POINTS),
        ("Zelpiride increased appetite more than placebo did.", APPETITE),
        ("The drop in appetite was larger with zelpiride.", LARGER),
        ("Zelpiride was raised to 20 mg.", TITRATED),
        ("Nausea of grade 2 or worse was less frequent with zelpiride.", CLASS),
    ],
)
def test_the_same_effect_in_other_words_is_backed(statement: str, source: str) -> None:
    assert support(statement, TRIAL + source).label is Label.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Zelpiride relieved pain better than placebo.", NO_BETTER),
        ("Pain dropped more with zelpiride than with placebo.", ALIKE),
        ("Pain improved more with zelpiride than with placebo.", LESS),
        ("There was less relief of pain with zelpiride than with placebo.", GREATER),
        ("Relief of pain was smaller with zelpiride than with placebo.", GREATER),
        ("Zelpiride eased pain more than placebo.", EASED),
        ("Zelpiride raised appetite less than placebo.", APPETITE),
        ("The drop in appetite was smaller with zelpiride.", LARGER),
        ("Zelpiride increased pain.", TITRATED),
        ("Zelpiride worsened nausea.", CLASS),
        ("Nausea of grade 2 or worse was more frequent with zelpiride.", CLASS),
    ],
)
def test_the_effect_turned_round_is_contradicted(statement: str, source: str) -> None:
    assert support(statement, TRIAL + source).label is Label.CONTRADICTED
