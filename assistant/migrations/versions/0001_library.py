"""The library: records, versions, passages, integrity, progress and the index queue."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the library."""
    op.create_table(
        "article_versions",
        sa.Column("article_id", sa.String(length=64), nullable=False),
        sa.Column("record_hash", sa.String(length=64), nullable=False),
        sa.Column("version_hash", sa.String(length=64), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "record_hash", name=op.f("pk_article_versions")),
    )
    op.create_index(
        op.f("ix_article_versions_article_id_version_hash"),
        "article_versions",
        ["article_id", "version_hash"],
        unique=False,
    )
    op.create_table(
        "articles",
        sa.Column("article_id", sa.String(length=64), nullable=False),
        sa.Column("version_hash", sa.String(length=64), nullable=False),
        sa.Column("record_hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text_origin", sa.String(length=16), nullable=False),
        sa.Column("pmid_version", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Date(), nullable=True),
        sa.Column("identified", sa.Boolean(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("species", sa.String(length=16), nullable=False),
        sa.Column("design", sa.String(length=32), nullable=False),
        sa.Column("own_integrity", sa.String(length=16), nullable=False),
        sa.Column("integrity", sa.String(length=16), nullable=False),
        sa.Column("classification", sa.Text(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_articles")),
    )
    op.create_index(op.f("ix_articles_changed_at"), "articles", ["changed_at"], unique=False)
    op.create_index(op.f("ix_articles_integrity"), "articles", ["integrity"], unique=False)
    op.create_table(
        "index_queue",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("target", sa.String(length=8), nullable=False),
        sa.Column("passage_id", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_index_queue")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_index_queue_target_seq"), "index_queue", ["target", "seq"], unique=False)
    op.create_table(
        "ingested_files",
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", name=op.f("pk_ingested_files")),
    )
    op.create_table(
        "integrity_events",
        sa.Column("event_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("article_id", sa.String(length=64), nullable=False),
        sa.Column("integrity", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_integrity_events")),
    )
    op.create_index(op.f("ix_integrity_events_article_id"), "integrity_events", ["article_id"], unique=False)
    op.create_table(
        "library_facts",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_library_facts")),
    )
    op.create_table(
        "passages",
        sa.Column("passage_id", sa.String(length=128), nullable=False),
        sa.Column("article_id", sa.String(length=64), nullable=False),
        sa.Column("version_hash", sa.String(length=64), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("passage_id", name=op.f("pk_passages")),
        sa.UniqueConstraint(
            "article_id", "version_hash", "ordinal", name=op.f("uq_passages_article_id_version_hash_ordinal")
        ),
    )
    op.create_table(
        "tombstones",
        sa.Column("article_id", sa.String(length=64), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_tombstones")),
    )
    op.create_table(
        "watermarks",
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("searched_since", sa.Date(), nullable=True),
        sa.Column("cursor", sa.String(length=64), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("query", name=op.f("pk_watermarks")),
    )
    op.create_table(
        "integrity_notices",
        sa.Column("target_id", sa.String(length=64), nullable=False),
        sa.Column("notice_id", sa.String(length=64), nullable=False),
        sa.Column("integrity", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["articles.article_id"], name=op.f("fk_integrity_notices_notice_id_articles")
        ),
        sa.PrimaryKeyConstraint("target_id", "notice_id", name=op.f("pk_integrity_notices")),
    )
    op.create_index(op.f("ix_integrity_notices_notice_id"), "integrity_notices", ["notice_id"], unique=False)


def downgrade() -> None:
    """Drop the library. Every record, its versions and what it was read for are lost; it can only be taken in again."""
    op.drop_index(op.f("ix_integrity_notices_notice_id"), table_name="integrity_notices")
    op.drop_table("integrity_notices")
    op.drop_table("watermarks")
    op.drop_table("tombstones")
    op.drop_table("passages")
    op.drop_table("library_facts")
    op.drop_index(op.f("ix_integrity_events_article_id"), table_name="integrity_events")
    op.drop_table("integrity_events")
    op.drop_table("ingested_files")
    op.drop_index(op.f("ix_index_queue_target_seq"), table_name="index_queue")
    op.drop_table("index_queue")
    op.drop_index(op.f("ix_articles_integrity"), table_name="articles")
    op.drop_index(op.f("ix_articles_changed_at"), table_name="articles")
    op.drop_table("articles")
    op.drop_index(op.f("ix_article_versions_article_id_version_hash"), table_name="article_versions")
    op.drop_table("article_versions")
