"""Contacts and requests as they stand: those that were logged or brought in, without those that were corrected since."""

from __future__ import annotations

from assistant.domain import Correction, Interaction, Request
from assistant.service.rooms import Rooms

CORRECTED = "corrected"
"""Status of a request whose question was taken back, or worded anew, in a correction of its call: nobody asks it."""
FILED = "request.answered"
"""What the audit trail calls the filing of a letter to a request."""


def corrections(rooms: Rooms) -> dict[str, Correction]:
    """Every correction by the id of the contact that it corrects."""
    return {correction.corrected_id: correction for correction in rooms.objects.all(Correction)}


def contacts_as_they_stand(rooms: Rooms) -> tuple[Interaction, ...]:
    """All contacts but the corrected ones, by id: what plans, packs and counts go by."""
    corrected = corrections(rooms)
    return tuple(i for i in rooms.objects.all(Interaction) if i.interaction_id not in corrected)


def requests_as_they_stand(rooms: Rooms) -> tuple[Request, ...]:
    """All requests, answered or not, but those whose question was taken back, by id: what packs and reports go by."""
    return tuple(r for r in rooms.objects.all(Request) if r.status != CORRECTED)


def has_letter(rooms: Rooms, request_id: str) -> bool:
    """True where a letter to the request was filed: then it is answered, whatever its call says of the question."""
    return any(e.detail.get("request") == request_id for e in rooms.audit.search(about=request_id, action=FILED))


def first_of(rooms: Rooms, contact_id: str) -> str:
    """Id of the contact as it was first logged: itself, or what it corrects, however often that was done."""
    corrected = {c.by_id: c.corrected_id for c in rooms.objects.all(Correction)}
    while contact_id in corrected:
        contact_id = corrected[contact_id]
    return contact_id


def versions_of(rooms: Rooms, person_id: str) -> frozenset[str]:
    """Ids of all versions of each contact that names this person in one of them."""
    named = [i.interaction_id for i in rooms.objects.all(Interaction) if person_id in i.person_ids]
    after = corrections(rooms)
    found = set()
    for version in {first_of(rooms, contact_id) for contact_id in named}:
        found.add(version)
        while version in after:
            version = after[version].by_id
            found.add(version)
    return frozenset(found)
