"""Something relied on no longer holds: everything that rests on it is judged again, locked, listed, to be corrected."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from assistant.domain import Interaction
from assistant.errors import Conflict
from assistant.evidence import read_evidence
from assistant.reviewing import KeptDraft
from assistant.service.contacts import contacts_as_they_stand
from assistant.service.gate import routing_waivers
from assistant.service.rooms import Rooms
from assistant.store.ledger import CorrectionTask, Export
from guardrails import Cause, Decision, Evidence, Verdict, Waiver, check, consequence_of, move

__all__ = ["CascadeReport", "Cause", "Rejudged", "judge_again", "run_cascade", "told_in", "where_used"]


@dataclass(frozen=True, slots=True)
class Rejudged:
    """One draft before and after."""

    draft_id: str
    before: str
    after: str
    """RELEASE, REWRITE, REVIEW or BLOCK; `not kept` where the draft itself was never stored."""


@dataclass(frozen=True, slots=True)
class CascadeReport:
    """Everything that a cause reached."""

    cascade_id: str
    cause: str
    subject: str
    claims: tuple[str, ...]
    """Keys of claim versions that rest on it, or are it."""
    suspended: tuple[str, ...]
    drafts: tuple[Rejudged, ...]
    locked: tuple[str, ...]
    exports: tuple[str, ...]
    """Ids of documents that had left."""
    calls: tuple[str, ...]
    """Ids of logged interactions in which it was said."""
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhereUsed:
    """Who and what rests on some claims or sources."""

    claims: tuple[str, ...]
    drafts: tuple[str, ...]
    exports: tuple[Export, ...]
    calls: tuple[Interaction, ...]


def where_used(rooms: Rooms, *, claims: Iterable[str] = (), sources: Iterable[str] = ()) -> WhereUsed:
    """Drafts, exports and calls that rest on claim versions (keys), or on sources (PMIDs, label ids) and the claims on them."""
    sources = set(sources)
    resting = {c.key for c in rooms.claims.claims if any(r.source_id in sources for r in c.references)}
    keys = set(claims) | resting
    uses = [
        *rooms.ledger.uses_of("claim", keys),
        *rooms.ledger.uses_of("article", sources),
        *rooms.ledger.uses_of("label", sources),
    ]
    drafts = sorted({use.object_id for use in uses if use.object_kind == "draft"})
    return WhereUsed(tuple(sorted(keys)), tuple(drafts), rooms.ledger.exports_of(drafts), told_in(rooms, keys))


def told_in(rooms: Rooms, keys: Iterable[str]) -> tuple[Interaction, ...]:
    """Logged interactions, as they stand, in which one of the claim versions was said, by id."""
    wanted = set(keys)
    said = [i for i in contacts_as_they_stand(rooms) if wanted & set(i.told)]
    return tuple(sorted(said, key=lambda i: i.interaction_id))


@dataclass(frozen=True, slots=True)
class _Fall:
    """What fell, and why."""

    cause: Cause
    subject: str

    @property
    def cascade_id(self) -> str:
        """The same for the same fall, so that a second run finds its tasks and opens none again."""
        return hashlib.sha256(f"{self.cause.value}\0{self.subject}".encode()).hexdigest()[:16]


def run_cascade(rooms: Rooms, cause: Cause, subject: str, now: datetime) -> CascadeReport:
    """Suspend, judge again, lock, list and open tasks for one cause. Run twice it opens nothing twice.

    Args:
        rooms: The parts.
        cause: Why.
        subject: A claim key, a PMID, a label id, or a rule-set version.
        now: Time of the event.
    """
    fall = _Fall(cause, subject)
    cascade_id = fall.cascade_id
    rule = consequence_of(cause)
    used = _reach(rooms, cause, subject)
    suspended = _suspend(rooms, used.claims, now) if rule.suspends_claims else ()
    drafts = tuple(judge_again(rooms, draft_id, now) for draft_id in used.drafts)
    locked = tuple(d.draft_id for d in drafts if rule.locks_all or d.after != Decision.RELEASE.value)
    for draft_id in locked:
        rooms.ledger.lock(draft_id, cascade_id, f"Not to be used: {rule.says.format(subject=subject)}.", now)
    for draft in drafts:
        if draft.draft_id not in locked:
            rooms.ledger.unlock(draft.draft_id)
    exports = tuple(e for e in used.exports if e.draft_id in locked)
    duties = (*_calls(used), *map(_recall, exports), *_reviews(rooms, cause, used.claims))
    tasks = _tasks(rooms, fall, duties, now)
    report = CascadeReport(
        cascade_id=cascade_id,
        cause=cause.value,
        subject=subject,
        claims=used.claims,
        suspended=suspended,
        drafts=drafts,
        locked=locked,
        exports=tuple(e.export_id for e in exports),
        calls=tuple(i.interaction_id for i in used.calls),
        tasks=tasks,
    )
    rooms.ledger.note_cascade(cascade_id, cause.value, subject, asdict(report), now)
    rooms.audit.append(rooms.actor, "cascade.ran", _for_audit(report), now)
    return report


def judge_again(rooms: Rooms, draft_id: str, now: datetime) -> Rejudged:
    """The verdict on a stored draft, with claims, evidence and clock as of now."""
    before, kept = rooms.documents.draft(draft_id) or ("not kept", None)
    after = _verdict(rooms, kept, now).decision.value if kept is not None else "not kept"
    return Rejudged(draft_id, before, after)


def _verdict(rooms: Rooms, kept: KeptDraft, now: datetime) -> Verdict:
    stored = {e.evidence_id: e for e in kept.evidence}
    fresh: dict[str, Evidence] = dict(read_evidence(rooms.library, sorted(stored)))
    fresh |= {e.evidence_id: e for label in rooms.claims.labels if (e := label.evidence()).evidence_id in stored}
    waivers = rooms.documents.waivers(kept.draft.sha256)

    def judged(signed: tuple[Waiver, ...]) -> Verdict:
        return check(
            kept.draft,
            evidence=stored | fresh,
            claims=rooms.claims.claims,
            context=kept.context,
            waivers=signed,
            now=now,
        )

    verdict = judged(waivers)
    request_id = kept.context.request_id
    if verdict.routing_only and request_id:
        verdict = judged(waivers + routing_waivers(rooms, kept.draft, verdict, request_id, now))
    return verdict


def _reach(rooms: Rooms, cause: Cause, subject: str) -> WhereUsed:
    if cause.of_claim:
        return where_used(rooms, claims=[subject])
    if cause is Cause.POLICY_CHANGE:
        drafts = tuple(rooms.documents.drafts_judged_otherwise(subject))
        return WhereUsed((), drafts, rooms.ledger.exports_of(drafts), ())
    return where_used(rooms, sources=[subject])


def _suspend(rooms: Rooms, keys: Iterable[str], now: datetime) -> tuple[str, ...]:
    wanted = set(keys)
    while active := [c for c in rooms.claims.claims if c.key in wanted and c.state == "approved"]:
        rooms.claim_rows.adopt(rooms.claims.claims, now)
        try:
            rooms.claim_rows.put([move(c, "suspended") for c in active], now, active)
        except Conflict:
            continue  # somebody took a step on one of them: what is in force still is suspended
        return tuple(sorted(c.key for c in active))
    return ()


def _reviews(rooms: Rooms, cause: Cause, keys: Iterable[str]) -> list[tuple[str, str, dict[str, Any]]]:
    if not consequence_of(cause).reviews_claims:
        return []
    wanted = set(keys)
    return [("claim", c.key, {}) for c in rooms.claims.claims if c.key in wanted and c.state == "approved"]


def _calls(used: WhereUsed) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (
            "call",
            call.interaction_id,
            {
                "people": list(call.person_ids),
                "account": call.account_id,
                "on": call.on.isoformat(),
                "told": sorted(set(call.told) & set(used.claims)),
            },
        )
        for call in used.calls
    ]


def _recall(export: Export) -> tuple[str, str, dict[str, Any]]:
    detail = {"draft": export.draft_id, "target": export.target, "by": export.made_by, "at": export.made_at}
    return "export", export.export_id, detail


def _tasks(
    rooms: Rooms, fall: _Fall, things: Iterable[tuple[str, str, dict[str, Any]]], now: datetime
) -> tuple[str, ...]:
    rule, cascade_id = consequence_of(fall.cause), fall.cascade_id
    opened = []
    for kind, object_id, detail in things:
        duty = "correct" if {"call": rule.corrects_calls, "export": rule.corrects_exports}.get(kind) else "look at"
        task_id = hashlib.sha256(f"{cascade_id}\0{kind}\0{object_id}".encode()).hexdigest()[:16]
        full = {"duty": duty, "because": rule.says.format(subject=fall.subject), **detail}
        task = CorrectionTask(task_id, cascade_id, kind, object_id, full, now.astimezone(UTC).isoformat())
        rooms.ledger.open_task(task)
        opened.append(task_id)
    return tuple(opened)


def _for_audit(report: CascadeReport) -> dict[str, object]:
    return {
        "cascade": report.cascade_id,
        "cause": report.cause,
        "subject": report.subject,
        "claims": list(report.claims),
        "suspended": list(report.suspended),
        "locked": list(report.locked),
        "exports": list(report.exports),
        "calls": list(report.calls),
        "tasks": list(report.tasks),
    }
