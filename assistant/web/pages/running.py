"""Audit, quality, administration, background work."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from assistant.domain import Company
from assistant.errors import AssistantError, UsageError
from assistant.people.permissions import Permission
from assistant.reviewing import JobState
from assistant.service.company import MAX_CONTACT, MAX_DISCLOSURE, MAX_NAME, record_company
from assistant.service.jobs import KINDS, cancel, enqueue, job_for, jobs_of, may_run_again, run_again
from assistant.service.model_costs import model_costs
from assistant.service.passwords import issue_password
from assistant.service.people import add_user, change_user, names_of_actors
from assistant.service.quality import gate_now, quality_rows
from assistant.users import User, UserRole
from assistant.web.once import id_of_form, new_token
from assistant.web.pages.frame import page, see
from assistant.web.problems import status_of
from assistant.web.visitors import EMPTY, Fields, Form, Who

Key = Annotated[str, Path(max_length=64)]
Word = Annotated[str, Query(max_length=128)]
MAX_EXPORT = 100_000
NEWEST_DRAFTS = 100
ENDED = {
    JobState.DONE: "This work is done.",
    JobState.FAILED: "This work failed, and nothing was begun anew.",
    JobState.CANCELLED: "This work was stopped, and nothing was begun anew.",
}
"""What is told of a job that is over to whoever asks for it again."""


def get_audit(
    request: Request,
    who: Who,
    about: Word = "",
    actor: Word = "",
    action: Word = "",
    since: Word = "",
    until: Word = "",
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> HTMLResponse:
    """The trail, newest first, of a thing, a person, an action or a period; and whether the chain holds."""
    rows = list(who.rooms.audit.search(about=about, actor=actor, action=action, since=since, until=until))
    return page(
        request, "audit", who, title="Audit", here="/audit", rows=rows[offset : offset + 50], total=len(rows),
        offset=offset, limit=50, about=about, actor=actor, action=action, since=since, until=until,
        bad=who.rooms.audit.first_bad(), head=who.rooms.audit.head(),
        names=names_of_actors(who.rooms),
    )  # fmt: skip


def get_audit_export(
    who: Who, about: Word = "", actor: Word = "", action: Word = "", since: Word = "", until: Word = ""
) -> Response:
    """The same events as one JSON object a line; taking them along is an event itself."""
    found = list(who.rooms.audit.search(about=about, actor=actor, action=action, since=since, until=until))[:MAX_EXPORT]
    lines = "".join(json.dumps(asdict(event), ensure_ascii=False) + "\n" for event in found)
    detail = {"about": about, "person": actor, "since": since, "until": until, "events": len(found)}
    who.rooms.audit.append(who.user.user_id, "audit.exported", detail, who.rooms.clock())
    headers = {"Content-Disposition": 'attachment; filename="audit.jsonl"'}
    return Response(lines, media_type="application/x-ndjson", headers=headers)


def get_model_costs(request: Request, who: Who) -> HTMLResponse:
    """What drafts by a language model cost: sums by model, then each draft, newest first."""
    return page(
        request, "model_costs", who, title="Model costs", here="/admin" if who.may(Permission.PEOPLE) else "/audit",
        rows=model_costs(who.rooms, NEWEST_DRAFTS), totals=who.rooms.model_ledger.totals(),
        drafter=who.rooms.drafter.name,
    )  # fmt: skip


def get_quality(request: Request, who: Who) -> HTMLResponse:
    """The gate of the newest version, then stored measurements, newest first, each metric with its change."""
    runs = who.rooms.home / "runs"
    return page(
        request, "quality", who, title="Quality", here="/quality", rows=quality_rows(runs), gate=gate_now(runs),
        can_measure=who.may(Permission.JOBS),
    )  # fmt: skip


def get_admin(request: Request, who: Who) -> HTMLResponse:
    """People, background work, the state of the library."""
    return _admin_page(request, who, EMPTY)


def post_admin(request: Request, who: Who, form: Form) -> Response:
    """Add or change a person, issue a one-time password, name the company: the button says which."""
    try:
        if form.get("act") == "password":
            return _issued(request, who, form)
        if form.get("act") == "company":
            name, disclosure = form.get("company_name"), form.get("company_disclosure")
            given = Company(name, disclosure, form.get("company_safety"), form.get("company_medical"))
            record_company(who.rooms, given, who.rooms.clock())
            return see("/admin", "saved")
        role = UserRole(form.get("role"))
        places, products = form.get("territories").split(","), form.get("products").split(",")
        if form.get("act") == "add":
            password = form.values.get("password", "")
            add_user(
                who.rooms, form.get("login"), form.get("name"), role, password, territories=places, products=products
            )
            return see("/admin", "added")
        active = form.get("active") == "yes"
        change_user(who.rooms, form.get("user"), role=role, active=active, territories=places, products=products)
        return see("/admin", "saved")
    except (AssistantError, ValueError) as exc:
        return _admin_page(request, who, form, str(exc), status_of(exc))


def _issued(request: Request, who: Who, form: Fields) -> Response:
    who.require_session()
    issued, until = issue_password(who.rooms, form.get("user"))
    user = who.rooms.people.user(form.get("user"))
    return _admin_page(request, who, EMPTY, issued=(user, issued, until))


def _admin_page(
    request: Request, who: Who, form: Fields, error: str = "", status: int = 200,
    issued: tuple[User | None, str, datetime] | None = None,
) -> HTMLResponse:  # fmt: skip
    return page(
        request, "admin", who, title="Admin", here="/admin", status=status, error=error, form=form, issued=issued, once=new_token(),
        users=who.rooms.people.users(), roles=[(r.value, r.words[:1].upper() + r.words[1:]) for r in UserRole],
        library=who.rooms.library.status(), jobs=who.rooms.jobs.jobs(20), kinds=KINDS, drafter=who.rooms.drafter.name,
        claims=who.rooms.claims, now=who.rooms.clock(),
        products=[p.product_id for p in who.rooms.claims.products], company=who.rooms.company,
        most={"name": MAX_NAME, "disclosure": MAX_DISCLOSURE, "contact": MAX_CONTACT},
    )  # fmt: skip


def get_jobs(request: Request, who: Who) -> HTMLResponse:
    """One's own background work."""
    return page(
        request, "jobs", who, title="Background work", here="/jobs", rows=jobs_of(who.rooms, who.user), kinds=KINDS
    )


