"""Saved searches and alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0005_searches"
down_revision = "0004_service"
branch_labels = None
depends_on = None

MOMENT = sa.String(32)


def upgrade() -> None:
    """Make the tables of saved searches and their alerts."""
    op.create_table(
        "saved_searches",
        sa.Column("search_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("species", sa.String(20), nullable=False),
        sa.Column("design", sa.String(60), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.Column("known", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("search_id", name="pk_saved_searches"),
    )
    op.create_index("ix_saved_searches_user_id", "saved_searches", ["user_id"])
    op.create_table(
        "alerts",
        sa.Column("alert_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("search_id", sa.String(32), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("news", sa.JSON, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("alert_id", name="pk_alerts"),
    )
    op.create_index("ix_alerts_user_id_made_at", "alerts", ["user_id", "made_at"])


def downgrade() -> None:
    """Drop saved searches and alerts."""
    op.drop_table("alerts")
    op.drop_table("saved_searches")
