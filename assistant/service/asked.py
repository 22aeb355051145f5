"""Words that a person types in: personal data out of them, and a possible adverse event on its way to drug safety."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from assistant.accounts.screening import relay_task, relayable
from assistant.domain import Asker, Person
from assistant.service.rooms import Rooms
from assistant.service.safety import open_report
from guardrails import screen_note


def screened_question(rooms: Rooms, question: str, asker: Asker, now: datetime) -> str:
    """The question without personal data. A relay task is opened where it may tell of an event, whatever becomes of the answer.

    The task holds the redacted words; asking the same again opens no second one.
    """
    account_id = asker.request.account_id if asker.request else None
    return screened_words(rooms, question, "question", asker.user_id, now, account_id)


def screened_words(
    rooms: Rooms, words: str, source: str, user_id: str, now: datetime, account_id: str | None = None
) -> str:
    """Any words that others will read (question, title, comment, reason), screened as a question is."""
    contacts = [person.name for person in rooms.objects.all(Person)]
    look = screen_note(words, contacts=contacts)
    if relayable(look):
        key = sha256(look.redacted.encode()).hexdigest()[:16]
        open_report(rooms, relay_task(source, key, look.redacted, user_id, now), user_id, account_id)
    return look.redacted
