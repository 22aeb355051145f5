"""Work that comes due by itself: each day the follow-up of what expired, each week every person's digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from assistant.reviewing import Job, JobState
from assistant.service.jobs import queue_due
from assistant.service.rooms import Rooms
from assistant.service.searches import WEEK
from assistant.users import User, UserRole

DAY = timedelta(days=1)


def enqueue_due(rooms: Rooms) -> tuple[str, ...]:
    """Put in the queue what is due, in the names of those it is for; ids of the new jobs."""
    users = [u for u in rooms.people.users() if u.active]
    admin = next((u for u in users if u.role is UserRole.ADMIN), None)
    begun = [_begin(rooms, admin, "cascade", DAY)] if admin is not None and _due(rooms, "cascade", DAY) else []
    savers = {search.user_id for search in rooms.searches.searches()}
    for user in users:
        if user.user_id not in savers:
            continue
        if _due(rooms, "digest", WEEK, user):
            begun.append(_begin(rooms, user, "digest", WEEK))
        elif _due(rooms, "digest", DAY, user) and _due(rooms, "alerts", DAY, user):
            begun.append(_begin(rooms, user, "alerts", DAY))
    return tuple(job.job_id for job in begun if job is not None)


def _due(rooms: Rooms, kind: str, after: timedelta, user: User | None = None) -> bool:
    newest = rooms.jobs.newest(kind, user.user_id if user else None)
    if newest is None:
        return True
    over = newest.state not in (JobState.WAITING, JobState.RUNNING)
    return over and rooms.clock() - newest.made_at >= after


def _begin(rooms: Rooms, user: User, kind: str, after: timedelta) -> Job | None:
    """None where another service, looking at the same moment, came first."""
    return queue_due(replace(rooms, actor=user.user_id), user, kind, after)
