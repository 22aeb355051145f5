"""Field work: plans and reviews of accounts, letters that answer requests, corrections to make, accounts brought in from a file."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Path, Request
from fastapi.responses import JSONResponse

from assistant.service.accounts import reports_to_open
from assistant.service.asking import role_of
from assistant.service.calls import correct_contact, corrected_row
from assistant.service.importing import Previews, apply_plan, preview_upload
from assistant.service.letters import draft_letter, file_letter
from assistant.service.plans import account_plan, business_review
from assistant.service.tasks import close_task, tasks_of
from assistant.service.views import account_of, request_row
from assistant.web.api.drafting import document
from assistant.web.bodies import ApplyBody, CorrectionBody, FilingBody, ImportBody, PeriodBody
from assistant.web.once import IdempotencyKey, once
from assistant.web.paging import Limit, Offset, page_of
from assistant.web.visitors import Who, clean

Key = Annotated[str, Path(max_length=64)]


def post_letter(request_id: Key, who: Who) -> JSONResponse:
    """Draft the response letter to a request; or say that it is held."""
    with who.drafting():
        made = draft_letter(who.rooms, who.user, clean(request_id))
    return document(who.rooms, made)


def post_plan(account_id: Key, who: Who) -> JSONResponse:
    """Write the plan of an account; or say that it is held."""
    account = account_of(who.rooms, who.user, clean(account_id)).account_id
    with who.drafting():
        made = account_plan(who.rooms, role_of(who.user), account, who.rooms.clock(), who.user.name, who.user)
    return document(who.rooms, made)


def post_business_review(account_id: Key, body: PeriodBody, who: Who) -> JSONResponse:
    """Review an account over the days up to today; or say that it is held."""
    account = account_of(who.rooms, who.user, clean(account_id)).account_id
    with who.drafting():
        role, now, name = role_of(who.user), who.rooms.clock(), who.user.name
        made = business_review(who.rooms, role, account, now, name, body.days, who.user)
    return document(who.rooms, made)


def post_filing(request_id: Key, body: FilingBody, who: Who, key: IdempotencyKey = None) -> JSONResponse:
    """File a released letter: it went to the requester, and the request is answered."""
    request_id = clean(request_id)
    run = lambda: request_row(file_letter(who.rooms, who.user, request_id, body.draft_id))  # noqa: E731
    return once(who, key, f"filing {request_id}", body, run, 201)


def post_correction(contact_id: Key, body: CorrectionBody, who: Who, key: IdempotencyKey = None) -> JSONResponse:
    """Correct a call that one logged: it is kept, and what is sent takes its place. What is left out stays as it was."""
    contact_id, changes = clean(contact_id), body.model_dump(exclude_none=True)

    def run() -> dict[str, Any]:
        done = correct_contact(who.rooms, contact_id, changes, who.rooms.clock(), who.user)
        return corrected_row(contact_id, done)

    return once(who, key, f"correction {contact_id}", body, run, 201)


def get_tasks(who: Who, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """Open corrections that are one's business, oldest first: whom to tell, which file to call back."""
    return page_of(tasks_of(who.rooms, who.user), offset, limit, asdict)


def post_task_closing(task_id: Key, who: Who, key: IdempotencyKey = None) -> JSONResponse:
    """Mark a correction as done."""
    task_id = clean(task_id)

    def run() -> dict[str, Any]:
        close_task(who.rooms, who.user, task_id)
        return {"task_id": task_id, "state": "done"}

    return once(who, key, f"task {task_id}", None, run, 201)


def post_import(body: ImportBody, request: Request, who: Who) -> dict[str, Any]:
    """Preview a file of accounts, people, contacts or meetings: what it would do, every wrong row named. Nothing is written."""
    plan = preview_upload(who.rooms, who.user, body.name, body.content.encode(), body.mapping)
    previews: Previews = request.app.state.previews
    return {
        "token": previews.keep(who.user, plan, who.rooms.clock()),
        "kind": plan.kind,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "errors": [asdict(error) for error in plan.errors],
        "warnings": list(plan.warnings),
        "reports": len(reports_to_open(who.rooms, plan)),
        "redacted": len(plan.redacted),
    }


def post_import_applied(token: Key, body: ApplyBody, request: Request, who: Who) -> dict[str, Any]:
    """Write what was previewed, once, within a quarter of an hour."""
    previews: Previews = request.app.state.previews
    plan = previews.take(who.user, clean(token), who.rooms.clock())
    return {"written": apply_plan(who.rooms, who.user, plan, skip_bad=body.skip_bad)}
