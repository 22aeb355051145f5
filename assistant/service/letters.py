"""Answering a logged request: the letter is drafted, released, and filed; then the request is answered."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain import Request
from assistant.errors import Conflict, NotFound
from assistant.service.asking import asker_for
from assistant.service.contacts import CORRECTED, FILED
from assistant.service.exports import note_exports
from assistant.service.kept import kept_draft
from assistant.service.rooms import Rooms
from assistant.service.scientific import response_letter
from assistant.service.signed import current_outcome
from assistant.service.views import own_drafts, requests_of
from assistant.users import User
from guardrails import Quarantined, Released

ANSWERED = "answered"


def draft_letter(rooms: Rooms, user: User, request_id: str) -> Released | Quarantined:
    """The response letter to a request of one's territory.

    Raises:
        NotFound: No such request.
        Forbidden: Only MSLs answer requests.
        Conflict: Its question was taken back.
    """
    asker = asker_for(rooms, user, request_id, "US")
    _own_request(rooms, user, request_id)
    return response_letter(rooms, asker, rooms.clock(), user.name)


def file_letter(rooms: Rooms, user: User, request_id: str, draft_id: str) -> Request:
    """Note that this letter went to the requester: judged once more, exported, and the request answered.

    Raises:
        NotFound: No such request or letter.
        Forbidden: The letter is somebody else's.
        Conflict: The letter answers another request, is not released now, or the request is answered, its question taken back,
            or changed just now.
    """
    request = _own_request(rooms, user, request_id)
    _, kept = kept_draft(rooms, draft_id, user)
    if kept.context.request_id != request_id:
        raise Conflict(f"{draft_id} does not answer {request_id}.")
    outcome, _ = current_outcome(rooms, draft_id, kept, rooms.clock())
    if isinstance(outcome, Quarantined):
        raise Conflict("The letter is not released as of now. Draft it again, or send it to review.")
    if request.status == ANSWERED:
        raise Conflict(f"{request_id} is answered already.")
    answered = replace(request, status=ANSWERED)
    detail = {"request": request_id, "draft": draft_id, "sha256": outcome.draft.sha256}
    # Corrections of the call read in the entry who answered: neither is written without the other.
    rooms.audit.append_with(
        rooms.objects.adding(changed=[(request, answered)]), rooms.actor, FILED, detail, rooms.clock()
    )
    note_exports(rooms, outcome, [f"reply to {request_id}"])
    return answered


def _own_request(rooms: Rooms, user: User, request_id: str) -> Request:
    request = next((r for r in requests_of(rooms, user) if r.request_id == request_id), None)
    if request is None:
        raise NotFound(f"No request {request_id!r}.")
    if request.status == CORRECTED:
        raise Conflict(
            f"The question of {request_id} was taken back or worded anew in a correction of its call; nobody waits for a letter. "
            "If it was worded anew, answer the request that it has now."
        )
    return request


def letters_to(rooms: Rooms, user: User) -> dict[str, list[dict[str, str]]]:
    """Request id -> one's own letters to it, newest first: draft id and decision when it was judged."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in own_drafts(rooms, user):
        if row["artifact"] == "response_letter":
            whole = rooms.documents.draft_row(row["draft_id"])
            request_id = whole["payload"]["inputs"].get("request") if whole else None
            found.setdefault(str(request_id), []).append({"draft_id": row["draft_id"], "decision": row["decision"]})
    return found
