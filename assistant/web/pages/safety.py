"""Relay tasks for possible adverse events: those that concern the reader, with their clocks; drug safety closes them."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from assistant.domain import Person
from assistant.errors import AssistantError
from assistant.people.permissions import Permission
from assistant.service.people import names_of_actors
from assistant.service.safety import MAX_CLOSING, close_report, reports_for
from assistant.web.pages.frame import page, see
from assistant.web.problems import status_of
from assistant.web.visitors import EMPTY, Fields, Form, Who


def get_safety(request: Request, who: Who) -> HTMLResponse:
    """Open tasks, due first on top; then those that are closed."""
    return _safety_page(request, who, EMPTY)


def post_safety(request: Request, who: Who, form: Form) -> Response:
    """Close one task with its case number, or the reason why there is none."""
    try:
        close_report(who.rooms, who.user, form.get("report"), form.get("closing"))
    except AssistantError as exc:
        return _safety_page(request, who, form, str(exc), status_of(exc))
    return see("/safety", "closed")


def _safety_page(request: Request, who: Who, form: Fields, error: str = "", status: int = 200) -> HTMLResponse:
    now, company = who.rooms.clock(), who.rooms.company
    reports = reports_for(who.rooms, who.user)
    people = {p.person_id: p.name for p in who.rooms.objects.all(Person)}
    waiting = sorted((r for r in reports if r.closed_at is None), key=lambda r: r.due_at)
    return page(
        request, "safety", who, title="Safety reports", here="/safety", status=status, error=error, form=form,
        rows=[(r, r.due_at < now) for r in waiting], closed=[r for r in reports if r.closed_at][::-1],
        names=people | names_of_actors(who.rooms), may_close=who.may(Permission.SAFETY_CLOSE),
        max_closing=MAX_CLOSING, contact=company.safety_contact if company else "the safety desk",
    )  # fmt: skip
