"""Long work in the background: a day's call packs, a fresh check of everything released."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from assistant.errors import Conflict, Forbidden, NotFound, UsageError
from assistant.jobs.worker import Steps
from assistant.people.permissions import Permission, allows, may_open
from assistant.reviewing import Job, JobState
from assistant.service.kept import kept_draft, rejudge
from assistant.service.prep import prepare, visits_on
from assistant.service.rooms import Rooms
from assistant.users import User
from guardrails import Released

KINDS = {
    "packs": "Call packs for one day",
    "recheck": "Check everything released again",
}
ZONE = ZoneInfo("America/New_York")


def enqueue(rooms: Rooms, user: User, kind: str, params: dict[str, Any]) -> Job:
    """A job in the queue.

    Raises:
        UsageError: Another kind, or a day that cannot be read.
        Forbidden: The kind is not this role's business.
    """
    if kind not in KINDS:
        raise UsageError(f"Job kind is {kind!r}; choose one of {', '.join(KINDS)}.")
    if kind == "packs":
        if not allows(user.role, Permission.PREPARE):
            raise Forbidden("Call packs are prepared by account managers and MSLs.")
        params = {"day": _day(str(params.get("day", ""))).isoformat()}
    else:
        params = {}
    now = rooms.clock()
    job = Job(f"J-{secrets.token_hex(5)}", kind, params, JobState.WAITING, user.user_id, now)
    rooms.jobs.add(job)
    rooms.audit.append(rooms.actor, "job.queued", {"job": job.job_id, "kind": kind}, now)
    return job


def job_for(rooms: Rooms, user: User, job_id: str) -> Job:
    """One job, if it is this person's or the person administers.

    Raises:
        NotFound: No such job.
        Forbidden: It is somebody else's.
    """
    job = rooms.jobs.job(job_id)
    if job is None:
        raise NotFound(f"No job {job_id!r}.")
    if job.made_by != user.user_id and not allows(user.role, Permission.PEOPLE):
        raise Forbidden("This job is another person's.")
    return job


def jobs_of(rooms: Rooms, user: User) -> tuple[Job, ...]:
    """One's own jobs, newest first; an administrator sees all."""
    return tuple(j for j in rooms.jobs.jobs() if j.made_by == user.user_id or allows(user.role, Permission.PEOPLE))


def cancel(rooms: Rooms, user: User, job_id: str) -> Job:
    """Stop a job; what it has done stays.

    Raises:
        Conflict: It is over.
    """
    job_for(rooms, user, job_id)
    if not rooms.jobs.cancel(job_id, rooms.clock()):
        raise Conflict("The job is over already.")
    rooms.audit.append(rooms.actor, "job.cancelled", {"job": job_id}, rooms.clock())
    return job_for(rooms, user, job_id)


def run_job(rooms: Rooms, job: Job, steps: Steps) -> dict[str, Any]:
    """Do the job in the name of the person who asked for it.

    Raises:
        NotFound: That person is gone.
    """
    user = rooms.people.user(job.made_by)
    if user is None or not user.active:
        raise NotFound("The person who asked for this job is switched off.")
    acting = replace(rooms, actor=user.user_id)
    return _packs(acting, user, job, steps) if job.kind == "packs" else _recheck(acting, steps)


def _packs(rooms: Rooms, user: User, job: Job, steps: Steps) -> dict[str, Any]:
    day = datetime.combine(date.fromisoformat(job.params["day"]), time(12), ZONE)
    visits = [v for v in visits_on(rooms, day) if may_open(user, v.account.jurisdiction)]
    made: dict[str, str] = dict(steps.checkpoint.get("drafts", {}))
    for number, visit in enumerate(visits):
        if visit.meeting.meeting_id in made:
            continue
        steps.reached(f"Preparing {visit.account.name}", number, len(visits))
        outcome = prepare(rooms, visit, rooms.clock(), user.name)
        made[visit.meeting.meeting_id] = outcome.draft.draft_id
        steps.reached(f"{visit.account.name} is ready", number + 1, len(visits), drafts=made)
    return {"drafts": made, "day": job.params["day"]}


def _recheck(rooms: Rooms, steps: Steps) -> dict[str, Any]:
    released = [row for row in rooms.documents.drafts() if row["decision"] == "RELEASE"]
    stale: dict[str, list[str]] = dict(steps.checkpoint.get("stale", {}))
    begin = int(steps.checkpoint.get("seen", 0))
    for number, row in enumerate(released[begin:], begin):
        _, kept = kept_draft(rooms, row["draft_id"])
        outcome, _ = rejudge(rooms, kept, rooms.clock())
        if not isinstance(outcome, Released):
            stale[row["draft_id"]] = sorted({f.check_id for f in outcome.verdict.findings})
        steps.reached(f"{len(stale)} no longer hold", number + 1, len(released), seen=number + 1, stale=stale)
    return {"checked": len(released), "stale": stale}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise UsageError(f"The day is {text!r}; give a date such as 2026-11-18.") from exc
