"""What may be erased once it is old: texts nobody relied on, and traces of use. The rows that prove what happened stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, func, select, update

from assistant.store.claim_tables import EXPORTS
from assistant.store.model_tables import MODEL_REPLIES
from assistant.store.service_tables import ALERTS, JOBS, REPLAYS, REVIEWS, SESSIONS
from assistant.store.tables import DRAFTS, OBJECTS

_TEXTS = ("kept", "inputs", "title")
Step = Callable[[Connection, datetime, bool], int]


class Eraser:
    """Counts or erases what is older than a day. One transaction; on SQLite the bytes are overwritten too."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def count(self, before: datetime) -> dict[str, int]:
        """How much of each kind would go."""
        with self._engine.execution_options(read_only=True).begin() as connection:
            return {what: step(connection, before, False) for what, step in STEPS.items()}

    def erase(self, before: datetime) -> dict[str, int]:
        """How much of each kind went."""
        lite = self._engine.dialect.name == "sqlite"
        with self._engine.begin() as connection:
            if lite:
                # SQLite leaves deleted bytes in its free pages; what is forgotten has to be gone from the file.
                connection.exec_driver_sql("PRAGMA secure_delete=ON")
            gone = {what: step(connection, before, True) for what, step in STEPS.items()}
        if lite:
            self.flush()
        return gone

    def flush(self) -> None:
        """Pages of SQLite that were replaced leave its journal too."""
        raw = self._engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()


def _drafts(connection: Connection, before: datetime, erase: bool) -> int:
    """Texts of drafts never exported, reviewed or left with anybody; hashes, verdict and versions stay."""
    relied = set(connection.scalars(select(EXPORTS.c.draft_id))) | set(connection.scalars(select(REVIEWS.c.draft_id)))
    for payload in connection.scalars(select(OBJECTS.c.payload).where(OBJECTS.c.kind == "interaction")):
        relied.update(payload.get("materials", ()))
    rows = connection.execute(select(DRAFTS.c.draft_id, DRAFTS.c.payload).where(DRAFTS.c.created_at < before)).all()
    due = [row for row in rows if "kept" in row.payload and row.draft_id not in relied]
    for row in due if erase else ():
        left = {name: value for name, value in row.payload.items() if name not in _TEXTS}
        connection.execute(update(DRAFTS).where(DRAFTS.c.draft_id == row.draft_id).values(payload=left, title=""))
    return len(due)


def _rows_of(table: Any, due: Callable[[datetime], ColumnElement[bool]]) -> Step:
    def step(connection: Connection, before: datetime, erase: bool) -> int:
        if not erase:
            return connection.execute(select(func.count()).select_from(table).where(due(before))).scalar_one()
        return connection.execute(delete(table).where(due(before))).rowcount

    return step


STEPS: dict[str, Step] = {
    "texts of drafts": _drafts,
    "remembered replies of models": _rows_of(MODEL_REPLIES, lambda before: MODEL_REPLIES.c.made_at < before),
    "answers kept for repeated requests": _rows_of(REPLAYS, lambda before: REPLAYS.c.at < before),
    "sessions that ended": _rows_of(SESSIONS, lambda before: SESSIONS.c.expires_at < before),
    "alerts that were seen": _rows_of(
        ALERTS, lambda before: and_(ALERTS.c.seen_at.is_not(None), ALERTS.c.made_at < before)
    ),
    "finished jobs": _rows_of(
        JOBS, lambda before: and_(JOBS.c.state.in_(("done", "failed", "cancelled")), JOBS.c.changed_at < before)
    ),
}
"""Kind in plural words -> what counts or erases it."""
