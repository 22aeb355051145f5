"""What rests on the library: news of a record reaches it, answers name their snapshot, pages of documents bear claims."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from assistant.bootstrap import open_rooms
from assistant.domain import Asker, Role
from assistant.errors import DraftLocked
from assistant.home import AppSettings
from assistant.service.ask import ask
from assistant.service.claim_steps import find_claim, new_claim, sign_claim, submit_claim
from assistant.service.exports import assert_unlocked
from assistant.service.integrity_alerts import raise_alerts
from assistant.service.rooms import Rooms
from assistant.service.sources import SourceDetails, add_source
from assistant.service.sweep import drifted_sources, sweep
from guardrails import Claim
from ingest import Article, Link
from tests.assistant.conftest import AS_OF

LATER = AS_OF + timedelta(hours=1)
QUESTION = "Does CBD prevent chemotherapy-induced peripheral neuropathy?"
GUIDELINE = SourceDetails("guideline", "Antiemetics", "Oil Society", "1", date(2025, 1, 1))


@pytest.fixture
def own(demo_home: Path, tmp_path: Path) -> Iterator[Rooms]:
    """A demo of its own, to be changed."""
    shutil.copytree(demo_home, tmp_path / "home")
    with open_rooms(AppSettings(home=tmp_path / "home"), clock=lambda: AS_OF) as rooms:
        yield rooms


def test_a4_a_retraction_that_arrives_suspends_claims_locks_drafts_and_gives_owners_a_task(own: Rooms) -> None:
    references = {c.key: {r.source_id for r in c.references if r.kind == "pmid"} for c in own.claims.claims}
    raise_alerts(own)
    made = ask(own, QUESTION, Asker(Role.MSL), AS_OF).outcome.draft
    cited = {c.evidence_id for s, _, _ in made.statements() for c in s.citations}
    pmid = min(i for i in cited if i.isdecimal())
    on_it = {key for key, ids in references.items() if pmid in ids}
    in_force = {c.key for c in own.claims.claims if c.state == "approved"}
    assert_unlocked(own, made.draft_id)
    own.library.add(
        [Article("99999999", "99999999", "Retraction.", links=(Link("RetractionOf", "J Test", pmid),))], "update"
    )
    raise_alerts(own)
    with pytest.raises(DraftLocked):
        assert_unlocked(own, made.draft_id)
    assert {c.key for c in own.claims.claims if c.state == "suspended"} == on_it & in_force
    assert on_it & in_force <= {t.object_id for t in own.ledger.tasks() if t.kind == "claim"}
    again = ask(own, QUESTION, Asker(Role.MSL), LATER).outcome.draft
    assert pmid not in {c.evidence_id for s, _, _ in again.statements() for c in s.citations}


def test_a6_the_same_snapshot_and_moment_give_the_same_answer_and_the_record_of_it_names_the_snapshot(
    own: Rooms,
) -> None:
    snapshot = own.library.status().snapshot_id
    first, second = (ask(own, QUESTION, Asker(Role.MSL), AS_OF).outcome.draft for _ in range(2))
    assert (first.text.encode(), first.sha256) == (second.text.encode(), second.sha256)
    assert f"library snapshot {snapshot}" in first.text
    kept = own.documents.draft_row(first.draft_id)
    assert kept is not None
    assert kept["payload"]["snapshot"] == snapshot
    own.library.add([Article("98000000", "98000000", "An unrelated record")], "update")
    assert own.library.status().snapshot_id != snapshot
    assert own.library.status().snapshot_id in ask(own, QUESTION, Asker(Role.MSL), AS_OF).outcome.draft.text


def approved(rooms: Rooms, claim_id: str, reference: str) -> Claim:
    row = {"claim_id": claim_id, "text": "Bottles hold ten each.", "claim_type": "admin", "references": [reference]}
    new_claim(rooms, row, AS_OF)
    submit_claim(rooms, find_claim(rooms, claim_id), AS_OF)
    for discipline in ("M", "L", "R"):
        claim, _ = sign_claim(rooms, find_claim(rooms, claim_id), discipline, "A. Reviewer", AS_OF)
    return claim


def test_a9_a_page_of_a_document_bears_a_claim_until_the_document_changes(own: Rooms, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Dronabinol is suggested for nausea.")
    (tmp_path / "two.txt").write_text("Dronabinol is no longer suggested.")
    add_source(own, tmp_path / "one.txt", GUIDELINE)
    stored = own.library.articles([GUIDELINE.source_id])[GUIDELINE.source_id]
    assert (stored.article.issue, stored.article.year) == ("1", 2025)
    claim = approved(own, "HB-T-9", f"document:{GUIDELINE.source_id}#page 1")
    (reference,) = claim.references
    assert (reference.source_id, reference.anchor) == (GUIDELINE.source_id, "page 1")
    assert reference.content_sha256 == stored.version_hash, "pinned to the version that was signed"
    assert drifted_sources(own) == ()
    add_source(own, tmp_path / "two.txt", replace(GUIDELINE, version="2", effective=date(2026, 1, 1)))
    assert drifted_sources(own) == (GUIDELINE.source_id,)
    sweep(own, LATER)
    assert {c.state for c in own.claims.claims if c.claim_id == "HB-T-9"} == {"suspended"}
