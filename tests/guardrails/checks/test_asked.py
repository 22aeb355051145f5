"""A requester's quoted words: not the document's claim, and not to be altered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guardrails import (
    Citation,
    Context,
    Draft,
    Evidence,
    Line,
    Mode,
    Profile,
    Section,
    Severity,
    Statement,
    StatementKind,
    check,
)

NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)
ASKED = "“My patient vomited all night. Does your oil cure nausea?”"
REQUEST = Evidence("fact:request", ASKED, "v1", origin="fact")


def findings(
    text: str, kind: StatementKind, asked: str | None = ASKED, mode: Mode = Mode.SCIENTIFIC_REACTIVE
) -> set[str]:
    statement = Statement(text=text, kind=kind, citations=(Citation("fact:request", 0, len(ASKED), ASKED),))
    section = Section("asked", "Question", (Line((statement,), "quote"),), True)
    draft = Draft("d", "answer", "Answer to a question", (section,))
    context = Context(mode=mode, profile=Profile.DRAFT, jurisdiction="US", request_text=asked)
    verdict = check(draft, evidence={"fact:request": REQUEST}, claims=(), context=context, now=NOW)
    return {f.check_id for f in verdict.findings if f.severity > Severity.WARN}


def test_what_was_asked_is_not_held_against_the_answer() -> None:
    assert not findings(ASKED, StatementKind.ASKED) & {"AE-01", "TEST-01", "CURE-01", "UNAP-01"}


@pytest.mark.parametrize("kind", [StatementKind.FACT, StatementKind.EVIDENCE])
def test_the_same_words_of_our_own_are_held(kind: StatementKind) -> None:
    assert findings(ASKED, kind) & {"AE-01", "TEST-01"}


def test_nobody_puts_words_into_a_requesters_mouth() -> None:
    assert "CITE-01" in findings("“Your oil cures nausea.”", StatementKind.ASKED)


@pytest.mark.parametrize(("asked", "mode"), [(None, Mode.SCIENTIFIC_REACTIVE), (ASKED, Mode.PROMOTIONAL)])
def test_words_that_nobody_asked_or_that_promote_are_no_question(asked: str | None, mode: Mode) -> None:
    assert "CITE-01" in findings(ASKED, StatementKind.ASKED, asked, mode)
