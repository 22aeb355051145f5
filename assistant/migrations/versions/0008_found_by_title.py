"""Records with a title alone get the passage without text by which they are found; they had none and no search met them."""

from alembic import op

revision = "0008_found_by_title"
down_revision = "0007_job_trace"
branch_labels = None
depends_on = None

_MISSING = """
    FROM articles WHERE title <> '' AND NOT EXISTS (
        SELECT 1 FROM passages
        WHERE passages.article_id = articles.article_id AND passages.version_hash = articles.version_hash
    )
"""
# The colon is escaped: SQLAlchemy would read `:0` as the name of a parameter.
_NAME = "article_id || ':' || substr(version_hash, 1, 12) || '\\:0'"


_ADDED = "FROM passages WHERE text = '' AND ordinal = 0"


def upgrade() -> None:
    """Give every record without a passage the one without text, and queue it for both indexes."""
    _follow(f"SELECT '{{}}', {_NAME} {_MISSING}")
    op.execute(
        'INSERT INTO passages (passage_id, article_id, version_hash, ordinal, label, start, "end", text) '
        f"SELECT {_NAME}, article_id, version_hash, 0, NULL, 0, 0, '' {_MISSING}"
    )


def downgrade() -> None:
    """Take those passages out of the library and of both indexes; no text is lost."""
    _follow(f"SELECT '{{}}', passage_id {_ADDED}")
    op.execute(f"DELETE {_ADDED}")


def _follow(passages: str) -> None:
    """Words and vectors are made to follow."""
    for target in ("words", "vectors"):
        op.execute("INSERT INTO index_queue (target, passage_id) " + passages.format(target))
