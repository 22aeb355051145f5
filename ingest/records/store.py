"""Reading and writing the records: every SQL statement of the library outside a unit of ingest."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import OperationalError, ProgrammingError

from ingest.article_json import article_from_json, classification_from_json
from ingest.changes import IntegrityChange
from ingest.disk import storage_guard
from ingest.domain import Deletion, Integrity, Passage, StoredArticle
from ingest.errors import LibraryUnavailable
from ingest.preparation import Prepared
from ingest.records import queue
from ingest.records.chunks import chunked
from ingest.records.tables import (
    ARTICLES,
    EVENTS,
    FACTS,
    FILES,
    PASSAGES,
    TOMBSTONES,
    VERSIONS,
    WATERMARKS,
    Connection,
    Engine,
)
from ingest.records.tally import TALLIED, Counts, Tally, UnitChanges
from ingest.records.unit import Unit
from ingest.reports import AddReport, ArticleVersion, FileDone, History, IntegrityEvent, Watermark
from ingest.searched import Searched


class Records:
    """The library's tables behind one engine. Threads may share it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # SQLite takes the write lock at BEGIN unless told that a transaction only reads.
        # PostgreSQL shows each statement what was committed by then, unless told that a transaction is of one moment.
        moment = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
        self._reader = engine.execution_options(read_only=True, **moment)
        self._tallying = threading.Lock()
        self._tally: Tally | None = None
        self._tally_of = ""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads; everything in it is of one moment.

        Raises:
            LibraryUnavailable: the tables are missing or the database does not answer.
        """
        try:
            with self._reader.begin() as connection:
                yield connection
        except (OperationalError, ProgrammingError) as exc:
            raise _unavailable(exc) from exc

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes, all or nothing.

        Raises:
            StorageFull: nothing of it was kept.
            LibraryUnavailable: the tables are missing or the database does not answer.
        """
        try:
            with storage_guard(self._engine.url.database or "database"), self._engine.begin() as connection:
                yield connection
        except (OperationalError, ProgrammingError) as exc:
            raise _unavailable(exc) from exc

    def apply(
        self,
        records: Sequence[Prepared | Deletion],
        source: str,
        now: datetime,
        mark: FileDone | Watermark | None = None,
        *,
        again: bool = False,
    ) -> AddReport:
        """Store one unit with its queue rows and its mark, in one transaction.

        With `again` the records are ones at hand that were read by other rules: nothing came in.
        """
        with self.writing() as connection:
            before = _state_of(connection, alone=True)
            unit = Unit(connection, source, now)
            report = unit.apply(records)
            if isinstance(mark, FileDone):
                row = {"content_hash": mark.content_hash, "source": mark.source, "records": len(records)}
                connection.execute(delete(FILES).where(FILES.c.content_hash == mark.content_hash))
                connection.execute(insert(FILES), row | {"finished_at": now})
            elif mark is not None:
                _write_watermark(connection, mark)
            if not again:
                _write_fact(connection, "last_ingest", now.isoformat())
            after = str(int(before) + 1)
            _write_fact(connection, "units", after)
        self._follow(unit.changes, before, after)
        return report

    def article_ids(self) -> tuple[str, ...]:
        """All ids, ascending by text."""
        with self.reading() as connection:
            return tuple(connection.execute(select(ARTICLES.c.article_id).order_by(ARTICLES.c.article_id)).scalars())

    def articles(self, ids: Sequence[str]) -> dict[str, StoredArticle]:
        """Current records by id, in the order asked; unknown ids are left out."""
        found: dict[str, StoredArticle] = {}
        joined = ARTICLES.join(
            VERSIONS,
            (VERSIONS.c.article_id == ARTICLES.c.article_id) & (VERSIONS.c.record_hash == ARTICLES.c.record_hash),
        )
        columns = select(*ARTICLES.c, VERSIONS.c.record).select_from(joined)
        with self.reading() as connection:
            for chunk in chunked(tuple(dict.fromkeys(ids))):
                for row in connection.execute(columns.where(ARTICLES.c.article_id.in_(chunk))).mappings():
                    found[row["article_id"]] = StoredArticle(
                        article=article_from_json(row["record"]),
                        version_hash=row["version_hash"],
                        integrity=Integrity(row["integrity"]),
                        classification=classification_from_json(row["classification"]),
                        first_seen=row["first_seen"],
                        changed_at=row["changed_at"],
                    )
        return {article_id: found[article_id] for article_id in dict.fromkeys(ids) if article_id in found}

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Passages by id, in the order asked, also those of earlier versions; unknown ids are left out."""
        found: dict[str, Passage] = {}
        with self.reading() as connection:
            for chunk in chunked(tuple(dict.fromkeys(ids))):
                for row in connection.execute(select(*PASSAGES.c).where(PASSAGES.c.passage_id.in_(chunk))):
                    found[row.passage_id] = Passage(*row)
        return {passage_id: found[passage_id] for passage_id in dict.fromkeys(ids) if passage_id in found}

    def passages_of(self, article_id: str) -> tuple[Passage, ...]:
        """Passages of the current version, in reading order."""
        same = (PASSAGES.c.article_id == ARTICLES.c.article_id) & (PASSAGES.c.version_hash == ARTICLES.c.version_hash)
        query = select(*PASSAGES.c).join_from(ARTICLES, PASSAGES, same).where(ARTICLES.c.article_id == article_id)
        with self.reading() as connection:
            return tuple(Passage(*row) for row in connection.execute(query.order_by(PASSAGES.c.ordinal)))

    def history(self, article_id: str) -> History:
        """All readings and integrity changes of one record; empty for an unknown one."""
        of_article = VERSIONS.c.article_id == article_id
        events_of = EVENTS.c.article_id == article_id
        with self.reading() as connection:
            current = select(ARTICLES.c.record_hash).where(ARTICLES.c.article_id == article_id)
            current_hash = connection.execute(current).scalar_one_or_none()
            order = (VERSIONS.c.seen_at, VERSIONS.c.record_hash)
            rows = connection.execute(select(VERSIONS).where(of_article).order_by(*order)).mappings().all()
            events = connection.execute(select(EVENTS).where(events_of).order_by(EVENTS.c.event_id)).mappings().all()
            stone = select(TOMBSTONES.c.deleted_at).where(TOMBSTONES.c.article_id == article_id)
            deleted_at = connection.execute(stone).scalar_one_or_none()
        versions = tuple(
            ArticleVersion(
                article_from_json(row["record"]),
                row["version_hash"],
                row["record_hash"],
                row["source"],
                row["seen_at"],
                row["record_hash"] == current_hash,
            )
            for row in rows
        )
        happened = tuple(
            IntegrityEvent(Integrity(row["integrity"]), row["reason"], row["source"], row["recorded_at"])
            for row in events
        )
        return History(article_id, versions, happened, deleted_at)

    def integrity_changes(self, after: int) -> tuple[IntegrityChange, ...]:
        """Changes of integrity with a number above `after`, in order."""
        query = select(EVENTS).where(EVENTS.c.event_id > after).order_by(EVENTS.c.event_id)
        with self.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(
            IntegrityChange(
                row["event_id"],
                row["article_id"],
                Integrity(row["integrity"]),
                row["reason"],
                row["source"],
                row["recorded_at"],
            )
            for row in rows
        )

    def count_all(self) -> Counts:
        """All counts, and the id of the state they belong to.

        Every record is read once (0.5 s for 100,000); then the counts follow each unit, unless another process wrote too.
        """
        with self.reading() as connection:
            state = _state_of(connection)
        with self._tallying:
            if self._tally is not None and self._tally_of == state:
                return self._tally.counts()
        # Not under the lock: a unit that is being stored does not wait for this.
        with self.reading() as connection:
            state = _state_of(connection)
            rows = connection.execute(select(*(ARTICLES.c[name] for name in TALLIED))).mappings()
            tally = Tally(rows, queue.count_searched(connection))
        counts = tally.counts()
        with self._tallying:
            self._tally, self._tally_of = tally, state
        return counts

    def _follow(self, changes: UnitChanges, before: str, after: str) -> None:
        """The tally of the state before a unit becomes that after it; any other is found out of date when it is asked."""
        with self._tallying:
            if self._tally is not None and self._tally_of == before:
                self._tally.change(changes)
                self._tally_of = after

    def snapshot_id(self) -> str:
        """First 16 hex digits of the SHA-256 over id, version and integrity of all records."""
        return self.count_all().snapshot_id

    def queued(self, target: str) -> int:
        """Passages that wait for one index."""
        with self.reading() as connection:
            return queue.count_queued(connection, target)

    def searched(self) -> int:
        """Passages both indexes hold once nothing waits."""
        with self.reading() as connection:
            return queue.count_searched(connection)

    def next_batch(self, target: str, size: int) -> queue.Batch | None:
        """The oldest queued rows of one index."""
        with self.reading() as connection:
            return queue.next_batch(connection, target, size)

    def all_searched(self, page: int = 2000) -> Iterator[Searched]:
        """Every passage to be searched, by passage id."""
        after = ""
        while True:
            with self.reading() as connection:
                found = queue.all_searched(connection, after, page)
            yield from found
            if len(found) < page:
                return
            after = found[-1].passage.passage_id

    def newest_queued(self, target: str) -> int:
        """Number of the last row that waits for one index; 0 if none does."""
        with self.reading() as connection:
            return queue.newest(connection, target)

    def acknowledge_until(self, target: str, seq: int, facts: dict[str, str]) -> None:
        """Take all rows up to `seq` off the queue of one index and note what the index now is."""
        with self.writing() as connection:
            queue.remove_until(connection, target, seq)
            for name, value in facts.items():
                _write_fact(connection, name, value)

    def acknowledge(self, batch: queue.Batch, facts: dict[str, str]) -> None:
        """Take a batch off the queue and note what its index now is."""
        with self.writing() as connection:
            queue.remove(connection, batch.seqs)
            for name, value in facts.items():
                _write_fact(connection, name, value)

    def requeue_all(self, target: str, facts: dict[str, str]) -> None:
        """Queue everything for one index, which starts empty."""
        with self.writing() as connection:
            queue.enqueue_all(connection, target)
            for name, value in facts.items():
                _write_fact(connection, name, value)

    def facts(self) -> dict[str, str]:
        """Identity and state of the library by name."""
        with self.reading() as connection:
            return dict(connection.execute(select(FACTS.c.name, FACTS.c.value)).all())

    def set_fact(self, name: str, value: str) -> None:
        """Note one fact."""
        with self.writing() as connection:
            _write_fact(connection, name, value)

    def has_file(self, content_hash: str) -> bool:
        """True where a file of exactly this content is in."""
        with self.reading() as connection:
            found = select(FILES.c.content_hash).where(FILES.c.content_hash == content_hash)
            return connection.execute(found).first() is not None

    def watermark(self, query: str) -> Watermark | None:
        """How far the live fetch of a query has come; None if it never started."""
        with self.reading() as connection:
            row = connection.execute(select(WATERMARKS).where(WATERMARKS.c.query == query)).first()
            return Watermark(*row) if row else None

    def watermarks(self) -> tuple[Watermark, ...]:
        """All live queries, by name."""
        with self.reading() as connection:
            rows = connection.execute(select(WATERMARKS).order_by(WATERMARKS.c.query))
            return tuple(Watermark(*row) for row in rows)

    def forget_watermark(self, query: str) -> bool:
        """Ask a saved search no more; its records stay. False where there was none."""
        with self.writing() as connection:
            return bool(connection.execute(delete(WATERMARKS).where(WATERMARKS.c.query == query)).rowcount)

    def set_watermark(self, mark: Watermark) -> None:
        """Note how far a live fetch has come."""
        with self.writing() as connection:
            _write_watermark(connection, mark)


def _state_of(connection: Connection, *, alone: bool = False) -> str:
    """How many units were stored, by whatever process: names a state of the records.

    With `alone` other processes wait with their units until this transaction ends.
    """
    found = select(FACTS.c.value).where(FACTS.c.name == "units")
    return connection.execute(found.with_for_update() if alone else found).scalar_one_or_none() or "0"


def _write_fact(connection: Connection, name: str, value: str) -> None:
    changed = connection.execute(update(FACTS).where(FACTS.c.name == name).values(value=value))
    if not changed.rowcount:
        connection.execute(insert(FACTS), {"name": name, "value": value})


def _write_watermark(connection: Connection, mark: Watermark) -> None:
    connection.execute(delete(WATERMARKS).where(WATERMARKS.c.query == mark.query))
    connection.execute(insert(WATERMARKS), asdict(mark))


def _unavailable(error: Exception) -> LibraryUnavailable:
    words = str(getattr(error, "orig", error)).splitlines()[0]
    step = "run `callprep doctor`" if "no such table" not in words else "run `callprep demo` or `serve` to create them"
    return LibraryUnavailable(f"library database does not answer ({words}); {step}")
