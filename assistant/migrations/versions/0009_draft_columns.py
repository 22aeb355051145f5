"""Who made a draft and its title are columns: to list one's documents, every text of everybody was read."""

import sqlalchemy as sa
from alembic import op

revision = "0009_draft_columns"
down_revision = "0008_found_by_title"
branch_labels = None
depends_on = None

_INDEX = "ix_drafts_actor_created_at"
_DRAFTS = sa.table("drafts", *(sa.column(n, sa.String) for n in ("actor", "title")), sa.column("payload", sa.JSON))


def upgrade() -> None:
    """Add `drafts.actor` and `drafts.title` with their index, and fill them from what was kept of each draft."""
    op.add_column("drafts", sa.Column("actor", sa.String(64), nullable=False, server_default=""))
    op.add_column("drafts", sa.Column("title", sa.Text, nullable=False, server_default=""))
    told = {name: sa.func.coalesce(_DRAFTS.c.payload[name].as_string(), "") for name in ("actor", "title")}
    op.execute(sa.update(_DRAFTS).values(told))
    op.create_index(_INDEX, "drafts", ["actor", "created_at"])


def downgrade() -> None:
    """Drop them; the kept drafts still tell both."""
    op.drop_index(_INDEX, "drafts")
    op.drop_column("drafts", "title")
    op.drop_column("drafts", "actor")
