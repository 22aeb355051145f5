"""Accounts, people, contacts and meetings from a file: previewed first, every wrong row named."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from assistant.accounts.mapping import shipped_mappings
from assistant.accounts.planning import ImportPlan
from assistant.errors import AssistantError, UsageError
from assistant.service.accounts import reports_to_open
from assistant.service.importing import KINDS, Previews, apply_plan, preview_upload
from assistant.web.pages.frame import page, see
from assistant.web.problems import status_of
from assistant.web.visitors import EMPTY, Fields, Form, Who

SHOWN = 50


def get_import(request: Request, who: Who) -> HTMLResponse:
    """A file to choose."""
    return _import_page(request, who, EMPTY)


def post_import(request: Request, who: Who, form: Form) -> Response:
    """Preview a file, or write what was previewed: the button says which."""
    previews: Previews = request.app.state.previews
    try:
        if form.get("act") == "apply":
            plan = previews.take(who.user, form.get("token"), who.rooms.clock())
            apply_plan(who.rooms, who.user, plan, skip_bad=form.get("skip_bad") == "yes")
            return see("/accounts", "imported")
        if "file" not in form.files:
            raise UsageError("Choose a file first.")
        name, content = form.files["file"]
        plan = preview_upload(who.rooms, who.user, name, content, form.get("mapping"))
    except AssistantError as exc:
        return _import_page(request, who, form, str(exc), status_of(exc))
    return _import_page(request, who, form, plan=plan, token=previews.keep(who.user, plan, who.rooms.clock()))


def _import_page(
    request: Request,
    who: Who,
    form: Fields,
    error: str = "",
    status: int = 200,
    *,
    plan: ImportPlan | None = None,
    token: str = "",
) -> HTMLResponse:
    return page(
        request, "import", who, title="Import", here="/accounts", status=status, error=error, form=form, plan=plan,
        token=token, mappings=[("", "Told by the file"), *((m, m) for m in shipped_mappings())],
        kinds=KINDS, shown=SHOWN, to_open=len(reports_to_open(who.rooms, plan)) if plan else 0,
        rows=[(type(t).__name__, _name_of(t)) for t in (*plan.new, *plan.changed)[:SHOWN]] if plan else [],
    )  # fmt: skip


def _name_of(thing: object) -> str:
    """What a person recognises an object by: never a note."""
    for field in ("name", "request_id", "interaction_id", "meeting_id"):
        if value := getattr(thing, field, ""):
            return str(value)
    return ""
