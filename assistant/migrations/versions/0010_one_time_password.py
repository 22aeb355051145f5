"""A password that an administrator issued holds once, and for a day."""

import sqlalchemy as sa
from alembic import op

revision = "0010_one_time_password"
down_revision = "0009_draft_columns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until when a one-time password holds; nobody has one yet."""
    op.add_column("users", sa.Column("change_by", sa.String(32), nullable=True))


def downgrade() -> None:
    """Drop that moment: a password that was to be changed holds on."""
    op.drop_column("users", "change_by")
