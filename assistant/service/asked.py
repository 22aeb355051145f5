"""A question as it comes in: personal data out of it, and a possible adverse event on its way to drug safety."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from assistant.accounts.loading import RELAY_HOURS
from assistant.domain import Asker, Person, SafetyReport
from assistant.service.rooms import Rooms
from guardrails import screen_note


def screened_question(rooms: Rooms, question: str, asker: Asker, now: datetime) -> str:
    """The question without personal data. A relay task is opened where it may tell of an event, whatever becomes of the answer.

    The task holds the redacted words; asking the same again opens no second one.
    """
    contacts = [person.name for person in rooms.objects.all(Person)]
    screen = screen_note(question, contacts=contacts)
    if screen.relay:
        digest = sha256(screen.redacted.encode()).hexdigest()[:8]
        report = SafetyReport(
            report_id=f"SR-{digest}",
            text=screen.redacted,
            reporter=asker.user_id,
            opened_at=now,
            due_at=now + timedelta(hours=RELAY_HOURS),
            source=f"question:{digest}",
        )
        if rooms.documents.put_report(report):
            rooms.audit.append(rooms.actor, "safety.relay_opened", {"report_id": report.report_id}, now)
    return screen.redacted
