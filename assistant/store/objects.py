"""Accounts, people, interactions, meetings and requests, stored as the domain types write themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, delete, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from assistant.domain import Account, Company, Correction, Interaction, Meeting, Merge, Person, Request
from assistant.errors import Conflict
from assistant.store.tables import OBJECTS

KINDS: dict[type, tuple[str, str]] = {
    Account: ("account", "account_id"),
    Person: ("person", "person_id"),
    Interaction: ("interaction", "interaction_id"),
    Correction: ("correction", "corrected_id"),
    Meeting: ("meeting", "meeting_id"),
    Request: ("request", "request_id"),
    Company: ("company", "name"),
    Merge: ("merge", "dropped_id"),
}
T = TypeVar("T")


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


class ObjectStore:
    """One table for the CRM nouns; writing the same object twice changes nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)

    def put(self, objects: Iterable[object]) -> int:
        """Insert or replace all of them in one transaction; how many were written."""
        now = datetime.now(UTC)
        rows = [self._row(thing, now) for thing in objects]
        if rows:
            with self._engine.begin() as connection:
                self._replace(connection, rows)
        return len(rows)

    def adding(self, *new: object, changed: Iterable[tuple[object, object]] = ()) -> Callable[[Connection], bool]:
        """A step of a transaction: insert all of `new`, and replace each old of `changed` by its new.

        The step is False, and has done nothing, where the first of `new` is there already.

        Raises:
            Conflict: (by the step) Another of `new` is there already, or an old one is not as it was; the transaction ends.
        """
        now = datetime.now(UTC)
        rows = [self._row(thing, now) for thing in new]
        swaps = [(self._row(old, now), self._row(after, now)) for old, after in changed]
        unless_there = (
            self._insert().on_conflict_do_nothing(index_elements=["kind", "object_id"]).returning(OBJECTS.c.object_id)
        )

        def step(connection: Connection) -> bool:
            for row in rows:
                if connection.execute(unless_there, row).first() is None:
                    if row is rows[0]:
                        return False
                    raise Conflict(
                        f"The {row['kind']} {row['object_id']!r} is there already, and nothing was saved. "
                        "Leave its id out, or give another one."
                    )
            for before, after in swaps:
                if not _swap(connection, before, after):
                    raise Conflict(
                        f"The {before['kind']} {before['object_id']!r} changed just now, and nothing was saved. Send it again."
                    )
            return True

        return step

    def _insert(self) -> Any:
        # SQLAlchemy has no upsert that both databases share.
        return (pg_insert if self._engine.dialect.name == "postgresql" else sqlite_insert)(OBJECTS)

    def _replace(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        statement = self._insert()
        statement = statement.on_conflict_do_update(
            index_elements=["kind", "object_id"],
            set_={name: statement.excluded[name] for name in ("account_id", "payload", "updated_at")},
        )
        connection.execute(statement, rows)

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Every object of a kind, by id."""
        name, _ = KINDS[kind]
        query = select(OBJECTS.c.payload).where(OBJECTS.c.kind == name).order_by(OBJECTS.c.object_id)
        with self._reading.begin() as connection:
            return tuple(_adapter(kind).validate_python(row.payload) for row in connection.execute(query))

    def get(self, kind: type[T], object_id: str) -> T | None:
        """One object, or None."""
        name, _ = KINDS[kind]
        query = select(OBJECTS.c.payload).where(OBJECTS.c.kind == name, OBJECTS.c.object_id == object_id)
        with self._reading.begin() as connection:
            row = connection.execute(query).first()
        return _adapter(kind).validate_python(row.payload) if row else None

    def swap(self, old: object, new: object) -> bool:
        """Replace `old` by `new` in one step; False where the stored object is not `old` any more."""
        now = datetime.now(UTC)
        before, after = self._row(old, now), self._row(new, now)
        with self._engine.begin() as connection:
            return _swap(connection, before, after)

    def remove(self, kind: type, object_id: str) -> bool:
        """Delete one object; False where there was none."""
        name, _ = KINDS[kind]
        with self._engine.begin() as connection:
            result = connection.execute(delete(OBJECTS).where(OBJECTS.c.kind == name, OBJECTS.c.object_id == object_id))
        return bool(result.rowcount)

    @staticmethod
    def _row(thing: object, now: datetime) -> dict[str, Any]:
        name, key = KINDS[type(thing)]
        return {
            "kind": name,
            "object_id": getattr(thing, key),
            "account_id": getattr(thing, "account_id", None),
            "payload": _adapter(type(thing)).dump_python(thing, mode="json"),
            "updated_at": now,
        }


def _swap(connection: Connection, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Write `after` where the stored row is `before` still."""
    here = (OBJECTS.c.kind == before["kind"], OBJECTS.c.object_id == before["object_id"])
    # Two people may swap at once: PostgreSQL holds the row for the first, SQLite lets one write at a time anyway.
    stored = connection.execute(select(OBJECTS.c.payload).where(*here).with_for_update()).scalar()
    if stored != before["payload"]:
        return False
    changed = {name: after[name] for name in ("account_id", "payload", "updated_at")}
    connection.execute(update(OBJECTS).where(*here).values(changed))
    return True
