"""Tables of the service: users, sessions, keys, reviews, jobs, replays of requests."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Table, Text, UniqueConstraint

from assistant.store.moments import Moment
from assistant.store.tables import metadata

USERS = Table(
    "users",
    metadata,
    Column("user_id", String(32), primary_key=True),
    Column("login", String(64), nullable=False),
    Column("name", String(120), nullable=False),
    Column("role", String(32), nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("territories", JSON, nullable=False),
    Column("products", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("theme", String(8), nullable=False),
    Column("keys_on", Boolean, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("locked_until", Moment, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("change_by", Moment, nullable=True),
    UniqueConstraint("login"),
)

SESSIONS = Table(
    "sessions",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("user_id", String(32), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index(None, "user_id"),
)

API_KEYS = Table(
    "api_keys",
    metadata,
    Column("key_id", String(32), primary_key=True),
    Column("user_id", String(32), nullable=False),
    Column("name", String(120), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment, nullable=True),
    UniqueConstraint("sha256"),
)

REPLAYS = Table(
    "request_replays",
    metadata,
    Column("user_id", String(32), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("request_sha256", String(64), nullable=False),
    Column("status", Integer, nullable=True),
    Column("body", JSON, nullable=True),
    Column("at", Moment, nullable=False),
)
"""What was answered to a request that changes something, by its idempotency key. Never a generated text."""

REVIEWS = Table(
    "reviews",
    metadata,
    Column("review_id", String(32), primary_key=True),
    Column("draft_id", String(64), nullable=False),
    Column("artifact", String(32), nullable=False),
    Column("title", Text, nullable=False),
    Column("submitted_by", String(32), nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("needed", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("lane", String(8), nullable=False),
    Column("novelty", Float, nullable=False),
    Column("decision", String(16), nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index(None, "state", "due_at"),
    Index(None, "draft_id"),
)

REVIEW_VERSIONS = Table(
    "review_versions",
    metadata,
    Column("review_id", String(32), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("kept", JSON, nullable=False),
    Column("made_by", String(32), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("note", Text, nullable=False),
)

REVIEW_DECISIONS = Table(
    "review_decisions",
    metadata,
    Column("review_id", String(32), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("discipline", String(1), primary_key=True),
    Column("choice", String(24), nullable=False),
    Column("user_id", String(32), nullable=False),
    Column("name", String(120), nullable=False),
    Column("reason", Text, nullable=False),
    Column("signed_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("record_sha256", String(64), nullable=False),
    Column("covers", JSON, nullable=False),
)
"""One decision a discipline and version: the primary key lets exactly one of many simultaneous ones win."""

REVIEW_COMMENTS = Table(
    "review_comments",
    metadata,
    Column("comment_id", String(32), primary_key=True),
    Column("review_id", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("user_id", String(32), nullable=False),
    Column("name", String(120), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "review_id"),
)

JOBS = Table(
    "jobs",
    metadata,
    Column("job_id", String(32), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("params", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("made_by", String(32), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("step", String(200), nullable=False),
    Column("checkpoint", JSON, nullable=False),
    Column("result", JSON, nullable=False),
    Column("error", Text, nullable=False),
    Column("lease_by", String(64), nullable=True),
    Column("lease_until", Moment, nullable=True),
    Column("cancel_asked", Boolean, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("trace_id", String(36), nullable=False, server_default=""),
    Index(None, "state", "made_at"),
)

SAVED_SEARCHES = Table(
    "saved_searches",
    metadata,
    Column("search_id", String(32), primary_key=True),
    Column("user_id", String(32), nullable=False),
    Column("question", Text, nullable=False),
    Column("species", String(20), nullable=False),
    Column("design", String(60), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("looked_at", Moment, nullable=False),
    Column("known", JSON, nullable=False),
    Index(None, "user_id"),
)

ALERTS = Table(
    "alerts",
    metadata,
    Column("alert_id", String(32), primary_key=True),
    Column("user_id", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("search_id", String(32), nullable=True),
    Column("made_at", Moment, nullable=False),
    Column("news", JSON, nullable=False),
    Column("seen_at", Moment, nullable=True),
    Index(None, "user_id", "made_at"),
)
