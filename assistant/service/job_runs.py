"""What each kind of background work does: in steps, each noted, so that another worker goes on where one died."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from assistant.errors import NotFound, UsageError
from assistant.jobs.worker import Steps
from assistant.reviewing import Job
from assistant.service.asking import role_of
from assistant.service.gate_run import run_gate
from assistant.service.integrity_alerts import raise_alerts
from assistant.service.jobs import ZONE
from assistant.service.kept import kept_draft, rejudge
from assistant.service.prep import prepare, visits_on
from assistant.service.rooms import Rooms
from assistant.service.searches import digest, look_again
from assistant.service.sweep import sweep
from assistant.users import User
from guardrails import Released
from ingest import PubMedFetcher, ingest_pubmed, update_library

FetcherOf = Callable[[], PubMedFetcher]
_COUNTED = ("new", "changed", "unchanged", "removed", "retracted")


def run_job(rooms: Rooms, job: Job, steps: Steps, fetcher_of: FetcherOf | None = None) -> dict[str, Any]:
    """Do the job in the name of the person who asked for it.

    Args:
        rooms: The parts.
        job: What is to be done.
        steps: Told after each step.
        fetcher_of: Makes the way to PubMed, for the kinds that need it.

    Raises:
        NotFound: That person is gone.
        UsageError: PubMed is needed and there is no way to it.
    """
    user = rooms.people.user(job.made_by)
    if user is None or not user.active:
        raise NotFound("The person who asked for this job is switched off.")
    acting = replace(rooms, actor=user.user_id)
    if job.kind in ("ingest", "update"):
        if fetcher_of is None:
            raise UsageError("This service has no way to PubMed.")
        return _ingest(acting, job, steps, fetcher_of())
    runs = {
        "packs": _packs,
        "recheck": _recheck,
        "cascade": _cascade,
        "alerts": _alerts,
        "digest": _digest,
        "gate": _gate,
    }
    return runs[job.kind](acting, user, job, steps)


def _packs(rooms: Rooms, user: User, job: Job, steps: Steps) -> dict[str, Any]:
    day = datetime.combine(date.fromisoformat(job.params["day"]), time(12), ZONE)
    visits = visits_on(rooms, day, user)
    made: dict[str, str] = dict(steps.checkpoint.get("drafts", {}))
    for number, visit in enumerate(visits):
        if visit.meeting.meeting_id in made:
            continue
        steps.reached(f"Preparing {visit.account.name}", number, len(visits))
        outcome = prepare(rooms, visit, rooms.clock(), user.name, role_of(user), user)
        made[visit.meeting.meeting_id] = outcome.draft.draft_id
        steps.reached(f"{visit.account.name} is ready", number + 1, len(visits), drafts=made)
    return {"drafts": made, "day": job.params["day"]}


def _recheck(rooms: Rooms, user: User, job: Job, steps: Steps) -> dict[str, Any]:
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


def _ingest(rooms: Rooms, job: Job, steps: Steps, fetcher: PubMedFetcher) -> dict[str, Any]:
    """The library keeps its own cursor page by page: a run that was ended goes on behind it."""

    def tick(stage: str, done: int, total: int | None) -> None:
        steps.reached(f"{stage}: {done}", done, total or 0)

    if job.kind == "update":
        brought = update_library(rooms.library, fetcher, progress=tick, clock=rooms.clock)
        reports = [(step.query, step.report, step.error) for step in brought]
    else:
        since = date.fromisoformat(job.params["since"]) if job.params["since"] else None
        query = job.params["query"]
        reports = [
            (query, ingest_pubmed(rooms.library, fetcher, query, since=since, progress=tick, clock=rooms.clock), "")
        ]
    rows = [
        {"query": query, "error": error, **{kind: len(getattr(report, kind)) for kind in _COUNTED}}
        for query, report, error in reports
    ]
    steps.reached("Following up changes of integrity", 1, 1)
    return {"searches": rows, "alerts": [a.change.article_id for a in raise_alerts(rooms)]}


def _cascade(rooms: Rooms, user: User, job: Job, steps: Steps) -> dict[str, Any]:
    """Each cause runs its cascade once, whoever asks: a run that was ended begins with what is left."""
    now = rooms.clock()
    steps.reached("Following up changes of integrity", 0, 2)
    fell = [a.change.article_id for a in raise_alerts(rooms)]
    steps.reached("Following up what expired or changed", 1, 2)
    reports = sweep(rooms, now)
    told = [{"cause": r.cause, "subject": r.subject, "locked": len(r.locked), "tasks": len(r.tasks)} for r in reports]
    steps.reached("Done", 2, 2)
    return {"alerts": fell, "cascades": told}


def _alerts(rooms: Rooms, user: User, job: Job, steps: Steps) -> dict[str, Any]:
    mine = rooms.searches.searches(user.user_id)
    seen, raised = list(steps.checkpoint.get("seen", [])), list(steps.checkpoint.get("raised", []))
    for number, search in enumerate(mine, 1):
        if search.search_id in seen:
            continue
        alert = look_again(rooms, search, rooms.clock())
        raised += [alert.alert_id] if alert else []
        seen.append(search.search_id)
        steps.reached(f"{len(raised)} with news", number, len(mine), seen=seen, raised=raised)
    return {"searches": len(mine), "alerts": raised}


def _digest(rooms: Rooms, user: User, job: Job, steps: Steps) -> dict[str, Any]:
    done = _alerts(rooms, user, job, steps)
    made = digest(rooms, user.user_id, rooms.clock())
    return {**done, "digest": made.alert_id if made else None}


def _gate(rooms: Rooms, user: User, job: Job, steps: Steps) -> dict[str, Any]:
    return run_gate(rooms.home, steps)
