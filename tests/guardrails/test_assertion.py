"""How a span is asserted: denied, forbidden by a heading or a verdict on the wording, quoted, unknown, or plainly said."""

from __future__ import annotations

import re

import pytest

from guardrails import Context, assess, build_case, draft_from_text
from guardrails.case import Assertion
from tests.guardrails.gate_fakes import NOW


def assertion(marked: str) -> Assertion:
    """The assertion of the words in square brackets."""
    span = re.search(r"\[(.*?)\]", marked)
    assert span is not None
    text = marked.replace("[", "").replace("]", "")
    case = build_case(draft_from_text(text), {}, (), Context(), NOW)
    sentence = next(s for s in case.sentences if s.start <= span.start() <= s.end)
    start = span.start() - sentence.start
    return assess(sentence, start, start + len(span[1]), case)


@pytest.mark.parametrize(
    ("marked", "container"),
    [
        ("Never say:\n- It [cures] nausea.\n- It is safe.", "FORBIDDEN"),
        ("Never say:\n- It cures nausea.\n- It is [safe].", "FORBIDDEN"),
        ("You may say:\n- It [cures] nausea.", "PLAIN"),
        ("Never say:\n\n- It [cures] nausea.", "PLAIN"),  # an empty line ends what a heading governs
        ("Never say:\n- It cures nausea.\nIt [works] well.", "PLAIN"),  # so does a line that is no item
        ("Do not write that it [cures] nausea.", "FORBIDDEN"),
        ("Never say it heals; say instead it [helps].", "PLAIN"),
        ("Avoid the word cures, write [relieves].", "PLAIN"),
        ("The word '[risk-free]' was struck from the leaflet.", "FORBIDDEN"),
        ("The claim that it [cures] nausea has no support.", "FORBIDDEN"),
        ("It [cures] nausea, but the other claim has no support.", "PLAIN"),
        ('"[Cures]" is a word we never use.', "QUOTATION"),
    ],
)
def test_what_is_forbidden_is_not_said(marked: str, container: str) -> None:
    assert assertion(marked).container.name == container


@pytest.mark.parametrize(
    ("marked", "polarity"),
    [
        ("No evidence that it [helps] was found.", "NEGATED"),
        ("It [helps] is unproven.", "NEGATED"),
        ("There is no harm, or [risk].", "NEGATED"),
        ("There is no risk and, [harm].", "NEGATED"),
        ("It is not, and was never, [safe].", "NEGATED"),  # two denials of one thing add up to one
        ("There is insufficient evidence, not enough to say that it [helps].", "NEGATED"),
        ("It never fails to [help].", "AFFIRMED"),
        ("It is not without [risk].", "AFFIRMED"),
        ("I gave no answer, [wrote] it down and left.", "AFFIRMED"),
        ("It does not sedate and [relieves] pain.", "AFFIRMED"),
        ("It is not safe, and it [helps].", "AFFIRMED"),
    ],
)
def test_a_denial_reaches_as_far_as_its_clause(marked: str, polarity: str) -> None:
    assert assertion(marked).polarity.name == polarity


def test_a_span_without_words_is_asserted_plainly() -> None:
    assert assertion("[***] It is not safe.") == Assertion()
