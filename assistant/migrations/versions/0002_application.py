"""Accounts, claims files, drafts, sign-offs, safety reports, audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of accounts, claims files, drafts, sign-offs, safety reports and the audit trail."""
    op.create_table(
        "crm_objects",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("object_id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=True),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("updated_at", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("kind", "object_id", name="pk_crm_objects"),
    )
    op.create_index("ix_crm_objects_account_id", "crm_objects", ["account_id"])
    op.create_table(
        "claim_files",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("loaded_at", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_claim_files"),
    )
    op.create_table(
        "drafts",
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("artifact", sa.String(32), nullable=False),
        sa.Column("draft_sha256", sa.String(64), nullable=False),
        sa.Column("decision", sa.String(16), nullable=False),
        sa.Column("created_at", STAMP, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("draft_id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_draft_sha256", "drafts", ["draft_sha256"])
    op.create_table(
        "sign_offs",
        sa.Column("sign_off_id", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(128), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("sign_off_id", name="pk_sign_offs"),
    )
    op.create_table(
        "safety_reports",
        sa.Column("report_id", sa.String(64), nullable=False),
        sa.Column("source", sa.String(128), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("opened_at", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("report_id", name="pk_safety_reports"),
        sa.UniqueConstraint("source", name="uq_safety_reports_source"),
    )
    op.create_table(
        "audit_events",
        sa.Column("seq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("previous", sa.LargeBinary(32), nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_events"),
    )


def downgrade() -> None:
    """Drop them: accounts, kept drafts, safety reports and the audit trail are lost."""
    for table in ("audit_events", "safety_reports", "sign_offs", "drafts", "claim_files", "crm_objects"):
        op.drop_table(table)
