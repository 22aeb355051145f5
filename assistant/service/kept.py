"""Drafts of yesterday, judged again today: stored text is never shown on the strength of an old verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.errors import Forbidden, NotFound
from assistant.evidence import read_evidence
from assistant.people.permissions import Permission, allows
from assistant.reviewing import KeptDraft
from assistant.service.gate import routing_waivers
from assistant.service.rooms import Rooms
from assistant.service.sight import Sight
from assistant.store.documents import load_kept
from assistant.users import User
from guardrails import Evidence, Quarantined, Released, Waiver, release


def kept_draft(rooms: Rooms, draft_id: str, reader: User | None = None) -> tuple[dict[str, Any], KeptDraft]:
    """The stored row of a draft and what was kept of it.

    Raises:
        NotFound: No such draft, or it is about another's product.
        Forbidden: It is somebody else's, and the reader is no reviewer.
    """
    row = rooms.documents.draft_row(draft_id)
    if row is None or "kept" not in row["payload"]:
        raise NotFound(f"No draft {draft_id!r}.")
    kept = load_kept(row["payload"]["kept"])
    sight = Sight(rooms, reader)
    if not sight.drafts([row]) or not sight.has(kept):
        raise NotFound(f"No draft {draft_id!r}.")
    if reader and row["payload"].get("actor") != reader.user_id and not allows(reader.role, Permission.REVIEW):
        raise Forbidden("This document is another person's. Ask the one who made it.")
    return row, kept


def rejudge(
    rooms: Rooms, kept: KeptDraft, now: datetime, waivers: Sequence[Waiver] = ()
) -> tuple[Released | Quarantined, dict[str, Evidence]]:
    """Exactly this text on sources, claims and clock as of now; and those sources.

    Signed acceptances of this text count, and routing sign-offs for its request, as they did when it was drafted.
    """
    sources = fresh_sources(rooms, kept.evidence)
    signed = (*waivers, *rooms.documents.waivers(kept.draft.sha256))
    outcome = _judged(rooms, kept, sources, signed, now)
    request_id = kept.context.request_id
    if isinstance(outcome, Quarantined) and outcome.verdict.routing_only and request_id:
        routed = routing_waivers(rooms, kept.draft, outcome.verdict, request_id, now)
        outcome = _judged(rooms, kept, sources, (*signed, *routed), now) if routed else outcome
    return outcome, sources


def _judged(
    rooms: Rooms, kept: KeptDraft, sources: dict[str, Evidence], waivers: Sequence[Waiver], now: datetime
) -> Released | Quarantined:
    return release(
        kept.draft,
        evidence=sources,
        claims=rooms.claims.claims,
        context=replace(kept.context, products=rooms.claims.products),
        waivers=waivers,
        now=now,
        signer=rooms.signer,
        generated=False,
    )


def fresh_sources(rooms: Rooms, kept: Sequence[Evidence]) -> dict[str, Evidence]:
    """The kept sources as the library and the labels hold them now; what is gone from there cannot be cited any more."""
    derived = {e.evidence_id: e for e in kept if e.origin in ("search", "fact")}
    records = read_evidence(rooms.library, [e.evidence_id for e in kept if e.evidence_id not in derived])
    labels = {label.evidence().evidence_id: label.evidence() for label in rooms.claims.labels}
    wanted = {e.evidence_id for e in kept}
    return derived | {key: e for key, e in (labels | records).items() if key in wanted}
