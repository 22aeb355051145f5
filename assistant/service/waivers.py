"""Signed acceptances: one finding in one text, with a reason, for a while. Some findings nobody can accept."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from assistant.errors import NotFound, UsageError
from assistant.service.rooms import Rooms
from guardrails import DISCIPLINES, NEVER_WAIVED, Finding, Severity, Waiver, check

LONGEST = timedelta(days=365)
SHORTEST_REASON = 15
"""Characters; a reason that says nothing is none."""


def waivable_findings(rooms: Rooms, draft_id: str, now: datetime) -> tuple[str, tuple[Finding, ...]]:
    """Hash of a stored draft and what stands in its way today.

    Raises:
        NotFound: No such draft, or it was not kept.
    """
    row = rooms.documents.draft(draft_id)
    if row is None or row[1] is None:
        raise NotFound(f"No draft {draft_id!r} is kept.")
    kept = row[1]
    evidence = {e.evidence_id: e for e in kept.evidence}
    verdict = check(kept.draft, evidence=evidence, claims=rooms.claims.claims, context=kept.context, now=now)
    return kept.draft.sha256, tuple(f for f in verdict.findings if f.severity > Severity.WARN)


def grant_waiver(
    rooms: Rooms,
    draft_id: str,
    fingerprint: str,
    *,
    discipline: str,
    name: str,
    reason: str,
    until: datetime,
    now: datetime,
) -> Waiver:
    """Accept one finding of one stored draft.

    Raises:
        NotFound: The draft has no such finding now.
        UsageError: A finding that cannot be accepted, no name or reason, or an impossible time.
    """
    if discipline not in DISCIPLINES or not name.strip() or len(reason.strip()) < SHORTEST_REASON:
        raise UsageError(f"A waiver names M, L or R, a person, and a reason of {SHORTEST_REASON} characters or more.")
    if not now < until <= now + LONGEST:
        raise UsageError(f"A waiver ends within a year from now, not on {until:%Y-%m-%d}.")
    sha256, findings = waivable_findings(rooms, draft_id, now)
    found = next((f for f in findings if f.fingerprint == fingerprint), None)
    if found is None:
        raise NotFound(f"{draft_id} has no finding {fingerprint!r} now.")
    if found.check_id in NEVER_WAIVED:
        raise UsageError(f"{found.check_id} findings are never waived; change the text.")
    waiver = Waiver(fingerprint, sha256, name.strip(), discipline, reason.strip(), now, until)
    waiver_id = hashlib.sha256(f"{sha256}\0{fingerprint}\0{discipline}".encode()).hexdigest()[:16]
    rooms.documents.put_waiver(f"W-{waiver_id}", waiver)
    detail = {"draft_id": draft_id, "sha256": sha256, "check": found.check_id, "fingerprint": fingerprint}
    rooms.audit.append(rooms.actor, "waiver.signed", {**detail, "by": name.strip(), "until": until.isoformat()}, now)
    return waiver
