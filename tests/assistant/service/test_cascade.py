"""When something falls, exactly what rests on it is judged again, locked, listed and to be corrected."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from assistant.bootstrap import open_rooms
from assistant.domain import Interaction
from assistant.errors import DraftLocked, ImportRefused, NotFound, UsageError
from assistant.home import AppSettings
from assistant.service.brief import brief
from assistant.service.cascade import Cause, run_cascade, told_in, where_used
from assistant.service.claim_import import apply_import, preview_import
from assistant.service.claim_steps import (
    edit_claim,
    edit_many,
    export_library,
    find_claim,
    new_claim,
    reinstate_claim,
    sign_claim,
    submit_claim,
    withdraw_claim,
)
from assistant.service.exports import assert_unlocked, note_exports
from assistant.service.prep import find_visit, prepare
from assistant.service.rooms import Rooms
from assistant.service.sweep import drifted_sources, sweep
from assistant.service.waivers import grant_waiver, waivable_findings
from guardrails import (
    Claim,
    Context,
    Draft,
    GuardrailError,
    Line,
    Mode,
    Profile,
    Released,
    Section,
    Statement,
    StatementKind,
)
from tests.assistant.conftest import AS_OF

LATER = AS_OF + timedelta(hours=1)


@pytest.fixture
def own(demo_home: Path, tmp_path: Path) -> Iterator[Rooms]:
    """A demo of its own, to be changed."""
    shutil.copytree(demo_home, tmp_path / "home")
    with open_rooms(AppSettings(home=tmp_path / "home"), clock=lambda: AS_OF) as rooms:
        yield rooms


def documents(rooms: Rooms) -> dict[str, Released]:
    """A call pack and a brief, released, the pack exported."""
    pack = prepare(rooms, find_visit(rooms, AS_OF, hcp="P-1"), AS_OF, "J. Pell")
    paper = brief(rooms, "QUILLMERA", "chemotherapy-induced nausea and vomiting", "committee", AS_OF, "M. Sorrel")
    assert isinstance(pack, Released)
    assert isinstance(paper, Released)
    note_exports(rooms, pack, ["out/call-pack.docx"])
    return {"pack": pack, "paper": paper}


def claims_in(released: Released) -> set[str]:
    return {f"{s.claim.claim_id} v{s.claim.version}" for s, _, _ in released.draft.statements() if s.claim}


def articles_in(released: Released) -> set[str]:
    return {c.evidence_id for s, _, _ in released.draft.statements() for c in s.citations}


def test_a_withdrawal_reaches_exactly_what_rests_on_the_claim(own: Rooms) -> None:
    made = documents(own)
    key = sorted(claims_in(made["pack"]))[0]
    resting = sorted(d.draft.draft_id for d in made.values() if key in claims_in(d))
    told = sorted(i.interaction_id for i in own.objects.all(Interaction) if key in i.told)
    claim, report = withdraw_claim(own, find_claim(own, key), "The source was misread.", LATER)
    assert (claim.state, claim.withdrawal_reason, claim.withdrawn_on) == (
        "withdrawn",
        "The source was misread.",
        LATER.date(),
    )
    assert [d.draft_id for d in report.drafts] == resting
    assert all(d.before == "RELEASE" and d.after != "RELEASE" for d in report.drafts)
    assert list(report.locked) == resting == list(own.ledger.locked())
    assert [own.ledger.exports_of([made["pack"].draft.draft_id])[0].export_id] == list(report.exports)
    assert list(report.calls) == told
    assert {t.object_id for t in own.ledger.tasks()} == {*report.exports, *report.calls}
    assert report.claims == (key,)
    assert report.suspended == ()
    with pytest.raises(DraftLocked, match="withdrawn"):
        assert_unlocked(own, made["pack"].draft.draft_id)


def test_a_cascade_that_runs_again_opens_nothing_twice(own: Rooms) -> None:
    made = documents(own)
    key = sorted(claims_in(made["pack"]))[0]
    _, first = withdraw_claim(own, find_claim(own, key), "The source was misread.", LATER)
    again = run_cascade(own, Cause.WITHDRAWAL, key, LATER)
    assert again.tasks == first.tasks
    assert len(own.ledger.tasks()) == len(first.tasks)


def test_those_who_were_told_have_to_hear_of_it(own: Rooms) -> None:
    call = next(i for i in own.objects.all(Interaction) if i.told)
    key = call.told[0]
    everyone = {i.interaction_id for i in own.objects.all(Interaction) if key in i.told}
    assert {i.interaction_id for i in told_in(own, [key])} == everyone
    report = run_cascade(own, Cause.WITHDRAWAL, key, LATER)
    tasks = {t.object_id: t for t in own.ledger.tasks() if t.kind == "call"}
    assert set(tasks) == everyone == set(report.calls)
    detail = tasks[call.interaction_id].detail
    assert (detail["people"], detail["told"], detail["duty"]) == (list(call.person_ids), [key], "correct")
    assert own.ledger.close_task(tasks[call.interaction_id].task_id, LATER)
    assert {t.object_id for t in own.ledger.tasks() if t.kind == "call"} == everyone - {call.interaction_id}


def test_a_retraction_suspends_the_claims_on_the_record_and_locks_what_cites_it(own: Rooms) -> None:
    made = documents(own)
    pmid = next(
        r.source_id
        for c in own.claims.claims
        if c.key in claims_in(made["pack"])
        for r in c.references
        if r.kind == "pmid"
    )
    on_it = {c.key for c in own.claims.claims if any(r.source_id == pmid for r in c.references)}
    active = {c.key for c in own.claims.claims if c.key in on_it and c.state == "approved"}
    reached = {d.draft.draft_id for d in made.values() if pmid in articles_in(d) or claims_in(d) & on_it}
    report = run_cascade(own, Cause.RETRACTION, pmid, LATER)
    assert set(report.suspended) == active
    assert active
    assert {d.draft_id for d in report.drafts} == reached
    assert {c.key for c in own.claims.claims if c.state == "suspended"} == active
    assert set(report.locked) == reached
    key = sorted(active)[0]
    assert reinstate_claim(own, find_claim(own, key), LATER).state == "approved"


def test_a_correction_sends_claims_to_review_and_leaves_them_in_force(own: Rooms) -> None:
    report = run_cascade(own, Cause.CORRECTION, "36872397", LATER)
    on_it = {c.key for c in own.claims.claims if any(r.source_id == "36872397" for r in c.references)}
    assert report.suspended == ()
    assert {t.object_id for t in own.ledger.tasks() if t.kind == "claim"} == on_it == set(report.claims)


def test_a_changed_label_reaches_claims_and_drafts_on_it(own: Rooms, tmp_path: Path) -> None:
    made = documents(own)
    text = export_library(own, "yaml").replace(
        "One 2 mg capsule 1 to 3 hours before", "One 1 mg capsule 1 to 3 hours before"
    )
    path = tmp_path / "changed.yaml"
    path.write_text(text, encoding="utf-8")
    preview = preview_import(own, path)
    assert preview.labels == ("QUIL-PI-03",)
    assert preview.diff.changed == ()
    (report,) = apply_import(own, preview, LATER).cascades
    on_label = {c.key for c in own.claims.claims if any(r.source_id == "QUIL-PI-03" for r in c.references)}
    assert set(report.suspended) == {k for k in on_label if find_claim(own, k).state == "suspended"} != set()
    cites = {d.draft.draft_id for d in made.values() if "label:QUIL-PI-03" in articles_in(d) or claims_in(d) & on_label}
    assert set(report.locked) == {d.draft_id for d in report.drafts} >= cites != set()


def test_expiry_runs_once_when_the_day_is_over(own: Rooms) -> None:
    documents(own)
    sweep(own, AS_OF)
    assert sweep(own, AS_OF) == ()
    last_second = datetime.fromisoformat("2026-11-18T23:59:59-05:00")
    assert sweep(own, last_second) == ()
    (report,) = sweep(own, last_second + timedelta(seconds=1))
    assert (report.cause, report.subject) == ("expiry", "HB-C-009 v1")
    assert sweep(own, last_second + timedelta(seconds=2)) == ()


def test_other_rules_judge_everything_again(own: Rooms) -> None:
    made = documents(own)
    report = run_cascade(own, Cause.POLICY_CHANGE, "another set", LATER)
    assert {d.draft_id for d in report.drafts} >= {d.draft.draft_id for d in made.values()}
    assert not {d.draft.draft_id for d in made.values()} & set(report.locked)


def test_a_source_that_is_no_longer_what_was_signed_sends_its_claims_back(own: Rooms) -> None:
    claim = approved(own, "HB-T-1", references=["pmid:39151115"])
    assert drifted_sources(own) == ()
    (reference,) = claim.references
    other = replace(claim, claim_id="HB-T-2", references=(replace(reference, content_sha256="0" * 64),))
    own.claim_rows.put([signed_over(other)], LATER, ())
    assert drifted_sources(own) == ("39151115",)
    report = next(r for r in sweep(own, LATER) if r.cause == "source_change")
    assert {"HB-T-1 v1", "HB-T-2 v1"} <= set(report.suspended)


def signed_over(claim: Claim) -> Claim:
    from guardrails import record_hash

    return replace(claim, signatures=tuple(replace(s, record_sha256=record_hash(claim)) for s in claim.signatures))


def approved(rooms: Rooms, claim_id: str, **fields: object) -> Claim:
    row = {"claim_id": claim_id, "text": "Bottles of the capsules hold ten each.", "claim_type": "admin", **fields}
    new_claim(rooms, row, AS_OF)
    submit_claim(rooms, find_claim(rooms, claim_id), AS_OF)
    for discipline in ("M", "L"):
        sign_claim(rooms, find_claim(rooms, claim_id), discipline, "A. Reviewer", AS_OF)
    claim, reports = sign_claim(rooms, find_claim(rooms, claim_id), "R", "A. Reviewer", AS_OF)
    assert (claim.state, reports) == ("approved", ())
    return claim


def test_the_life_of_a_claim(own: Rooms) -> None:
    claim = approved(own, "HB-T-1")
    assert {s.discipline for s in claim.signatures} == {"M", "L", "R"}
    draft = edit_claim(own, find_claim(own, "HB-T-1"), {"text": "Bottles of the capsules hold twelve each."}, AS_OF)
    assert (draft.key, draft.state, draft.supersedes) == ("HB-T-1 v2", "draft", "HB-T-1 v1")
    assert find_claim(own, "HB-T-1 v1").state == "approved"
    with pytest.raises(UsageError, match="says that already"):
        edit_claim(own, find_claim(own, "HB-T-1"), {"text": "Bottles of the capsules hold twelve each."}, AS_OF)
    with pytest.raises(UsageError, match="HB-T-1 v2 exists; edit that one"):
        edit_claim(own, find_claim(own, "HB-T-1 v1"), {"text": "Bottles of the capsules hold eleven each."}, AS_OF)
    with pytest.raises(UsageError, match="'state' cannot be edited"):
        edit_claim(own, find_claim(own, "HB-T-1"), {"state": "approved"}, AS_OF)
    with pytest.raises(GuardrailError, match="submit it"):
        sign_claim(own, find_claim(own, "HB-T-1"), "M", "A. Reviewer", AS_OF)
    submit_claim(own, find_claim(own, "HB-T-1"), AS_OF)
    for discipline in ("M", "L"):
        sign_claim(own, find_claim(own, "HB-T-1"), discipline, "A. Reviewer", AS_OF)
    signed, (report,) = sign_claim(own, find_claim(own, "HB-T-1"), "R", "A. Reviewer", AS_OF)
    assert (signed.key, find_claim(own, "HB-T-1 v1").state) == ("HB-T-1 v2", "superseded")
    assert (report.cause, report.subject) == ("supersession", "HB-T-1 v1")
    with pytest.raises(UsageError, match="is taken"):
        new_claim(own, {"claim_id": "HB-T-1", "text": "x" * 30, "claim_type": "admin"}, AS_OF)
    with pytest.raises(NotFound):
        find_claim(own, "HB-T-9")
    actions = [e.action for e in own.audit.events() if e.detail.get("claim", "").startswith("HB-T-1")]
    assert actions.count("claim.signed") == 4
    assert actions.count("claim.approved") == 2


def test_a_submitted_version_is_never_rewritten(own: Rooms, tmp_path: Path) -> None:
    claim = approved(own, "HB-T-1")
    with pytest.raises(ImportRefused, match="never changes"):
        own.claim_rows.put([replace(claim, text="Bottles of the capsules hold fifty each.")], AS_OF, [claim])
    path = tmp_path / "again.yaml"
    path.write_text(export_library(own, "yaml").replace("hold ten each", "hold fifty each"), encoding="utf-8")
    preview = preview_import(own, path)
    assert [c.claim.key for c in preview.diff.refused] == ["HB-T-1 v1"]
    with pytest.raises(ImportRefused, match="HB-T-1 v1"):
        apply_import(own, preview, AS_OF)
    assert find_claim(own, "HB-T-1").text == claim.text


def test_many_claims_are_edited_at_once_or_not_at_all(own: Rooms) -> None:
    before = own.claims.claims
    mine = {c.claim_id for c in before if "QUILLMERA" in c.product_ids and c.state == "approved"}
    changed = edit_many(own, lambda c: "QUILLMERA" in c.product_ids, {"channels": ["video"]}, AS_OF)
    assert {c.claim_id for c in changed} == mine
    assert all(c.state == "draft" and c.channels == ("video",) for c in changed)
    assert all(find_claim(own, f"{i} v1").state == "approved" for i in mine)
    with pytest.raises(UsageError, match="No claim"):
        edit_many(own, lambda c: False, {"channels": ["video"]}, AS_OF)


def test_where_used_names_sources_and_the_claims_on_them(own: Rooms) -> None:
    made = documents(own)
    found = where_used(own, sources=["39151115"])
    assert set(found.claims) == {
        c.key for c in own.claims.claims if any(r.source_id == "39151115" for r in c.references)
    }
    assert set(found.drafts) == {
        d.draft.draft_id for d in made.values() if "39151115" in articles_in(d) or claims_in(d) & set(found.claims)
    }


def held_draft(rooms: Rooms, text: str = "The capsules come in a blue carton of ten.") -> str:
    """A kept promotional draft that is held for one unapproved sentence, as people wrote it."""
    from assistant.artifacts.parts import FactBook
    from assistant.service.gate import judge

    line = Line((Statement(text, kind=StatementKind.FACT),))
    draft = Draft("TEXT-1", "text", "Note", (Section("s", "Note", (line,), required=True),))
    context = Context(mode=Mode.PROMOTIONAL, profile=Profile.DRAFT, products=rooms.claims.products)
    outcome = judge(rooms, draft, FactBook("TEXT-1", "Note"), [], context, AS_OF)
    assert not isinstance(outcome, Released)
    return outcome.draft.draft_id


def test_a_waiver_is_reasoned_scoped_and_ends(own: Rooms) -> None:
    draft_id = held_draft(own)
    sha256, findings = waivable_findings(own, draft_id, AS_OF)
    finding = findings[0]
    base = {"discipline": "M", "name": "N. Okonjo-Reyes MD", "now": AS_OF}
    good = {"reason": "Carton colour is on the label.", "until": AS_OF + timedelta(days=30)}
    with pytest.raises(UsageError, match="reason"):
        grant_waiver(own, draft_id, finding.fingerprint, reason="ok", until=good["until"], **base)
    with pytest.raises(UsageError, match="within a year"):
        grant_waiver(
            own, draft_id, finding.fingerprint, reason=good["reason"], until=AS_OF + timedelta(days=900), **base
        )
    with pytest.raises(NotFound, match="no finding"):
        grant_waiver(own, draft_id, "0" * 16, **good, **base)
    waiver = grant_waiver(own, draft_id, finding.fingerprint, **good, **base)
    assert (waiver.draft_sha256, waiver.fingerprint) == (sha256, finding.fingerprint)
    assert own.documents.waivers(sha256) == (waiver,)
    assert own.documents.waivers("0" * 64) == ()
    assert run_cascade(own, Cause.POLICY_CHANGE, "another set", LATER).drafts[0].after == "RELEASE"
    assert run_cascade(own, Cause.POLICY_CHANGE, "a third set", AS_OF + timedelta(days=30)).locked == (draft_id,)


def test_some_findings_nobody_accepts(own: Rooms) -> None:
    draft_id = held_draft(own, "The capsules cure nausea, guaranteed.")
    _, findings = waivable_findings(own, draft_id, AS_OF)
    cure = next(f for f in findings if f.check_id == "CURE-01")
    with pytest.raises(UsageError, match="never waived"):
        grant_waiver(
            own,
            draft_id,
            cure.fingerprint,
            discipline="M",
            name="N. Okonjo-Reyes MD",
            reason="Marketing would like to have it.",
            until=AS_OF + timedelta(days=1),
            now=AS_OF,
        )
