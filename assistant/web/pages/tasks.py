"""Correction tasks: who has to be told what, and which files have to be called back."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, Response

from assistant.domain import Account, Person
from assistant.service.people import names_of_actors
from assistant.service.tasks import close_task, tasks_of
from assistant.web.pages.frame import page, see
from assistant.web.visitors import Form, Who


def get_tasks(request: Request, who: Who, show: Annotated[str, Query(max_length=10)] = "") -> HTMLResponse:
    """Open tasks by what they are about; `show=all` also those that are done."""
    rooms = who.rooms
    rows = tasks_of(rooms, who.user, open_only=show != "all")
    return page(
        request, "tasks", who, title="Corrections", here="/tasks", rows=rows, show=show,
        accounts={a.account_id: a.name for a in rooms.objects.all(Account)},
        people={p.person_id: p.name for p in rooms.objects.all(Person)},
        users=names_of_actors(rooms),
    )  # fmt: skip


def post_tasks(who: Who, form: Form) -> Response:
    """Mark one as done."""
    close_task(who.rooms, who.user, form.get("task"))
    return see("/tasks", "task-done")
