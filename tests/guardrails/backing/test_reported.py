"""A sentence of a lone text that reports a result is held against the evidence, whether or not it sounds like a claim."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guardrails import Context, Decision, Evidence, Profile, check, draft_from_text

TRIAL = (
    "In this open-label trial 144 adults with cancer anorexia received dronabinol or megestrol for 12 weeks. "
    "The trial did not meet its primary endpoint. Appetite improved in 49% and 75%. Nine discontinuations occurred. "
    "Three treatment-related deaths occurred. Sleep quality improved from 9.1 to 6.8 (p=0.02). "
    "The tear film was measured at baseline; lymphocytes were 310 per microlitre."
)
CHECKS = {"CITE-02", "NUM-01"}


def objections(text: str, evidence: str = TRIAL) -> dict[str, str]:
    """Quotes of what the comparison objects to, with the check that does."""
    given = {"given": Evidence("given", evidence, "h", title="A trial", origin="document")}
    context = Context(profile=Profile.SCREEN)
    verdict = check(draft_from_text(text), evidence=given, claims=(), context=context, now=datetime.now(UTC))
    found = {f.quote: f.check_id for f in verdict.findings if f.check_id in CHECKS}
    assert not found or verdict.decision is not Decision.RELEASE
    return found


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The trial met its primary endpoint.", "The trial did not meet its primary endpoint."),
        ("The primary endpoint was met.", "The primary endpoint was not met (p=0.43)."),
        ("No deaths occurred.", "Three treatment-related deaths occurred."),
        ("Treatment-related deaths occurred.", "No treatment-related deaths occurred."),
        ("No discontinuations occurred.", "Nine discontinuations occurred."),
        ("Nine discontinuations occurred.", "No discontinuations occurred."),
        ("Sleep quality worsened from 9.1 to 6.8 (p=0.02).", "Sleep quality improved from 9.1 to 6.8 (p=0.02)."),
        ("The trial was blinded.", "The trial was open-label."),
        ("The trial was masked.", "The trial was unblinded."),
        ("The trial was open-label.", "The trial was blinded."),
    ],
)
def test_a_flipped_result_is_held(text: str, evidence: str) -> None:
    assert objections(text, evidence)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Hi Anna, the trial met its primary endpoint.", "the trial met its primary endpoint."),
        ("Good news: no discontinuations occurred.", "no discontinuations occurred."),
        ("Happy to tell you the trial met its primary endpoint.", None),
        ("Glad to report no deaths occurred.", None),
        ("Did you know the trial met its primary endpoint?", None),
        ("It met its primary endpoint.", None),
        ("Nobody discontinued.", None),
        ("It moved from 9.1 to 6.8 with p=0.43.", "0.43"),
        ("At baseline 310 per microlitre were counted, 210 later.", "210"),
        ("Lymphocytes of the coeliac spleen numbered 310 and 210 per microlitre.", "210"),
    ],
)
def test_a_result_in_courteous_or_other_words_is_held(text: str, quote: str | None) -> None:
    assert (quote or text) in objections(text)


@pytest.mark.parametrize(
    "text",
    [
        "The trial did not meet its primary endpoint.",
        "Nine discontinuations occurred.",
        "The trial was unblinded.",
        "Three deaths related to treatment occurred.",
    ],
)
def test_a_true_result_passes(text: str) -> None:
    assert objections(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for your time today.",
        "See you on 12 March at the study meeting.",
        "Parking is behind the clinic, room 144.",
        "Please call me on extension 144.",
        "The trial reprint is attached.",
        "The study meeting was cancelled.",
        "The study was discussed.",
        "I am attaching the trial paper you asked for.",
        "Our call lasted nine minutes.",
        "Lunch for 12 is at noon, and the projector did not work last time.",
        "You asked about megestrol.",
        "The hospital has 310 beds.",
        "He stopped by at noon.",
        "Did the trial meet its primary endpoint?",
        "We can't say whether the trial met its primary endpoint.",
        "Never say that the trial met its primary endpoint.",
        "Do not write 'no deaths occurred'.",
        "Medical Information will answer within two days.",
        "No other topics.",
    ],
)
def test_greetings_and_logistics_are_not_held_against_the_evidence(text: str) -> None:
    assert objections(text) == {}


def test_what_the_evidence_does_not_speak_of_is_left_alone() -> None:
    assert objections("The harvest festival was moved to the village hall, and no tickets were sold.") == {}
    assert objections("The trial met its primary endpoint.", "Pharmacies open at nine.") == {}
