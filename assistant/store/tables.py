"""Tables of the application. Ids instead of foreign keys across stores; schemas are made by the migrations alone."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from assistant.store.moments import UtcTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

OBJECTS = Table(
    "crm_objects",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("object_id", String(64), primary_key=True),
    Column("account_id", String(64), nullable=True),
    Column("payload", JSON, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Index(None, "account_id"),
)
"""Accounts, people, interactions, meetings, requests: one JSON object each, as the domain type writes it."""

CLAIM_FILES = Table(
    "claim_files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("text", Text, nullable=False),
    Column("loaded_at", UtcTime, nullable=False),
)
"""Every claims library ever loaded, whole; the newest is in use."""

DRAFTS = Table(
    "drafts",
    metadata,
    Column("draft_id", String(64), primary_key=True),
    Column("artifact", String(32), nullable=False),
    Column("draft_sha256", String(64), nullable=False),
    Column("decision", String(16), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("payload", JSON, nullable=False),
    # Both stand in the payload too; listing must not read payloads, which are a hundred kilobytes each.
    Column("actor", String(64), nullable=False, server_default=""),
    Column("title", Text, nullable=False, server_default=""),
    Index(None, "draft_sha256"),
    Index(None, "actor", "created_at"),
)
"""What was drafted and judged, with versions of everything it rests on; kept for replay and review, never shown unchecked."""

SIGN_OFFS = Table(
    "sign_offs",
    metadata,
    Column("sign_off_id", String(64), primary_key=True),
    Column("scope", String(128), nullable=False),
    Column("payload", JSON, nullable=False),
)
"""Signed decisions of reviewers: waivers, and routing sign-offs for a logged request."""

SAFETY_REPORTS = Table(
    "safety_reports",
    metadata,
    Column("report_id", String(64), primary_key=True),
    Column("source", String(128), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    UniqueConstraint("source"),
)

AUDIT = Table(
    "audit_events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("action", String(64), nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", LargeBinary(32), nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
)
"""Append-only chain: each row's MAC covers its content and the MAC before it."""
