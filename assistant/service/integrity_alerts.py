"""Records that changed their standing, each with the stored drafts and the claims that cite it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.service.cascade import Cause, run_cascade
from assistant.service.rooms import Rooms
from guardrails import Claim
from ingest import ChangeFeed, IntegrityChange

_LISTENER = "alerts"
_CAUSES = {
    "retracted": Cause.RETRACTION,
    "withdrawn": Cause.RETRACTION,
    "concern": Cause.CONCERN,
    "erratum": Cause.CORRECTION,
    "republished": Cause.CORRECTION,
}
"""What follows from a new standing of a record; the others ask for nothing."""


@dataclass(frozen=True, slots=True)
class IntegrityAlert:
    """One change, and everything kept here that rests on the record."""

    change: IntegrityChange
    title: str
    drafts: tuple[str, ...]
    """Ids of stored drafts that cite it, sorted."""
    claims: tuple[str, ...]
    """Keys of claim versions that refer to it, sorted."""


def raise_alerts(rooms: Rooms) -> tuple[IntegrityAlert, ...]:
    """The changes since the last call, each written to the audit trail, and its cascade run, before it counts as told.

    After a crash a change may be told twice; none is ever left out.
    """
    feed = ChangeFeed(rooms.library, _LISTENER)
    pending = feed.pending()
    ids = {change.article_id for change in pending}
    records, citing = rooms.library.articles(sorted(ids)), rooms.documents.drafts_citing(ids)
    alerts = []
    for change in pending:
        record = records.get(change.article_id)
        alert = IntegrityAlert(
            change,
            record.article.title if record else "",
            citing.get(change.article_id, ()),
            claims_citing(rooms.claims.claims, change.article_id),
        )
        _note(rooms, alert)
        if cause := _CAUSES.get(change.integrity.value):
            run_cascade(rooms, cause, change.article_id, rooms.clock())
        alerts.append(alert)
    if pending:
        feed.told(pending[-1])
    return tuple(alerts)


def claims_citing(claims: Iterable[Claim], article_id: str) -> tuple[str, ...]:
    """Keys of the claim versions that refer to a record by its PMID or library id."""
    return tuple(sorted({c.key for c in claims if any(r.source_id == article_id for r in c.references)}))


def alert_row(alert: IntegrityAlert) -> dict[str, object]:
    """The JSON shape of an alert."""
    change = alert.change
    return {
        "article_id": change.article_id,
        "title": alert.title,
        "integrity": change.integrity.value,
        "reason": change.reason,
        "source": change.source,
        "recorded_at": change.recorded_at.isoformat(),
        "drafts": list(alert.drafts),
        "claims": list(alert.claims),
    }


def _note(rooms: Rooms, alert: IntegrityAlert) -> None:
    detail = {
        "article_id": alert.change.article_id,
        "integrity": alert.change.integrity.value,
        "drafts": list(alert.drafts),
        "claims": list(alert.claims),
    }
    rooms.audit.append(rooms.actor, "integrity.changed", detail, rooms.clock())
