"""Tables of the library. Schemas are made by the migrations alone; ids instead of foreign keys to other packages."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Connection as Connection, Dialect, Engine as Engine

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
library_metadata = MetaData(naming_convention=NAMING)


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC. A value without a zone is a mistake of the caller."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"moment without time zone: {value!r}")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment with its zone."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


ARTICLES = Table(
    "articles",
    library_metadata,
    Column("article_id", String(64), primary_key=True),
    Column("version_hash", String(64), nullable=False),
    Column("record_hash", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("text_origin", String(16), nullable=False),
    Column("pmid_version", Integer, nullable=False),
    Column("revised", Date, nullable=True),
    Column("identified", Boolean, nullable=False),
    Column("year", Integer, nullable=True),
    Column("species", String(16), nullable=False),
    Column("design", String(32), nullable=False),
    Column("own_integrity", String(16), nullable=False),
    Column("integrity", String(16), nullable=False),
    Column("classification", Text, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Index(None, "integrity"),
    Index(None, "changed_at"),
)
"""The current reading of each record. `identified` tells readings with NLM identifiers from plain MEDLINE text."""

VERSIONS = Table(
    "article_versions",
    library_metadata,
    Column("article_id", String(64), primary_key=True),
    Column("record_hash", String(64), primary_key=True),
    Column("version_hash", String(64), nullable=False),
    Column("record", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Index(None, "article_id", "version_hash"),
)
"""Every reading ever stored, whole, as JSON; never edited."""

PASSAGES = Table(
    "passages",
    library_metadata,
    Column("passage_id", String(128), primary_key=True),
    Column("article_id", String(64), nullable=False),
    Column("version_hash", String(64), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("label", Text, nullable=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("article_id", "version_hash", "ordinal"),
)
"""Passages of all versions; those of the current version of a record that is not deleted are indexed."""

EVENTS = Table(
    "integrity_events",
    library_metadata,
    Column("event_id", Integer, primary_key=True, autoincrement=True),
    Column("article_id", String(64), nullable=False),
    Column("integrity", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Index(None, "article_id"),
)
"""Each change of a record's integrity, with its date and where it was learnt."""

NOTICES = Table(
    "integrity_notices",
    library_metadata,
    Column("target_id", String(64), primary_key=True),
    Column("notice_id", String(64), ForeignKey("articles.article_id"), primary_key=True),
    Column("integrity", String(16), nullable=False),
    Index(None, "notice_id"),
)
"""What a stored notice says of another record, which may arrive later or in an older reading."""

TOMBSTONES = Table(
    "tombstones",
    library_metadata,
    Column("article_id", String(64), primary_key=True),
    Column("deleted_at", UtcTime, nullable=False),
    Column("source", Text, nullable=False),
)
"""PMIDs deleted by NLM, also those never seen here."""

FILES = Table(
    "ingested_files",
    library_metadata,
    Column("content_hash", String(64), primary_key=True),
    Column("source", Text, nullable=False),
    Column("records", Integer, nullable=False),
    Column("finished_at", UtcTime, nullable=False),
)
"""Files that are in, by the hash of their bytes."""

WATERMARKS = Table(
    "watermarks",
    library_metadata,
    Column("query", Text, primary_key=True),
    Column("since", Date, nullable=True),
    Column("searched_since", Date, nullable=True),
    Column("cursor", String(64), nullable=True),
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime, nullable=True),
)
"""How far the live fetch of a query has come; `finished_at` is empty while pages are missing."""

QUEUE = Table(
    "index_queue",
    library_metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("target", String(8), nullable=False),
    Column("passage_id", String(128), nullable=False),
    Index(None, "target", "seq"),
    sqlite_autoincrement=True,
)
"""Passages whose words or vectors must follow; written in the transaction that changed them."""

FACTS = Table(
    "library_facts",
    library_metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
"""Identity of the library, its embedding model, and the last batch each index was given."""
