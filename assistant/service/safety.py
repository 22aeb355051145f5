"""Relay tasks for possible adverse events: opened for one person, seen by those it concerns, closed by drug safety."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain import Account, Interaction, SafetyReport
from assistant.errors import Conflict, Forbidden, NotFound, UsageError
from assistant.people.permissions import Permission, allows, may_open
from assistant.service.rooms import Rooms
from assistant.users import User, UserRole
from guardrails import screen_note

MAX_CLOSING = 500
_THEIR_OWN = frozenset({UserRole.ACCOUNT_MANAGER, UserRole.MSL})
"""Roles that see what they reported themselves, and nothing else."""


def open_report(rooms: Rooms, report: SafetyReport, entered_by: str, account_id: str | None) -> bool:
    """Open a relay task in the name of the person who wrote it down; False where its source already told all of it."""
    opened = rooms.documents.put_report(replace(report, entered_by=entered_by, account_id=account_id))
    if opened:
        # The trail is in the order of writing: an imported event is noted when it came in, whenever it was told.
        rooms.audit.append(rooms.actor, "safety.relay_opened", {"report_id": opened.report_id}, rooms.clock())
    return opened is not None


def reports_for(rooms: Rooms, user: User) -> tuple[SafetyReport, ...]:
    """The relay tasks that are this person's business, oldest first.

    Those that one entered oneself; for drug safety, reviewers and administrators also all of their territory.
    """
    return tuple(report for report in rooms.documents.reports() if _concerns(rooms, user, report))


def close_report(rooms: Rooms, user: User, report_id: str, closing: str) -> SafetyReport:
    """Take a relay task over into the safety database: `closing` is its case number, or why there is none.

    Raises:
        NotFound: No such task in this person's territory.
        Forbidden: Drug safety alone closes tasks.
        UsageError: No words, or more than 500 characters.
        Conflict: It is closed already.
    """
    if not allows(user.role, Permission.SAFETY_CLOSE):
        raise Forbidden("Relay tasks are closed by drug safety.")
    found = next((r for r in reports_for(rooms, user) if r.report_id == report_id), None)
    if found is None:
        raise NotFound(f"No safety report {report_id!r}.")
    if not 0 < len(closing.strip()) <= MAX_CLOSING:
        raise UsageError(f"Give the case number or the reason, 1 to {MAX_CLOSING} characters.")
    now = rooms.clock()
    closed = replace(found, closed_at=now, closed_by=user.name, closing=screen_note(closing.strip()).redacted)
    if not rooms.documents.close_report(closed):
        raise Conflict(f"{report_id} is closed already.")
    rooms.audit.append(rooms.actor, "safety.relay_closed", {"report_id": report_id}, now)
    return closed


def _concerns(rooms: Rooms, user: User, report: SafetyReport) -> bool:
    if report.entered_by and report.entered_by == user.user_id:
        return True
    return user.role not in _THEIR_OWN and may_open(user, _place_of(rooms, report))


def _place_of(rooms: Rooms, report: SafetyReport) -> str:
    """Jurisdiction of the account where it was told; empty, which is in nobody's territory, where that is not known."""
    account_id = report.account_id
    kind, _, key = report.source.partition(":")
    if account_id is None and kind == "interaction":
        told = rooms.objects.get(Interaction, key) or rooms.objects.get(Interaction, key.rpartition("#")[0])
        account_id = told.account_id if told else None
    account = rooms.objects.get(Account, account_id) if account_id else None
    return account.jurisdiction if account else ""
