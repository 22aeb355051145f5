from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from assistant.artifacts.parts import FactBook, say, table
from guardrails import (
    Claim,
    ClaimRef,
    Context,
    Draft,
    Line,
    Mode,
    Profile,
    Released,
    Section,
    Signer,
    Statement,
    StatementKind,
    release,
)
from guardrails.checker import Bench

NOW = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
KEY = b"k" * 32
CLAIM = Claim("HB-X-001", 1, "Complete response was 24% vs 8%.", "efficacy", "approved", expires=date(2027, 4, 5))


@pytest.fixture
def document() -> Callable[..., Released]:
    """A released document of four sections: facts, a table, a SAY line, a long part."""

    def build(mode: Mode = Mode.INTERNAL, key: bytes = KEY) -> Released:
        facts = FactBook("t", "Test facts")
        said = Statement(CLAIM.text, kind=StatementKind.CLAIM, claim=ClaimRef("HB-X-001", 1))
        rows = [(f"{n}-{n + 5}", f"Item {n}: 17/70 (24%) vs 6/74 (8%), P=.01; 0-120 h") for n in range(0, 60, 5)]
        sections = (
            Section(
                "one", "1. Place", (facts.line("Meeting at 9."), facts.line("It is on Monday.", "bullet", "When:"))
            ),
            Section("two", "2. Agenda", (table(("Minutes", "Item"), rows),)),
            Section("three", "3. Say", (Line((said,), "say", "SAY:"),)),
            Section(
                "four", "4. Long", tuple(say(f"Sentence {n} of a long part that fills a page.") for n in range(40))
            ),
        )
        outcome = release(
            Draft("D-1", "call_pack", "A plan", sections, banner="Invented.", footer="End."),
            evidence={"fact:t": facts.evidence()},
            claims=(CLAIM,),
            context=Context(mode=mode, profile=Profile.DRAFT, jurisdiction="US-OH"),
            now=NOW,
            signer=Signer(key),
            bench=Bench((), (), 10.0, 10.0),  # no checks: files are under test, not the text
        )
        assert isinstance(outcome, Released)
        return outcome

    return build
