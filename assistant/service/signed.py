"""What signatures release: a version judged again, with what its signers accepted as waivers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.errors import Conflict, NotFound
from assistant.reviewing import Choice, Decision, KeptDraft, ReviewItem, ReviewState, ReviewVersion
from assistant.service.kept import rejudge
from assistant.service.rooms import Rooms
from guardrails import NEVER_WAIVED, Evidence, Finding, Quarantined, Released, Severity, Waiver


def released_by_review(
    rooms: Rooms, item: ReviewItem, now: datetime
) -> tuple[Released | Quarantined, dict[str, Evidence]]:
    """A document judged again with its signatures as waivers. A claim, record or signature that lapsed holds it."""
    version = rooms.reviews.version(item.review_id, item.version)
    if version is None:
        raise NotFound(f"{item.review_id} has no version {item.version}.")
    return as_signed(rooms, item, version, now)


def current_outcome(
    rooms: Rooms, draft_id: str, kept: KeptDraft, now: datetime
) -> tuple[Released | Quarantined, ReviewItem | None]:
    """A stored draft judged now, as its newest review has it if it was approved; and that review, unless withdrawn.

    A locked draft, and one that its reviewers rejected, is held.
    """
    reviews = [i for i in rooms.reviews.items() if i.draft_id == draft_id and i.state is not ReviewState.WITHDRAWN]
    newest = max(reviews, key=lambda i: i.submitted_at, default=None)
    if newest is not None and newest.state is ReviewState.APPROVED:
        outcome = released_by_review(rooms, newest, now)[0]
    else:
        outcome = rejudge(rooms, kept, now)[0]
    rejected = newest is not None and newest.state is ReviewState.REJECTED
    if isinstance(outcome, Released) and (rejected or rooms.ledger.lock_reason(draft_id) is not None):
        outcome = Quarantined(outcome.draft, outcome.verdict, outcome.withheld)
    return outcome, newest


def as_signed(
    rooms: Rooms, item: ReviewItem, version: ReviewVersion, now: datetime
) -> tuple[Released | Quarantined, dict[str, Evidence]]:
    """One version judged now. It is held until all have signed it, once a signature lapsed, and while its draft is locked."""
    signed = [d for d in rooms.reviews.decisions(item.review_id) if d.version == version.version]
    valid = {d.discipline for d in signed if d.choice is not Choice.REJECT and now < d.expires_at}
    agreed = item.state is ReviewState.APPROVED and version.version == item.version and valid >= set(item.needed)
    outcome, sources = rejudge(rooms, version.kept, now, _waivers(signed, version) if agreed else ())
    locked = rooms.ledger.lock_reason(item.draft_id) is not None
    if isinstance(outcome, Released) and (locked or not agreed):
        return Quarantined(outcome.draft, outcome.verdict, outcome.withheld), sources
    return outcome, sources


def accepted(rooms: Rooms, version: ReviewVersion, now: datetime) -> tuple[str, ...]:
    """Findings that the signer accepts; none may be of a kind that no signature makes acceptable, or come from a check that failed."""
    outcome, _ = rejudge(rooms, version.kept, now)
    open_findings = [f for f in outcome.verdict.findings if f.severity > Severity.WARN]
    failed = {*outcome.verdict.coverage.errored, *outcome.verdict.coverage.timed_out}
    fixed = sorted({f.check_id for f in open_findings if f.check_id in NEVER_WAIVED | failed})
    if fixed:
        raise Conflict(f"{', '.join(fixed)} cannot be accepted by a signature. Change the text, or reject it.")
    return tuple(_fingerprints(open_findings))


def _fingerprints(findings: Sequence[Finding]) -> list[str]:
    return sorted({f.fingerprint for f in findings})


def _waivers(decisions: Sequence[Decision], version: ReviewVersion) -> tuple[Waiver, ...]:
    """What all signatures together accept: findings that every approver had before him."""
    approvals = [d for d in decisions if d.choice is not Choice.REJECT]
    if not approvals:
        return ()
    common = set.intersection(*(set(d.covers) for d in approvals))
    last = min(approvals, key=lambda d: d.expires_at)
    return tuple(
        Waiver(
            fingerprint=fingerprint,
            draft_sha256=version.sha256,
            name=", ".join(d.name for d in approvals),
            discipline="+".join(d.discipline for d in approvals),
            reason=last.reason or last.choice.value.replace("_", " "),
            signed_at=max(d.signed_at for d in approvals),
            expires_at=last.expires_at,
        )
        for fingerprint in sorted(common)
    )
