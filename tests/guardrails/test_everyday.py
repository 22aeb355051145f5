"""Everyday mail, call notes and small talk: most of what people write says nothing of a medicine and must pass."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guardrails import Context, Decision, Mode, check, draft_from_text

NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)

HONEST = (
    "Thanks for the half hour, Dr. Velasquez.",
    "Dr. Velasquez, thank you for the tour and for introducing the night staff.",
    "Looking forward to it.",
    "I enjoyed our conversation about how the clinic schedules visits.",
    "I promise I'll keep it short on Wednesday.",
    "You have my word that the answer comes from the medical department.",
    "We agreed that I would come back in February with what has been published.",
    "Your team is lucky to have such a nurse manager.",
    "The projector works again, thanks to your technicians.",
    "Could we move Thursday's call to three o'clock?",
)
NOT_HONEST = (
    "Dr. Velasquez thanks us every week: her ward finally sleeps.",
    "I promise the vomiting stops by Wednesday.",
    "You have my word that your patients will eat again.",
    "The ward works again, thanks to our capsule.",
)


def _decision(text: str) -> Decision:
    context = Context(mode=Mode.PROMOTIONAL, jurisdiction="US")
    return check(draft_from_text(text), evidence={}, claims=(), context=context, now=NOW).decision


@pytest.mark.parametrize("text", HONEST)
def test_an_everyday_line_passes(text: str) -> None:
    assert _decision(text) is Decision.RELEASE


@pytest.mark.parametrize("text", NOT_HONEST)
def test_a_promise_in_the_same_words_is_held(text: str) -> None:
    assert _decision(text) is not Decision.RELEASE
