"""Audit trail and background work."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, StreamingResponse

from assistant.errors import Forbidden, NotSignedIn
from assistant.reviewing import Job
from assistant.service.jobs import cancel, enqueue, job_for, jobs_of
from assistant.service.model_costs import model_costs
from assistant.web.bodies import JobBody
from assistant.web.once import IdempotencyKey, once
from assistant.web.paging import Limit, Offset, page_of
from assistant.web.visitors import Who

Key = Annotated[str, Path(max_length=64)]
Word = Annotated[str, Query(max_length=128)]
OVER = ("done", "failed", "cancelled")
POLL_S = 0.5
LONGEST_STREAM = 1200
"""Looks before a stream ends by itself, ten minutes; the client asks again, as it does where the service stops."""


def get_audit(
    who: Who,
    about: Annotated[str, Query(max_length=128, description="An id: draft, review, claim, account, person.")] = "",
    actor: Word = "",
    action: Word = "",
    since: Word = "",
    until: Word = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, Any]:
    """Events of one thing, person or period, newest first."""
    rows = list(who.rooms.audit.search(about=about, actor=actor, action=action, since=since, until=until))
    return page_of(rows, offset, limit, asdict)


def get_verification(who: Who) -> dict[str, Any]:
    """Recompute the chain: the first entry that does not fit, or none."""
    return {"first_bad": who.rooms.audit.first_bad(), "head": who.rooms.audit.head()}


def get_model_costs(who: Who, limit: Limit = 50) -> dict[str, Any]:
    """Calls, tokens, price and time of each draft for which a model was asked, newest first."""
    drafts = model_costs(who.rooms, limit)
    return {"items": [asdict(draft) | {"made_at": draft.made_at.isoformat()} for draft in drafts]}


def get_jobs(who: Who, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """One's own jobs, newest first."""
    return page_of(jobs_of(who.rooms, who.user), offset, limit, job_row)


def post_job(body: JobBody, who: Who, key: IdempotencyKey = None) -> JSONResponse:
    """Begin a job; read it until it is done."""
    return once(
        who,
        key,
        "job",
        body,
        lambda: job_row(enqueue(who.rooms, who.user, body.kind, body.model_dump(exclude={"kind"}))),
        202,
    )


def get_job(job_id: Key, who: Who) -> dict[str, Any]:
    """One job: state, step, how far."""
    return job_row(job_for(who.rooms, who.user, job_id))


def get_job_events(job_id: Key, who: Who, request: Request) -> StreamingResponse:
    """The job as server-sent events: one `step` whenever something changed, the last when it is over."""

    def read() -> dict[str, Any]:
        user = who.rooms.people.user(who.user.user_id)
        if user is None or not user.active:
            raise NotSignedIn("This account is switched off.")
        return job_row(job_for(who.rooms, user, job_id))

    read()
    return StreamingResponse(_steps(read, request.app.state.stopping), media_type="text/event-stream")


async def _steps(read: Callable[[], dict[str, Any]], stopping: Callable[[], bool]) -> AsyncIterator[str]:
    told: dict[str, Any] = {}
    for _ in range(LONGEST_STREAM):
        try:
            row = await run_in_threadpool(read)
        except (NotSignedIn, Forbidden):
            return  # whoever listens was switched off, or is an administrator no longer
        if row != told:
            yield f"event: step\ndata: {json.dumps(row)}\n\n"
            told = row
        if row["state"] in OVER or stopping():
            return
        await asyncio.sleep(POLL_S)


def delete_job(job_id: Key, who: Who) -> dict[str, Any]:
    """Stop a job; what it has done stays."""
    return job_row(cancel(who.rooms, who.user, job_id))


def job_row(job: Job) -> dict[str, Any]:
    """One job as JSON."""
    return {
        "job_id": job.job_id,
        "kind": job.kind,
        "state": job.state.value,
        "step": job.step,
        "done": job.done,
        "total": job.total,
        "result": job.result,
        "error": job.error,
        "made_at": job.made_at.isoformat(),
    }
