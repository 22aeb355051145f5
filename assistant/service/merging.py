"""Two records of one person made one, and parted again without losing what came since."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from assistant.accounts.people import merged, named_before, parted, renamed
from assistant.domain import Interaction, Meeting, Merge, Person, Request
from assistant.errors import Conflict, NotFound, UsageError
from assistant.service.accounts import mentions, person_named
from assistant.service.rooms import Rooms

_KINDS: dict[str, type[Interaction] | type[Meeting] | type[Request]] = {
    kind.__name__: kind for kind in (Interaction, Meeting, Request)
}


def merge(rooms: Rooms, keep_id: str, drop_id: str, now: datetime) -> Person:
    """Make two records of one person one; contacts, meetings and requests follow.

    Raises:
        NotFound: One of them is unknown.
        UsageError: They are the same record.
    """
    if keep_id == drop_id:
        raise UsageError(f"{keep_id!r} cannot be merged with itself; name two records.")
    keep, drop = person_named(rooms, keep_id), person_named(rooms, drop_id)
    person, things = merged(keep, drop), mentions(rooms)
    earlier = rooms.objects.get(Merge, drop_id)
    before = (*(earlier.mentions if earlier else ()), *named_before(things, drop_id))
    undo = Merge(drop_id, keep.account_id, keep, drop, person, before)
    rooms.objects.put([undo, person, *renamed(things, drop_id, keep_id)])
    rooms.objects.remove(Person, drop_id)
    rooms.audit.append(rooms.actor, "person.merged", {"kept": keep_id, "dropped": drop_id}, now)
    return person


def unmerge(rooms: Rooms, drop_id: str, now: datetime) -> tuple[Person, int]:
    """Part a merged record again; it, and how many contacts, meetings and requests name it again.

    What was changed or logged since the merge stays with the record that was kept.

    Raises:
        NotFound: No merge dropped this record.
        Conflict: The record is there again, or the kept one is not.
    """
    undo = rooms.objects.get(Merge, drop_id)
    if undo is None:
        known = ", ".join(m.dropped_id for m in rooms.objects.all(Merge)) or "none"
        raise NotFound(f"No merge of {drop_id!r} can be undone. Can be: {known}.")
    keep_id = undo.kept.person_id
    if rooms.objects.get(Person, drop_id):
        raise Conflict(f"{drop_id} was brought in again since; merge it again, or leave both as they are.")
    keep = rooms.objects.get(Person, keep_id)
    if keep is None:
        raise Conflict(f"{keep_id} was merged itself since; first: callprep accounts unmerge {keep_id}.")
    again = _named_again(rooms, undo)
    rooms.objects.put([undo.dropped, parted(keep, undo), *again])
    rooms.objects.remove(Merge, drop_id)
    rooms.audit.append(rooms.actor, "person.unmerged", {"kept": keep_id, "restored": drop_id}, now)
    return undo.dropped, len(again)


def _named_again(rooms: Rooms, undo: Merge) -> list[object]:
    """The objects that named the dropped record and still name the kept one, as the merge found them in this."""
    keep_id, found = undo.kept.person_id, list[object]()
    for kind, key, before in undo.mentions:
        thing = rooms.objects.get(_KINDS[kind], key)
        if isinstance(thing, Request) and thing.person_id == keep_id:
            found.append(replace(thing, person_id=undo.dropped_id))
        elif isinstance(thing, Interaction | Meeting) and keep_id in thing.person_ids:
            stay = (keep_id,) if keep_id in before else ()
            place = thing.person_ids.index(keep_id)
            since = (*thing.person_ids[:place], *stay, undo.dropped_id, *thing.person_ids[place + 1 :])
            found.append(replace(thing, person_ids=before if set(before) == set(since) else since))
    return found
