"""What time, rules and sources have changed since drafts were judged: each change runs its cascade once."""

from __future__ import annotations

import hashlib
from datetime import datetime

from assistant.errors import NotFound
from assistant.evidence import read_evidence
from assistant.service.cascade import CascadeReport, Cause, run_cascade
from assistant.service.rooms import Rooms
from guardrails import Claim, Standing, current_ruleset, standing


def sweep(rooms: Rooms, now: datetime, *, only: str | None = None) -> tuple[CascadeReport, ...]:
    """Cascades for claims that have expired, sources that are no longer what was signed, and another set of rules.

    Args:
        rooms: The parts.
        now: Time as of which things are judged.
        only: A claim id; then its expiry alone.

    Raises:
        NotFound: No claim has the id that `only` names.
    """
    if only is not None and all(claim.claim_id != only for claim in rooms.claims.claims):
        raise NotFound(f"No claim {only!r}. `callprep claims list` shows all.")
    reports = [
        run_cascade(rooms, Cause.EXPIRY, claim.key, now)
        for claim in expired_claims(rooms, now)
        if (only is None or claim.claim_id == only) and not _ran(rooms, Cause.EXPIRY, claim.key)
    ]
    if only is not None:
        return tuple(reports)
    for source_id in drifted_sources(rooms):
        reports.append(run_cascade(rooms, Cause.SOURCE_CHANGE, source_id, now))
    ruleset = current_ruleset()
    if rooms.documents.drafts_judged_otherwise(ruleset) and not _ran(rooms, Cause.POLICY_CHANGE, ruleset):
        reports.append(run_cascade(rooms, Cause.POLICY_CHANGE, ruleset, now))
    return tuple(reports)


def expired_claims(rooms: Rooms, now: datetime) -> tuple[Claim, ...]:
    """Approved versions whose last day is over at the federal level, by key."""
    return tuple(sorted((c for c in rooms.claims.claims if standing(c, now) is Standing.EXPIRED), key=lambda c: c.key))


def drifted_sources(rooms: Rooms) -> tuple[str, ...]:
    """Ids of records and documents whose text is not the one that approved claims were signed on, sorted."""
    pins = {
        r.source_id: r.content_sha256
        for c in rooms.claims.claims
        if c.state == "approved"
        for r in c.references
        if r.in_library and r.content_sha256
    }
    now_held = {e.evidence_id: e.version_hash for e in read_evidence(rooms.library, sorted(pins)).values()}
    return tuple(sorted(pmid for pmid, pin in pins.items() if now_held.get(pmid, pin) != pin))


def _ran(rooms: Rooms, cause: Cause, subject: str) -> bool:
    cascade_id = hashlib.sha256(f"{cause.value}\0{subject}".encode()).hexdigest()[:16]
    return rooms.ledger.cascade(cascade_id) is not None
