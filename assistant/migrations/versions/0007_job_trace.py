"""Background work knows the request that began it."""

import sqlalchemy as sa
from alembic import op

revision = "0007_job_trace"
down_revision = "0006_model_calls"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give jobs the id of the request that began them; older jobs get an empty one."""
    op.add_column("jobs", sa.Column("trace_id", sa.String(36), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop that id; the jobs stay."""
    op.drop_column("jobs", "trace_id")
