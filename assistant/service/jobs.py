"""Long work in the background: which kinds there are, whose they are; begin, look at, cancel."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assistant.errors import Conflict, Forbidden, NotFound, UsageError
from assistant.people.permissions import MAY_BEGIN, Permission, allows
from assistant.reviewing import Job, JobState
from assistant.service.rooms import Rooms
from assistant.store.jobs import Once, Refusal
from assistant.tracing import current_trace
from assistant.users import User
from guardrails import screen_note

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
_REFUSALS = {
    "packs": "Call packs are prepared by account managers and MSLs.",
    "alerts": "Saved searches are asked again by account managers and MSLs; those of others by the service itself.",
    "digest": "Digests are begun by account managers and MSLs; those of others by the service itself.",
    "gate": "The gate is measured by evaluators and administrators.",
}
_FOR_ALL = frozenset({"recheck", "update", "cascade", "gate"})
"""Kinds that do the same whoever asks: one at a time is enough."""
_OWN = frozenset({"alerts", "digest"})
"""Kinds that do the same for one person: one at a time for each."""
MAX_OPEN = 10
"""Jobs of one person that may wait or run at a time."""
ZONE = ZoneInfo("America/New_York")
MAX_QUERY = 2000


def enqueue(rooms: Rooms, user: User, kind: str, params: dict[str, Any], job_id: str = "") -> Job:
    """A job in the queue; of an id that is there already, the job that has it.

    Raises:
        UsageError: Another kind, a day that cannot be read, or no query.
        Forbidden: The kind is not this role's business.
        Conflict: The same is waiting or at work, or too much of this person's is.
    """
    if kind not in KINDS:
        raise UsageError(f"Job kind is {kind!r}; choose one of {', '.join(KINDS)}.")
    if user.role not in MAY_BEGIN[kind]:
        raise Forbidden(_REFUSALS.get(kind, "An administrator begins this work."))
    job = _job_of(rooms, user, kind, params, job_id)
    once = Once.ALL if kind in _FOR_ALL else Once.PERSON if kind in _OWN else None
    refused = rooms.jobs.add_if_room(job, once, MAX_OPEN)
    if refused is Refusal.KNOWN:
        return job_for(rooms, user, job_id)
    if refused:
        raise Conflict(_why(refused, kind))
    return _noted(rooms, job)


def run_again(rooms: Rooms, user: User, job_id: str, new_id: str = "") -> Job:
    """A new job that does what a failed or stopped one was to do; of a `new_id` that is there already, the job that has it.

    Raises:
        NotFound: No such job.
        Forbidden: It is somebody else's, or such work is not this role's business any more.
        Conflict: It has not failed and was not stopped, the same is at work, or too much of this person's is.
    """
    job = job_for(rooms, user, job_id)
    if not may_run_again(user, job):
        raise Conflict("Only work that failed or was stopped is run again.")
    return enqueue(rooms, user, job.kind, dict(job.params), new_id)


def may_run_again(user: User, job: Job) -> bool:
    """True for work that came to nothing and that this person's role begins."""
    return job.state in (JobState.FAILED, JobState.CANCELLED) and user.role in MAY_BEGIN[job.kind]


def _why(refused: Refusal, kind: str) -> str:
    if refused is Refusal.FULL:
        return (
            f"{MAX_OPEN} jobs of yours wait or run, {MAX_OPEN} at most. Wait for one or stop it under Background work."
        )
    if kind == "gate":
        return "The gate is being measured already; the result appears under Quality."
    return f"“{KINDS[kind]}” is waiting or at work already; look at it under Background work."


def queue_due(rooms: Rooms, user: User, kind: str, after: timedelta) -> Job | None:
    """A job in the queue, whoever may begin it, once `after` has passed since the last; None where it has not."""
    job = _job_of(rooms, user, kind, {})
    once = Once.ALL if kind in _FOR_ALL else Once.PERSON
    return _noted(rooms, job) if rooms.jobs.add_if_due(job, once, after) else None


def _job_of(rooms: Rooms, user: User, kind: str, params: dict[str, Any], job_id: str = "") -> Job:
    fresh, made, trace = f"J-{secrets.token_hex(8)}", rooms.clock(), current_trace()
    return Job(job_id or fresh, kind, _params(kind, params), JobState.WAITING, user.user_id, made, trace_id=trace)


def _noted(rooms: Rooms, job: Job) -> Job:
    rooms.audit.append(rooms.actor, "job.queued", {"job": job.job_id, "kind": job.kind}, job.made_at)
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
    if found := sorted({span.category for span in screen_note(query).phi}):
        raise UsageError(f"The query holds personal data ({', '.join(found)}) and would leave the house; take it out.")
    since = str(given.get("since") or "")
    return {"query": query, "since": _day(since) if since else ""}


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as exc:
        raise UsageError(f"The day is {text!r}; give a date such as 2026-11-18.") from exc
