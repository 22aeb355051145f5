"""The queue from which words and vectors follow the records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, insert, literal, select

from ingest.domain import Passage
from ingest.records.chunks import chunked
from ingest.records.tables import ARTICLES, PASSAGES, QUEUE, VERSIONS, Connection
from ingest.searched import Searched

WORDS, VECTORS = "words", "vectors"
TARGETS = (WORDS, VECTORS)

_SEARCHED = PASSAGES.join(
    ARTICLES,
    and_(ARTICLES.c.article_id == PASSAGES.c.article_id, ARTICLES.c.version_hash == PASSAGES.c.version_hash),
)
_IS_SEARCHED = ARTICLES.c.deleted.is_(False)
_COLUMNS = select(*PASSAGES.c, ARTICLES.c.title).select_from(_SEARCHED).where(_IS_SEARCHED)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some queued rows and what an index must hold of them: the rest of their passages it must not hold."""

    seqs: tuple[int, ...]
    present: tuple[Searched, ...]
    absent: tuple[str, ...]
    """Passage ids."""


def enqueue(connection: Connection, passage_ids: Sequence[str], targets: Sequence[str] = TARGETS) -> None:
    """Queue passages for indexes, in the caller's transaction."""
    rows = [{"target": target, "passage_id": passage_id} for passage_id in passage_ids for target in targets]
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
    present: list[Searched] = []
    for chunk in chunked(ids):
        rows_of = connection.execute(_COLUMNS.where(PASSAGES.c.passage_id.in_(chunk))).all()
        present += _with_headings(connection, rows_of)
    present.sort(key=lambda one: one.passage.passage_id)
    absent = sorted(set(ids) - {one.passage.passage_id for one in present})
    return Batch(tuple(row.seq for row in rows), tuple(present), tuple(absent))


def all_searched(connection: Connection, after: str, size: int) -> list[Searched]:
    """The next passages to be searched behind passage id `after`, by id."""
    page = _COLUMNS.where(PASSAGES.c.passage_id > after).order_by(PASSAGES.c.passage_id).limit(size)
    return _with_headings(connection, connection.execute(page).all())


def _with_headings(connection: Connection, rows: Sequence[Any]) -> list[Searched]:
    ids = sorted({row.article_id for row in rows if row.ordinal == 0})
    same = (VERSIONS.c.article_id == ARTICLES.c.article_id) & (VERSIONS.c.record_hash == ARTICLES.c.record_hash)
    records = select(ARTICLES.c.article_id, VERSIONS.c.record).join_from(ARTICLES, VERSIONS, same)
    headings: dict[str, tuple[str, ...]] = {}
    for chunk in chunked(ids):
        for article_id, record in connection.execute(records.where(ARTICLES.c.article_id.in_(chunk))):
            headings[article_id] = _headings_in(record)
    return [Searched(Passage(*values), title, headings.get(values[1], ())) for *values, title in rows]


def _headings_in(record: str) -> tuple[str, ...]:
    """Read from the stored JSON without making the article, of which nothing else is needed."""
    if '"mesh"' not in record:
        return ()
    mesh = json.loads(record).get("mesh", ())
    return tuple(term for m in mesh for term in (m["name"], *(f"{m['name']}/{q}" for q in m.get("qualifiers", ()))))


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
