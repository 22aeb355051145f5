"""A sentence that is nothing but an absolute claim is held wherever it stands; the same words about other things or forbidden pass."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guardrails import Context, Decision, Mode, Profile, check, draft_from_text

NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)
PLACES = (
    "{}",
    "- Room 4 at noon\n- {}\n- Parking is behind the building",
    "Dear Dr. Lee,\n\nThank you for the tour on Monday. {} I will send the slides on Friday.\n\nBest,\nAnna",
    "Dear Dr. Lee,\n\nThank you for the tour on Monday.\n\n{}\n\nI will send the slides on Friday.\n\nBest,\nAnna",
)
ABSOLUTE = (
    "Safe for everyone.",
    "They are safe for everyone.",
    "Safe and effective for all patients.",
    "Tolerated by everyone.",
    "Suitable for every patient.",
    "Completely safe.",
    "Risk-free.",
    "No side effects.",
    "Zero risk.",
    "No interactions whatsoever.",
    "Works for all patients.",
    "Works in everyone.",
    "Effective for everyone.",
    "Never fails.",
    "It works every time.",
    "No contraindications whatsoever.",
)
TOLD = (
    "No contraindications.",
    "No known drug interactions.",
    "Without adverse reactions.",
    "There are no contraindications.",
    "No known interactions.",
    "No interactions",
    "No serious adverse events.",
)
HARMLESS = (
    "Open to everyone.",
    "No worries.",
    "No problem.",
    "No parking fees.",
    "Safe travels.",
    "Works for me.",
    "No drug is safe for everyone.",
    "Safety data attached.",
)
FORBIDDEN = (
    "What we may not say\n• Safe for everyone\n• No side effects",
    "Words that fail review\nCompletely safe\nRisk-free",
)


def _decision(text: str) -> Decision:
    context = Context(mode=Mode.PROMOTIONAL, profile=Profile.SCREEN, jurisdiction="US")
    return check(draft_from_text(text), evidence={}, claims=(), context=context, now=NOW).decision


@pytest.mark.parametrize("claim", ABSOLUTE)
def test_a_bare_absolute_claim_is_held_among_harmless_lines(claim: str) -> None:
    assert [_decision(place.format(claim)) for place in PLACES].count(Decision.RELEASE) == 0


@pytest.mark.parametrize("line", TOLD)
def test_what_a_label_or_a_table_may_say_waits_for_a_person(line: str) -> None:
    assert _decision(f"Room 4 at noon\n- {line}\n- Parking is behind the building") is Decision.REVIEW


@pytest.mark.parametrize("line", HARMLESS)
def test_the_same_words_about_other_things_pass(line: str) -> None:
    assert {_decision(place.format(line)) for place in PLACES} == {Decision.RELEASE}


@pytest.mark.parametrize("text", FORBIDDEN)
def test_a_list_that_forbids_them_passes(text: str) -> None:
    assert _decision(text) is Decision.RELEASE


@pytest.mark.parametrize("opener", ["No", "Zero", "Without any", "Absolutely no", "Not a single", "There are no"])
@pytest.mark.parametrize("kind", ["", "known ", "serious ", "real ", "drug "])
@pytest.mark.parametrize(
    "noun", ["interactions", "interaction", "contraindications", "adverse events", "adverse event"]
)
def test_no_bare_denial_of_harm_passes_however_it_begins(opener: str, kind: str, noun: str) -> None:
    assert (
        _decision(f"Room 4 at noon\n- {opener} {kind}{noun}.\n- Parking is behind the building") is not Decision.RELEASE
    )


@pytest.mark.parametrize(
    "line",
    [
        "Absolutely no drug interactions.",
        "Not a single interaction.",
        "No real contraindications.",
        "Not one adverse event.",
    ],
)
def test_a_denial_that_insists_is_blocked(line: str) -> None:
    assert _decision(f"Room 4 at noon\n- {line}\n- Parking is behind the building") is Decision.BLOCK
