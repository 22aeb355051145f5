"""Jobs: waiting work, leases, checkpoints. A lease that ran out lets the next worker go on from the checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, func, insert, or_, select, update

from assistant.reviewing import Job, JobState
from assistant.store.service_tables import JOBS
from assistant.store.turns import Turn, take_turn


class Once(StrEnum):
    """Among whose open jobs one of a kind is enough."""

    ALL = "all"
    PERSON = "person"


class Refusal(StrEnum):
    """Why a job was not added."""

    KNOWN = "known"
    """This very job was added before."""
    SAME = "same"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Queue:
    """How background work stands."""

    by_state: dict[str, int]
    leases_run_out: int
    """Running by name, but the worker has not been heard of since its lease ended."""
    oldest_waiting_s: float | None
    """None where nothing waits."""


class JobStore:
    """Rows of background work."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)

    def add(self, job: Job) -> None:
        """Put a job in the queue."""
        with self._engine.begin() as connection:
            _insert(connection, job)

    def add_if_room(self, job: Job, once: Once | None, most: int) -> Refusal | None:
        """Put a job in the queue unless it is there `once` already, or its person has `most` open; then why not.

        Counted and added in one transaction, so that two who ask at the same moment are not both let in.
        """
        same = (JOBS.c.kind == job.kind, *((JOBS.c.made_by == job.made_by,) if once is Once.PERSON else ()))
        with self._engine.begin() as connection:
            take_turn(connection, Turn.JOBS)
            if connection.execute(select(JOBS.c.job_id).where(JOBS.c.job_id == job.job_id)).first():
                return Refusal.KNOWN
            if once is not None and _open(connection, *same):
                return Refusal.SAME
            if _open(connection, JOBS.c.made_by == job.made_by) >= most:
                return Refusal.FULL
            _insert(connection, job)
        return None

    def add_if_due(self, job: Job, once: Once, after: timedelta) -> bool:
        """Put work that comes due by itself in the queue; False where its like is open, or was made less than `after` ago.

        Looked and added in one transaction: of two services that look at the same moment one adds it.
        """
        same = (JOBS.c.kind == job.kind, *((JOBS.c.made_by == job.made_by,) if once is Once.PERSON else ()))
        with self._engine.begin() as connection:
            take_turn(connection, Turn.JOBS)
            newest = connection.execute(select(func.max(JOBS.c.made_at)).where(*same)).scalar()
            if _open(connection, *same) or (newest is not None and job.made_at - newest < after):
                return False
            _insert(connection, job)
        return True

    def job(self, job_id: str) -> Job | None:
        """One job."""
        with self._reading.begin() as connection:
            row = connection.execute(select(JOBS).where(JOBS.c.job_id == job_id)).first()
        return _job(row) if row else None

    def jobs(self, limit: int = 100) -> tuple[Job, ...]:
        """Newest first."""
        with self._reading.begin() as connection:
            rows = connection.execute(select(JOBS).order_by(JOBS.c.made_at.desc(), JOBS.c.job_id).limit(limit))
            return tuple(_job(row) for row in rows)

    def lease(self, worker: str, now: datetime, length: timedelta) -> Job | None:
        """The oldest job that waits or whose lease ran out, now leased to `worker`; None where there is none.

        A lease that ends later than any lease given now could was given by a clock that has been put back since.
        """
        run_out = or_(JOBS.c.lease_until < now, JOBS.c.lease_until > now + 2 * length)
        due = or_(
            JOBS.c.state == JobState.WAITING.value,
            and_(JOBS.c.state == JobState.RUNNING.value, run_out),
        )
        with self._engine.begin() as connection:
            row = connection.execute(select(JOBS).where(due).order_by(JOBS.c.made_at).limit(1)).first()
            if row is None:
                return None
            # `due` once more: on PostgreSQL another worker may have taken the job between the two statements.
            changed = connection.execute(
                update(JOBS)
                .where(JOBS.c.job_id == row.job_id, due)
                .values(state=JobState.RUNNING.value, lease_by=worker, lease_until=now + length, changed_at=now)
            ).rowcount
            if not changed:
                return None
            return _job(connection.execute(select(JOBS).where(JOBS.c.job_id == row.job_id)).one())

    def free_leases(self) -> int:
        """End every lease: for a start of the one process that serves a home, when no other worker can be alive."""
        held = JOBS.c.state == JobState.RUNNING.value
        with self._engine.begin() as connection:
            freed = update(JOBS).where(held).values(state=JobState.WAITING.value, lease_by=None, lease_until=None)
            return int(connection.execute(freed).rowcount)

    def queue(self, now: datetime) -> Queue:
        """Counts as of now."""
        waiting = select(func.min(JOBS.c.made_at)).where(JOBS.c.state == JobState.WAITING.value)
        silent = and_(JOBS.c.state == JobState.RUNNING.value, JOBS.c.lease_until < now)
        with self._reading.begin() as connection:
            states = connection.execute(select(JOBS.c.state, func.count()).group_by(JOBS.c.state)).all()
            oldest = connection.execute(waiting).scalar()
            run_out = connection.execute(select(func.count()).select_from(JOBS).where(silent)).scalar() or 0
        by_state = {row.state: int(row[1]) for row in states}
        return Queue(by_state, run_out, (now - oldest).total_seconds() if oldest else None)

    def newest(self, kind: str, made_by: str | None = None) -> Job | None:
        """The newest job of a kind, of one person if named."""
        query = select(JOBS).where(JOBS.c.kind == kind).order_by(JOBS.c.made_at.desc(), JOBS.c.job_id).limit(1)
        if made_by is not None:
            query = query.where(JOBS.c.made_by == made_by)
        with self._reading.begin() as connection:
            row = connection.execute(query).first()
        return _job(row) if row else None

    def open(self, kind: str | None = None, made_by: str | None = None) -> int:
        """How many jobs wait or run: of one kind and of one person where named."""
        of_kind = () if kind is None else (JOBS.c.kind == kind,)
        of_person = () if made_by is None else (JOBS.c.made_by == made_by,)
        with self._reading.begin() as connection:
            return _open(connection, *of_kind, *of_person)

    def progress(self, job_id: str, worker: str, now: datetime, length: timedelta, values: Mapping[str, Any]) -> bool:
        """Store progress and renew the lease. False where the lease is lost or a stop was asked for."""
        mine = and_(JOBS.c.job_id == job_id, JOBS.c.lease_by == worker, JOBS.c.state == JobState.RUNNING.value)
        with self._engine.begin() as connection:
            changed = connection.execute(
                update(JOBS).where(mine).values(**values, lease_until=now + length, changed_at=now)
            ).rowcount
            asked = connection.execute(select(JOBS.c.cancel_asked).where(JOBS.c.job_id == job_id)).scalar()
        return bool(changed) and not asked

    def finish(self, job_id: str, worker: str, state: JobState, now: datetime, values: Mapping[str, Any]) -> bool:
        """Close a job that `worker` holds."""
        mine = and_(JOBS.c.job_id == job_id, JOBS.c.lease_by == worker, JOBS.c.state == JobState.RUNNING.value)
        closing = (
            update(JOBS)
            .where(mine)
            .values(**values, state=state.value, lease_by=None, lease_until=None, changed_at=now)
        )
        with self._engine.begin() as connection:
            return bool(connection.execute(closing).rowcount)

    def cancel(self, job_id: str, now: datetime) -> bool:
        """Stop a waiting job at once, a running one at its next step. False where it is over already."""
        with self._engine.begin() as connection:
            waiting = connection.execute(
                update(JOBS)
                .where(JOBS.c.job_id == job_id, JOBS.c.state == JobState.WAITING.value)
                .values(state=JobState.CANCELLED.value, changed_at=now)
            ).rowcount
            running = connection.execute(
                update(JOBS)
                .where(JOBS.c.job_id == job_id, JOBS.c.state == JobState.RUNNING.value)
                .values(cancel_asked=True, changed_at=now)
            ).rowcount
        return bool(waiting or running)


def _insert(connection: Connection, job: Job) -> None:
    row: dict[str, Any] = {name: getattr(job, name) for name in Job.__dataclass_fields__}
    connection.execute(insert(JOBS).values(**{**row, "state": job.state.value, "changed_at": job.made_at}))


def _open(connection: Connection, *where: ColumnElement[bool]) -> int:
    waits = JOBS.c.state.in_((JobState.WAITING.value, JobState.RUNNING.value))
    return int(connection.execute(select(func.count()).select_from(JOBS).where(waits, *where)).scalar_one())


def _job(row: Row[Any]) -> Job:
    return Job(**{**row._mapping, "state": JobState(row.state)})
