"""Tables of the model path: what each call cost, and replies that need not be asked for again."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, String, Table

from assistant.store.moments import Moment
from assistant.store.tables import metadata

MODEL_CALLS = Table(
    "model_calls",
    metadata,
    Column("call_id", Integer, primary_key=True),
    Column("draft_key", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("model", String(200), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("prompt", String(60), nullable=False),
    Column("requests", Integer, nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("cost", Float, nullable=True),
    Column("latency_ms", Float, nullable=False),
    Column("outcome", String(60), nullable=False),
    Index(None, "draft_key"),
)

MODEL_REPLIES = Table(
    "model_replies",
    metadata,
    Column("draft_key", String(64), primary_key=True),
    Column("reply", JSON, nullable=False),
    Column("made_at", Moment, nullable=False),
)
