"""The ledger of model calls, and remembered replies by the hash of all that they depend on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, case, delete, func, insert, select

from assistant.store.model_tables import MODEL_CALLS, MODEL_REPLIES


@dataclass(frozen=True, slots=True)
class DraftCost:
    """What one draft cost, all its calls together."""

    draft_key: str
    model: str
    calls: int
    failed: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    """None where no price was configured for one of the calls."""
    latency_ms: float
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ModelTotal:
    """All calls of one model with one outcome."""

    model: str
    outcome: str
    drafts: int
    requests: int
    input_tokens: int
    output_tokens: int
    cost: float
    """Of the calls that have a price."""
    latency_ms: float


class ModelLedger:
    """Rows of calls and replies."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine, self._clock = engine, clock
        self._reading = engine.execution_options(read_only=True)

    def add(self, row: Mapping[str, Any]) -> None:
        """One call, as of now."""
        with self._engine.begin() as connection:
            connection.execute(insert(MODEL_CALLS).values(**row, made_at=self._clock()))

    def drafts(self, limit: int = 100) -> tuple[DraftCost, ...]:
        """Cost of each draft, newest first."""
        table = MODEL_CALLS.c
        priced = case((func.count(table.cost) == func.count(), func.sum(table.cost)), else_=None)
        query = (
            select(
                table.draft_key,
                func.max(table.model),
                func.sum(table.requests),
                func.sum(case((table.outcome != "ok", 1), else_=0)),
                func.sum(table.input_tokens),
                func.sum(table.output_tokens),
                priced,
                func.sum(table.latency_ms),
                func.max(table.made_at),
            )
            .group_by(table.draft_key)
            .order_by(func.max(table.call_id).desc())
            .limit(limit)
        )
        with self._reading.begin() as connection:
            return tuple(DraftCost(*row) for row in connection.execute(query))

    def totals(self) -> tuple[ModelTotal, ...]:
        """Sums since the first call, by model and outcome."""
        table = MODEL_CALLS.c
        query = (
            select(
                table.model,
                table.outcome,
                func.count(table.draft_key.distinct()),
                func.sum(table.requests),
                func.sum(table.input_tokens),
                func.sum(table.output_tokens),
                func.coalesce(func.sum(table.cost), 0.0),
                func.sum(table.latency_ms),
            )
            .group_by(table.model, table.outcome)
            .order_by(table.model, table.outcome)
        )
        with self._reading.begin() as connection:
            return tuple(ModelTotal(*row) for row in connection.execute(query))

    def recall(self, draft_key: str) -> dict[str, Any] | None:
        """The reply remembered under a key."""
        with self._reading.begin() as connection:
            found = connection.execute(
                select(MODEL_REPLIES.c.reply).where(MODEL_REPLIES.c.draft_key == draft_key)
            ).scalar()
        return dict(found) if found is not None else None

    def remember(self, draft_key: str, reply: Mapping[str, Any]) -> None:
        """Keep a reply; the newest under a key stands."""
        with self._engine.begin() as connection:
            connection.execute(delete(MODEL_REPLIES).where(MODEL_REPLIES.c.draft_key == draft_key))
            values = {"draft_key": draft_key, "reply": dict(reply), "made_at": self._clock()}
            connection.execute(insert(MODEL_REPLIES).values(**values))
