"""What is taken word for word from a source is not objected to; what only looks like it is."""

from __future__ import annotations

import pytest

from guardrails import Label, support
from guardrails.backing.verbatim import copied_clauses, copied_sentences

RESPONSE = "Complete response over 0-120 h occurred in 17/70 (24%) with zelpiride and 6/74 (8%) with placebo"
BOTH = "Complete response together with no significant nausea occurred in 7/70 (10%) and 2/74 (3%): difference 7 points (95% CI -1 to 15)."
NAUSEA = "Mean nausea score was 2.8 with zelpiride and 4.3 with placebo: difference -1.5 (95% CI -2.2 to -0.9)"
VOMITS = "vomits per day were 0.2 and 0.5, P=.01"
SOURCE = f"{RESPONSE}: difference 16 points (95% CI 4 to 28), P=.01. {BOTH} {NAUSEA}, P<.001; {VOMITS}."


@pytest.mark.parametrize(
    "statement",
    [
        f"For nausea, {RESPONSE}; {NAUSEA}; {VOMITS}.",
        f"For nausea, complete response over 0-120 h occurred in 17/70 (24%); mean nausea score was 2.8 with zelpiride; {VOMITS}.",
        f"Zelpiride: {RESPONSE}; {VOMITS}.",
        f"{SOURCE} {BOTH}",
    ],
)
def test_joined_sentences_pass(statement: str):
    """Whatever is put before them or in whatever order they come."""
    answer = support(statement, SOURCE)
    assert answer.label is Label.SUPPORTED
    assert not answer.problems


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        (f"For nausea, {RESPONSE.replace('17/70 (24%)', '27/70 (39%)')}; {VOMITS}.", "number"),
        ("Zelpiride: complete response over 0-120 h occurred in 6/74 (8%) with zelpiride.", "arm"),
        (
            "Complete response together with no significant nausea occurred in 17/70 (24%).",
            "number",
        ),
    ],
)
def test_altered_sentences_are_named(statement: str, kind: str):
    """A digit, an arm or a topic that the copy does not have."""
    answer = support(statement, SOURCE)
    assert answer.label is not Label.SUPPORTED
    assert kind in [problem.kind.value for problem in answer.problems]


def test_words_around_a_copied_sentence_count():
    """A sentence inside another may be turned by it."""
    sentence = "No patient in either arm had a seizure during treatment"
    assert copied_sentences(f"Safety: {sentence}.", f"{sentence}.") == ((8, 8 + len(sentence)),)
    assert copied_sentences(f"It is not true that {sentence}.", f"{sentence}.") == ()
    assert copied_sentences(f"{sentence} except three.", f"{sentence}.") == ()


def test_a_clause_without_a_subject_is_no_copy():
    """`of any grade in 74% and 38%` may stand behind anything."""
    source = "Moderate adverse events occurred in 25% with zelpiride; of any grade in 74% and 38%."
    assert copied_clauses("Dizziness occurred; of any grade in 74% and 38%.", source) == ()
    assert copied_clauses("Moderate adverse events occurred in 25% with zelpiride.", source) == ((0, 54),)
    assert copied_clauses("Moderate adverse events occurred in 2", source) == ()


def test_refusal_for_lack_of_words_names_them():
    """A reviewer reads what the source does not speak of."""
    source = (
        "Zelpiride was given to adults with lung cancer. Nausea was less frequent with zelpiride than with placebo."
    )
    statement = "Hospitals reorganised pharmacy procurement budgets, warehouse logistics and courier schedules."
    answer = support(statement, source)
    assert answer.label is Label.NOT_ADDRESSED
    assert all(problem.why for problem in answer.problems)
    assert any("speak of" in problem.why for problem in answer.problems)
