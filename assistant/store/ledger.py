"""Where claims and sources are used, what was exported, which drafts are locked, what has to be corrected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from assistant.store.claim_tables import CASCADES, CORRECTION_TASKS, DRAFT_LOCKS, EXPORTS, WHERE_USED
from assistant.store.turns import Turn, take_turn


@dataclass(frozen=True, slots=True)
class Use:
    """One line of the ledger: an object rests on a source."""

    object_kind: str
    """draft"""
    object_id: str
    source_kind: str
    """claim (by key) | article | label | product (that a text names or lists claims of)"""
    source_id: str


@dataclass(frozen=True, slots=True)
class Export:
    """A released document that left as a file."""

    export_id: str
    draft_id: str
    draft_sha256: str
    target: str
    made_by: str
    made_at: str


@dataclass(frozen=True, slots=True)
class CorrectionTask:
    """Something a person has to do because what it rested on no longer holds."""

    task_id: str
    cascade_id: str
    kind: str
    """call | export | claim"""
    object_id: str
    detail: Mapping[str, Any]
    """Who was told what, by whom, when."""
    opened_at: str
    closed_at: str | None = None


_NAMED_AT_ONCE = 500
"""Ids in one query; of more, all lines of the kinds are read."""


class Ledger:
    """One object for the tables that a cascade reads and writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)

    @contextmanager
    def _turn(self) -> Iterator[Connection]:
        """A transaction in which a row is put where none was, or in place of one."""
        with self._engine.begin() as connection:
            take_turn(connection, Turn.LEDGER)
            yield connection

    def note_uses(self, object_kind: str, object_id: str, sources: Iterable[tuple[str, str]], at: datetime) -> None:
        """What one object rests on now; replaces what was noted for it before."""
        mine = (WHERE_USED.c.object_kind == object_kind, WHERE_USED.c.object_id == object_id)
        with self._turn() as connection:
            connection.execute(delete(WHERE_USED).where(*mine))
            for source_kind, source_id in sorted(set(sources)):
                row = {"object_kind": object_kind, "object_id": object_id, "used_at": _utc(at)}
                connection.execute(insert(WHERE_USED).values(source_kind=source_kind, source_id=source_id, **row))

    def uses_of(self, source_kind: str, source_ids: Collection[str]) -> tuple[Use, ...]:
        """Every object that rests on one of the sources, ordered."""
        query = (
            select(WHERE_USED)
            .where(WHERE_USED.c.source_kind == source_kind, WHERE_USED.c.source_id.in_(sorted(source_ids)))
            .order_by(WHERE_USED.c.object_kind, WHERE_USED.c.object_id, WHERE_USED.c.source_id)
        )
        with self._reading.begin() as connection:
            rows = connection.execute(query)
            return tuple(Use(r.object_kind, r.object_id, r.source_kind, r.source_id) for r in rows)

    def note_export(self, export: Export) -> None:
        """Keep that a document left; the same export noted twice is one."""
        with self._turn() as connection:
            connection.execute(delete(EXPORTS).where(EXPORTS.c.export_id == export.export_id))
            connection.execute(insert(EXPORTS).values(**{name: getattr(export, name) for name in Export.__slots__}))

    def rests_on(self, source_kinds: Collection[str], object_ids: Collection[str]) -> tuple[tuple[str, str, str], ...]:
        """(object id, kind of source, source id) of every line of these kinds about these objects, ordered."""
        query = select(WHERE_USED).where(WHERE_USED.c.source_kind.in_(sorted(source_kinds)))
        if len(object_ids) <= _NAMED_AT_ONCE:
            query = query.where(WHERE_USED.c.object_id.in_(sorted(object_ids)))
        with self._reading.begin() as connection:
            rows = connection.execute(query.order_by(WHERE_USED.c.object_id, WHERE_USED.c.source_id))
            return tuple((r.object_id, r.source_kind, r.source_id) for r in rows if r.object_id in object_ids)

    def exports_of(self, draft_ids: Collection[str]) -> tuple[Export, ...]:
        """Documents that left from any of the drafts, ordered by time and id."""
        query = select(EXPORTS).where(EXPORTS.c.draft_id.in_(sorted(draft_ids)))
        with self._reading.begin() as connection:
            rows = connection.execute(query.order_by(EXPORTS.c.made_at, EXPORTS.c.export_id))
            return tuple(Export(**dict(row._mapping)) for row in rows)

    def lock(self, draft_id: str, cascade_id: str, reason: str, at: datetime) -> None:
        """No text of this draft is shown from now on."""
        with self._turn() as connection:
            connection.execute(delete(DRAFT_LOCKS).where(DRAFT_LOCKS.c.draft_id == draft_id))
            connection.execute(
                insert(DRAFT_LOCKS).values(draft_id=draft_id, cascade_id=cascade_id, reason=reason, locked_at=_utc(at))
            )

    def unlock(self, draft_id: str) -> None:
        """The draft passes again."""
        with self._engine.begin() as connection:
            connection.execute(delete(DRAFT_LOCKS).where(DRAFT_LOCKS.c.draft_id == draft_id))

    def lock_reason(self, draft_id: str) -> str | None:
        """Why a draft is locked; None where it is not."""
        query = select(DRAFT_LOCKS.c.reason).where(DRAFT_LOCKS.c.draft_id == draft_id)
        with self._reading.begin() as connection:
            found = connection.execute(query).scalar()
        return str(found) if found is not None else None

    def locked(self) -> tuple[str, ...]:
        """Ids of all locked drafts, sorted."""
        with self._reading.begin() as connection:
            rows = connection.execute(select(DRAFT_LOCKS.c.draft_id).order_by(DRAFT_LOCKS.c.draft_id))
            return tuple(str(row.draft_id) for row in rows)

    def note_cascade(self, cascade_id: str, cause: str, subject: str, payload: Mapping[str, Any], at: datetime) -> None:
        """Keep the report of a cascade that ran."""
        with self._turn() as connection:
            connection.execute(delete(CASCADES).where(CASCADES.c.cascade_id == cascade_id))
            row = {"cascade_id": cascade_id, "cause": cause, "subject": subject, "payload": dict(payload)}
            connection.execute(insert(CASCADES).values(ran_at=_utc(at), **row))

    def cascade(self, cascade_id: str) -> Mapping[str, Any] | None:
        """The report of a cascade, if it ran."""
        with self._reading.begin() as connection:
            found = connection.execute(select(CASCADES.c.payload).where(CASCADES.c.cascade_id == cascade_id)).first()
        return dict(found.payload) if found else None

    def open_task(self, task: CorrectionTask) -> bool:
        """Open a task; False where it exists already."""
        with self._turn() as connection:
            same = select(CORRECTION_TASKS.c.task_id).where(CORRECTION_TASKS.c.task_id == task.task_id)
            if connection.execute(same).first():
                return False
            connection.execute(
                insert(CORRECTION_TASKS).values(
                    task_id=task.task_id,
                    cascade_id=task.cascade_id,
                    kind=task.kind,
                    object_id=task.object_id,
                    payload=dict(task.detail),
                    opened_at=task.opened_at,
                    closed_at=None,
                )
            )
        return True

    def tasks(self, *, open_only: bool = True) -> tuple[CorrectionTask, ...]:
        """Tasks, oldest first."""
        query = select(CORRECTION_TASKS).order_by(CORRECTION_TASKS.c.opened_at, CORRECTION_TASKS.c.task_id)
        if open_only:
            query = query.where(CORRECTION_TASKS.c.closed_at.is_(None))
        with self._reading.begin() as connection:
            return tuple(
                CorrectionTask(r.task_id, r.cascade_id, r.kind, r.object_id, r.payload, r.opened_at, r.closed_at)
                for r in connection.execute(query)
            )

    def close_task(self, task_id: str, at: datetime) -> bool:
        """Mark a task as done; False where it is unknown or done already."""
        statement = update(CORRECTION_TASKS).where(
            CORRECTION_TASKS.c.task_id == task_id, CORRECTION_TASKS.c.closed_at.is_(None)
        )
        with self._engine.begin() as connection:
            return bool(connection.execute(statement.values(closed_at=_utc(at))).rowcount)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
