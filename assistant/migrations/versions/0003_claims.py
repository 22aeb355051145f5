"""Claim versions, where they are used, locks, cascades, correction tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0003_claims"
down_revision = "0002"
branch_labels = None
depends_on = None

STAMP = sa.String(40)


def upgrade() -> None:
    """Make the tables of claim versions, of where they are used, and of cascades with their tasks."""
    op.create_table(
        "claim_versions",
        sa.Column("claim_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("record_sha256", sa.String(64), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("changed_at", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("claim_id", "version", name="pk_claim_versions"),
    )
    op.create_table(
        "where_used",
        sa.Column("object_kind", sa.String(16), nullable=False),
        sa.Column("object_id", sa.String(128), nullable=False),
        sa.Column("source_kind", sa.String(16), nullable=False),
        sa.Column("source_id", sa.String(128), nullable=False),
        sa.Column("used_at", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("object_kind", "object_id", "source_kind", "source_id", name="pk_where_used"),
    )
    op.create_index("ix_where_used_source_kind_source_id", "where_used", ["source_kind", "source_id"])
    op.create_table(
        "exports",
        sa.Column("export_id", sa.String(128), nullable=False),
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("draft_sha256", sa.String(64), nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made_at", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("export_id", name="pk_exports"),
    )
    op.create_index("ix_exports_draft_id", "exports", ["draft_id"])
    op.create_table(
        "draft_locks",
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("cascade_id", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("locked_at", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("draft_id", name="pk_draft_locks"),
    )
    op.create_table(
        "cascades",
        sa.Column("cascade_id", sa.String(64), nullable=False),
        sa.Column("cause", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(160), nullable=False),
        sa.Column("ran_at", STAMP, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("cascade_id", name="pk_cascades"),
    )
    op.create_table(
        "correction_tasks",
        sa.Column("task_id", sa.String(64), nullable=False),
        sa.Column("cascade_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("object_id", sa.String(128), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("opened_at", STAMP, nullable=False),
        sa.Column("closed_at", STAMP, nullable=True),
        sa.PrimaryKeyConstraint("task_id", name="pk_correction_tasks"),
    )
    op.create_index("ix_correction_tasks_closed_at", "correction_tasks", ["closed_at"])


def downgrade() -> None:
    """Drop them: claim versions, locks, exports and open correction tasks are lost; drafts stay, unlocked."""
    for table in ("correction_tasks", "cascades", "draft_locks", "exports", "where_used", "claim_versions"):
        op.drop_table(table)
