"""The queue from which words and vectors follow the records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, delete, func, insert, literal, select

from ingest.domain import Passage
from ingest.records.chunks import chunked
from ingest.records.tables import ARTICLES, PASSAGES, QUEUE, Connection

WORDS, VECTORS = "words", "vectors"
TARGETS = (WORDS, VECTORS)

_SEARCHED = PASSAGES.join(
    ARTICLES,
    and_(ARTICLES.c.article_id == PASSAGES.c.article_id, ARTICLES.c.version_hash == PASSAGES.c.version_hash),
)
_IS_SEARCHED = ARTICLES.c.deleted.is_(False)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some queued rows and what an index must hold of them: the rest of their passages it must not hold."""

    seqs: tuple[int, ...]
    present: tuple[tuple[Passage, str], ...]
    """Each passage with the title of its article."""
    absent: tuple[str, ...]
    """Passage ids."""


def enqueue(connection: Connection, passage_ids: Sequence[str]) -> None:
    """Queue passages for both indexes, in the caller's transaction."""
    rows = [{"target": target, "passage_id": passage_id} for passage_id in passage_ids for target in TARGETS]
    if rows:
        connection.execute(insert(QUEUE), rows)


def enqueue_all(connection: Connection, target: str) -> None:
    """Queue every passage that is to be searched for one index, in place of what waited for it."""
    connection.execute(delete(QUEUE).where(QUEUE.c.target == target))
    ids = select(literal(target), PASSAGES.c.passage_id).select_from(_SEARCHED).where(_IS_SEARCHED)
    connection.execute(insert(QUEUE).from_select(["target", "passage_id"], ids.order_by(PASSAGES.c.passage_id)))


def next_batch(connection: Connection, target: str, size: int) -> Batch | None:
    """The oldest rows of one index with the state it must reach; None if nothing waits."""
    waiting = select(QUEUE.c.seq, QUEUE.c.passage_id).where(QUEUE.c.target == target)
    rows = connection.execute(waiting.order_by(QUEUE.c.seq).limit(size)).all()
    if not rows:
        return None
    ids = sorted({row.passage_id for row in rows})
    present: list[tuple[Passage, str]] = []
    columns = select(*PASSAGES.c, ARTICLES.c.title).select_from(_SEARCHED).where(_IS_SEARCHED)
    for chunk in chunked(ids):
        for *values, title in connection.execute(columns.where(PASSAGES.c.passage_id.in_(chunk))):
            present.append((Passage(*values), title))
    present.sort(key=lambda pair: pair[0].passage_id)
    absent = sorted(set(ids) - {passage.passage_id for passage, _ in present})
    return Batch(tuple(row.seq for row in rows), tuple(present), tuple(absent))


def all_searched(connection: Connection, after: str, size: int) -> list[tuple[Passage, str]]:
    """The next passages to be searched behind passage id `after`, each with its title, by id."""
    columns = select(*PASSAGES.c, ARTICLES.c.title).select_from(_SEARCHED).where(_IS_SEARCHED)
    page = columns.where(PASSAGES.c.passage_id > after).order_by(PASSAGES.c.passage_id).limit(size)
    return [(Passage(*values), title) for *values, title in connection.execute(page)]


def newest(connection: Connection, target: str) -> int:
    """Number of the last row that waits for one index; 0 if none does."""
    return int(connection.execute(select(func.max(QUEUE.c.seq)).where(QUEUE.c.target == target)).scalar_one() or 0)


def remove_until(connection: Connection, target: str, seq: int) -> None:
    """Take all rows up to `seq` off the queue of one index."""
    connection.execute(delete(QUEUE).where(QUEUE.c.target == target, QUEUE.c.seq <= seq))


def remove(connection: Connection, seqs: Sequence[int]) -> None:
    """Take rows off the queue once their index holds them."""
    for chunk in chunked(seqs):
        connection.execute(delete(QUEUE).where(QUEUE.c.seq.in_(chunk)))


def count_queued(connection: Connection, target: str) -> int:
    """Passages that wait for one index."""
    waiting = select(func.count(QUEUE.c.passage_id.distinct())).where(QUEUE.c.target == target)
    return int(connection.execute(waiting).scalar_one())


def count_searched(connection: Connection) -> int:
    """Passages that both indexes hold once the queue is empty."""
    return int(connection.execute(select(func.count()).select_from(_SEARCHED).where(_IS_SEARCHED)).scalar_one())
