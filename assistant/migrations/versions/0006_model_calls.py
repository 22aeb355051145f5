"""Calls of a language model and the replies that are remembered."""

import sqlalchemy as sa
from alembic import op

revision = "0006_model_calls"
down_revision = "0005_searches"
branch_labels = None
depends_on = None

MOMENT = sa.String(32)


def upgrade() -> None:
    """Make the tables of model calls and of the replies that are remembered."""
    op.create_table(
        "model_calls",
        sa.Column("call_id", sa.Integer, nullable=False),
        sa.Column("draft_key", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("prompt", sa.String(60), nullable=False),
        sa.Column("requests", sa.Integer, nullable=False),
        sa.Column("input_tokens", sa.Integer, nullable=False),
        sa.Column("output_tokens", sa.Integer, nullable=False),
        sa.Column("cost", sa.Float, nullable=True),
        sa.Column("latency_ms", sa.Float, nullable=False),
        sa.Column("outcome", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("call_id", name="pk_model_calls"),
    )
    op.create_index("ix_model_calls_draft_key", "model_calls", ["draft_key"])
    op.create_table(
        "model_replies",
        sa.Column("draft_key", sa.String(64), nullable=False),
        sa.Column("reply", sa.JSON, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("draft_key", name="pk_model_replies"),
    )


def downgrade() -> None:
    """Drop what was spent on models, and the replies: an old draft of a model cannot be repeated any more."""
    op.drop_table("model_replies")
    op.drop_table("model_calls")