def get_job(job_id: Key, request: Request, who: Who) -> HTMLResponse:
    """One job; the page loads itself again until it is over."""
    job = job_for(who.rooms, who.user, job_id)
    over = job.state not in (JobState.WAITING, JobState.RUNNING)
    # A form sent again leads to the job it began before, and a page loads itself again: what was told may be over by now.
    ended = ENDED[job.state] if over and request.query_params.get("told") == "queued" else ""
    return page(
        request, "job", who, title=KINDS[job.kind], here="/jobs", told="" if ended else None, job=job, over=over,
        kinds=KINDS, ended=ended, again=may_run_again(who.user, job), once=new_token(),
    )  # fmt: skip


def post_job(job_id: Key, who: Who, form: Form) -> Response:
    """Stop a job, run it again, or begin one (`new`)."""
    if job_id == "new":
        kind, params = form.get("kind"), {name: form.get(name) for name in ("day", "query", "since")}
        job = enqueue(who.rooms, who.user, kind, params, id_of_form("J", who, form, kind, *params.values()))
        return see(f"/jobs/{job.job_id}", "queued")
    if form.get("act") == "again":
        job = run_again(who.rooms, who.user, job_id, id_of_form("J", who, form, job_id))
        return see(f"/jobs/{job.job_id}", "queued")
    if form.get("act") != "cancel":
        raise UsageError("Choose what to do.")
    cancel(who.rooms, who.user, job_id)
    return see(f"/jobs/{job_id}", "cancelled")
