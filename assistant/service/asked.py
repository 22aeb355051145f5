"""A question as it comes in: personal data out of it, and a possible adverse event on its way to drug safety."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from assistant.accounts.screening import relay_task, relayable
from assistant.domain import Asker, Person
from assistant.service.rooms import Rooms
from guardrails import screen_note


def screened_question(rooms: Rooms, question: str, asker: Asker, now: datetime) -> str:
    """The question without personal data. A relay task is opened where it may tell of an event, whatever becomes of the answer.

    The task holds the redacted words; asking the same again opens no second one.
    """
    contacts = [person.name for person in rooms.objects.all(Person)]
    look = screen_note(question, contacts=contacts)
    if relayable(look):
        key = sha256(look.redacted.encode()).hexdigest()[:16]
        report = relay_task("question", key, look.redacted, asker.user_id, now)
        if rooms.documents.put_report(report):
            rooms.audit.append(rooms.actor, "safety.relay_opened", {"report_id": report.report_id}, now)
    return look.redacted
