"""Tables of the claims library and of what rests on it. Times are ISO 8601 in UTC."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text

from assistant.store.tables import metadata

CLAIM_VERSIONS = Table(
    "claim_versions",
    metadata,
    Column("claim_id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("record_sha256", String(64), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("changed_at", String(40), nullable=False),
)
"""One row a version. Its record is written once it leaves the state of a draft; afterwards only state and signatures move."""

WHERE_USED = Table(
    "where_used",
    metadata,
    Column("object_kind", String(16), primary_key=True),
    Column("object_id", String(128), primary_key=True),
    Column("source_kind", String(16), primary_key=True),
    Column("source_id", String(128), primary_key=True),
    Column("used_at", String(40), nullable=False),
    Index(None, "source_kind", "source_id"),
)
"""Ledger: a draft or an export rests on a claim version, an article, a label."""

EXPORTS = Table(
    "exports",
    metadata,
    Column("export_id", String(128), primary_key=True),
    Column("draft_id", String(64), nullable=False),
    Column("draft_sha256", String(64), nullable=False),
    Column("target", Text, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("made_at", String(40), nullable=False),
    Index(None, "draft_id"),
)

DRAFT_LOCKS = Table(
    "draft_locks",
    metadata,
    Column("draft_id", String(64), primary_key=True),
    Column("cascade_id", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("locked_at", String(40), nullable=False),
)
"""Drafts that no longer pass; none of their stored text is shown or exported until it passes again."""

CASCADES = Table(
    "cascades",
    metadata,
    Column("cascade_id", String(64), primary_key=True),
    Column("cause", String(32), nullable=False),
    Column("subject", String(160), nullable=False),
    Column("ran_at", String(40), nullable=False),
    Column("payload", JSON, nullable=False),
)

CORRECTION_TASKS = Table(
    "correction_tasks",
    metadata,
    Column("task_id", String(64), primary_key=True),
    Column("cascade_id", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("object_id", String(128), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("opened_at", String(40), nullable=False),
    Column("closed_at", String(40), nullable=True),
    Index(None, "closed_at"),
)
"""Things people have to do: correct what somebody was told, recall an export, review a claim."""
