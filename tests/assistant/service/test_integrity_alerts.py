"""A change of integrity names exactly the drafts and claims that rest on the record, and is in the audit trail."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from assistant.bootstrap import open_rooms
from assistant.domain import Asker, Role
from assistant.home import AppSettings
from assistant.service.ask import ask
from assistant.service.integrity_alerts import alert_row, claims_citing, raise_alerts
from ingest import Article, Link, PublicationType
from tests.assistant.conftest import AS_OF

QUESTION = "Does CBD prevent chemotherapy-induced peripheral neuropathy?"


def notice(pmid: str) -> Article:
    return Article(
        "99999999",
        "99999999",
        "Retraction.",
        publication_types=(PublicationType("D016440", "Retraction of Publication"),),
        links=(Link("RetractionOf", "J Test", pmid),),
    )


def test_a_retraction_lists_the_drafts_and_claims_that_cite_it(demo_home: Path, tmp_path: Path) -> None:
    shutil.copytree(demo_home, tmp_path / "home")
    with open_rooms(AppSettings(home=tmp_path / "home"), clock=lambda: AS_OF) as rooms:
        earlier = {row["draft_id"] for row in rooms.documents.drafts()}
        result = ask(rooms, QUESTION, Asker(Role.MSL), AS_OF + timedelta(hours=1))
        other = ask(rooms, "What is the bioavailability of oral THC?", Asker(Role.MSL), AS_OF + timedelta(hours=1))
        raise_alerts(rooms)
        cited = {c.evidence_id for s, _, _ in result.outcome.draft.statements() for c in s.citations}
        elsewhere = {c.evidence_id for s, _, _ in other.outcome.draft.statements() for c in s.citations}
        pmid = min(i for i in cited - elsewhere if i.isdecimal())
        rooms.library.add([notice(pmid)], "an update")
        alerts = {a.change.article_id: a for a in raise_alerts(rooms)}
        assert set(alerts[pmid].drafts) - earlier == {result.outcome.draft.draft_id}
        assert alerts[pmid].claims == claims_citing(rooms.claims.claims, pmid)
        assert alert_row(alerts[pmid])["integrity"] == "retracted"
        assert raise_alerts(rooms) == ()
        told = [e for e in rooms.audit.events() if e.action == "integrity.changed" and e.detail["article_id"] == pmid]
        assert [e.detail["drafts"] for e in told] == [list(alerts[pmid].drafts)]


def test_claims_are_found_by_their_references(rooms) -> None:
    claim = next(c for c in rooms.claims.claims if c.references)
    source = claim.references[0].source_id
    assert claim.key in claims_citing(rooms.claims.claims, source)
    assert claims_citing([replace(claim, references=())], source) == ()
