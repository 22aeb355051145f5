"""The same inputs give the same verdict on SQLite and on PostgreSQL. Skips where no server is installed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.engine import make_engine
from assistant.migrations import upgrade
from assistant.reviewing import KeptDraft
from assistant.store.claim_rows import ClaimStore
from assistant.store.documents import DocumentStore, dump_kept
from guardrails import Context, Draft, Evidence, Line, Mode, Profile, Section, Statement, check, load_claims

NOW = datetime(2026, 11, 17, 23, 0, tzinfo=UTC)
DEMO = Path(__file__).parents[3] / "assistant" / "demo" / "data" / "claims.yaml"


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Engine]:
    engine = make_engine(postgres_url)
    upgrade(engine)
    yield engine
    engine.dispose()


def verdict_of(engine: Engine) -> tuple[str, str, int]:
    """Claims and a kept draft go through the database; the draft is judged on what comes back."""
    claims, documents = ClaimStore(engine), DocumentStore(engine)
    claims.put(load_claims(DEMO).claims, NOW, ())
    source = Evidence(
        "1", "In 120 adults, vomiting occurred in 25% with dronabinol and 40% with placebo.", "h", species="human"
    )
    lines = tuple(
        Line((Statement(text),))
        for text in (source.text, "Quillmera cures nausea.", "See you at 9 – naïve “café” ≥ 5 µg.")
    )
    draft = Draft("D-1", "text", "Note", (Section("s", "Note", lines),))
    context = Context(mode=Mode.PROMOTIONAL, profile=Profile.DRAFT, jurisdiction="US-OH")
    kept = KeptDraft(draft, context, (source,))
    row = {"draft_id": "D-1", "artifact": "text", "draft_sha256": draft.sha256, "decision": "BLOCK", "created_at": NOW}
    documents.put_draft({**row, "payload": {"kept": dump_kept(kept), "ruleset": "x"}})
    stored = documents.draft("D-1")
    assert stored is not None
    again = stored[1]
    assert again == kept
    library = claims.all()
    verdict = check(again.draft, evidence={"1": again.evidence[0]}, claims=library, context=again.context, now=NOW)
    return verdict.decision.value, verdict.verdict_hash, len(library)


def test_the_same_inputs_give_the_same_verdict_hash_on_both(postgres: Engine, tmp_path: Path) -> None:
    lite = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(lite)
    try:
        assert verdict_of(postgres) == verdict_of(lite)
    finally:
        lite.dispose()


def test_a_version_moves_on_and_is_never_rewritten_there_either(postgres: Engine) -> None:
    from assistant.errors import ImportRefused
    from guardrails import Claim

    rows = ClaimStore(postgres)
    claim = Claim("PG-1", 1, "The film is free of sugar.", "admin", "approved", expires=date(2027, 1, 1))
    rows.put([claim], NOW, ())
    before = rows.revision()
    rows.put([replace(claim, state="withdrawn", withdrawal_reason="No.")], NOW, [claim])
    assert rows.revision() == before + 1
    with pytest.raises(ImportRefused):
        rows.put([replace(claim, text="The film is full of sugar.")], NOW, rows.all())
