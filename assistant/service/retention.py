"""Texts that nobody relied on, erased once they are old enough."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from assistant.accounts.people import FORGOTTEN
from assistant.domain import Interaction
from assistant.errors import UsageError
from assistant.service.rooms import Rooms
from assistant.store.erasing import Eraser

NOTES = "notes of contacts"
ERASED = "[text erased: retention]"
_AGE = re.compile(r"(\d{1,5})([dy])")
_DAYS = {"d": 1, "y": 365}
_LEAST = timedelta(days=1)


def age_of(text: str) -> timedelta:
    """`400d` or `3y` as a length of time.

    Raises:
        UsageError: Something else, or less than a day.
    """
    found = _AGE.fullmatch(text.strip().lower())
    age = timedelta(days=int(found[1]) * _DAYS[found[2]]) if found else timedelta()
    if age < _LEAST:
        raise UsageError(f"--older-than is {text!r}; give days or years such as 400d or 3y.")
    return age


def due_for_erasure(rooms: Rooms, eraser: Eraser, before: datetime) -> dict[str, int]:
    """How much of each kind is older; nothing is changed."""
    return {**eraser.count(before), NOTES: len(_old_notes(rooms, before.date()))}


def erase(rooms: Rooms, eraser: Eraser, before: datetime, now: datetime) -> dict[str, int]:
    """Erase it, and note in the audit trail how much of what. Drafts that were exported, reviewed or left with anybody stay."""
    notes = _old_notes(rooms, before.date())
    rooms.objects.put(
        replace(i, note=_erased(i.note), questions=tuple(replace(q, text=_erased(q.text)) for q in i.questions))
        for i in notes
    )
    gone = {**eraser.erase(before), NOTES: len(notes)}
    rooms.audit.append(rooms.actor, "retention.applied", {"before": before.isoformat(), **gone}, now)
    return gone


def _old_notes(rooms: Rooms, before: date) -> list[Interaction]:
    old = (i for i in rooms.objects.all(Interaction) if i.on < before)
    return [i for i in old if any(_erased(text) != text for text in (i.note, *(q.text for q in i.questions)))]


def _erased(text: str) -> str:
    """What stands in its place; a person's removal stays told as such."""
    return text if text in ("", FORGOTTEN) else ERASED
