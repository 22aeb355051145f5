"""Long work in the background: which kinds there are, whose they are; begin, look at, cancel."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from assistant.errors import Conflict, Forbidden, NotFound, UsageError
from assistant.people.permissions import Permission, allows
from assistant.reviewing import Job, JobState
from assistant.service.rooms import Rooms
from assistant.tracing import current_trace
from assistant.users import User

KINDS = {
    "packs": "Call packs for one day",
    "recheck": "Check everything released again",
    "ingest": "Bring in what a PubMed query finds",
    "update": "Ask PubMed for news",
    "cascade": "Follow up what expired, changed or fell",
    "alerts": "Look for news on saved searches",
    "digest": "Weekly digest of saved searches",
    "gate": "Measure the gate of this version",
}
_NEEDS = {
    "packs": Permission.PREPARE,
    "ingest": Permission.PEOPLE,
    "update": Permission.PEOPLE,
    "cascade": Permission.PEOPLE,
    "gate": Permission.QUALITY,
}
"""Who may begin it; the other kinds are for everybody with jobs."""
_REFUSALS = {
    Permission.PREPARE: "Call packs are prepared by account managers and MSLs.",
    Permission.QUALITY: "The gate is measured by evaluators and administrators.",
}
ZONE = ZoneInfo("America/New_York")
MAX_QUERY = 2000


def enqueue(rooms: Rooms, user: User, kind: str, params: dict[str, Any]) -> Job:
    """A job in the queue.

    Raises:
        UsageError: Another kind, a day that cannot be read, or no query.
        Forbidden: The kind is not this role's business.
        Conflict: The gate is being measured: once at a time is enough, and all other work waits for it.
    """
    if kind not in KINDS:
        raise UsageError(f"Job kind is {kind!r}; choose one of {', '.join(KINDS)}.")
    needed = _NEEDS.get(kind)
    if needed is not None and not allows(user.role, needed):
        raise Forbidden(_REFUSALS.get(needed, "An administrator begins this work."))
    if kind == "gate" and rooms.jobs.is_open(kind):
        raise Conflict("The gate is being measured already; the result appears under Quality.")
    now = rooms.clock()
    job_id, trace = f"J-{secrets.token_hex(5)}", current_trace()
    job = Job(job_id, kind, _params(kind, params), JobState.WAITING, user.user_id, now, trace_id=trace)
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


def _params(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    if kind == "packs":
        return {"day": _day(str(given.get("day", "")))}
    if kind != "ingest":
        return {}
    query = str(given.get("query", "")).strip()
    if not 0 < len(query) <= MAX_QUERY:
        raise UsageError(f"Give a PubMed query, 1 to {MAX_QUERY} characters.")
    since = str(given.get("since") or "")
    return {"query": query, "since": _day(since) if since else ""}


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as exc:
        raise UsageError(f"The day is {text!r}; give a date such as 2026-11-18.") from exc
