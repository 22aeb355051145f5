"""The library: records in SQL, words in tantivy, vectors in Chroma, kept in step and searched through one face."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from ingest.disk import storage_guard
from ingest.domain import Article, Deletion, LibraryStatus, Match, Passage, StoredArticle
from ingest.errors import EmbeddingUnavailable, LibraryUnavailable, StorageFull, VectorsUnavailable
from ingest.following import Progress, VectorFollower, WordFollower, silent
from ingest.lock import LibraryLock
from ingest.preparation import Prepared, ReadingRules, SplitSentences, standard_rules
from ingest.records.chunks import chunked
from ingest.records.queue import VECTORS, WORDS
from ingest.records.store import Records
from ingest.reports import AddReport, FileDone, History, Watermark
from ingest.staleness import about_rules, stale_notes

if TYPE_CHECKING:
    from ingest.embedding import Embedder
    from ingest.records.tables import Engine

logger = logging.getLogger(__name__)

_READ_BY = "read_by"
_READ_AT_ONCE = 2_000
_AGAIN = "read again by other rules"
_PIECE = re.compile(r"\w{1,5}|[^\w\s]")


def open_library(
    home: Path,
    engine: Engine,
    *,
    embedder: Embedder | None,
    split_sentences: SplitSentences,
    address: str = "",
    chroma_url: str = "",
    rebuild: bool = False,
    clock: Callable[[], datetime] | None = None,
    rules: ReadingRules | None = None,
    progress: Progress = silent,
) -> Library:
    """The library in folder `home`, with words and vectors brought up to the records.

    Damaged or missing word and vector folders are built again from the records.

    Args:
        home: Folder of words, vectors and lock file.
        engine: Database whose schema is up to date.
        embedder: Makes vectors; None searches words only.
        split_sentences: Start and end of each sentence of a text.
        address: Where this process can be reached, for others who find the library busy.
        chroma_url: Chroma server to use instead of a folder in `home`.
        rebuild: Write both indexes anew, and take `embedder` in place of the one before.
        clock: Tells the moment; the system's clock by default.
        rules: How records are read; the package's own by default.
        progress: Told how far the work has come.

    Raises:
        LibraryBusy: another process holds it.
        LibraryUnavailable: no database, or built with another embedding model.
        StorageFull: not even opening is possible.
    """
    with storage_guard(home):
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = LibraryLock(home / "library.lock", address)
    try:
        records = Records(engine)
        rules = rules or standard_rules(split_sentences, embedder.count_tokens if embedder else estimate_tokens)
        library_id = _identity(records, rules)
        if embedder is not None and not rebuild:
            _refuse_other_embedder(records, embedder)
        words = WordFollower(records, home / "words", library_id)
        vectors = None
        if embedder is not None:
            vectors = VectorFollower(records, home / "vectors", library_id, embedder, chroma_url)
        library = Library(records, lock, words, vectors, rules, clock or _now)
        library.catch_up(rebuild=rebuild, progress=progress)
    except BaseException:
        lock.release()
        raise
    return library


class Library:
    """Stores, searches and tells about PubMed records. Threads may share it; one process at a time holds it.

    Made by `open_library`.
    """

    def __init__(
        self,
        records: Records,
        lock: LibraryLock,
        words: WordFollower,
        vectors: VectorFollower | None,
        rules: ReadingRules,
        clock: Callable[[], datetime],
    ) -> None:
        self._records = records
        self._lock = lock
        self._words = words
        self._vectors = vectors
        self._rules = rules
        self._clock = clock
        self._warnings: list[str] = []
        self._closed = False
        self._writing = threading.RLock()

    @property
    def records(self) -> Records:
        """The tables, for progress marks of ingestion."""
        return self._records

    @property
    def rules(self) -> ReadingRules:
        """How this library reads records."""
        return self._rules

    def add(
        self,
        records: Iterable[Article | Deletion],
        source: str,
        *,
        mark: FileDone | Watermark | None = None,
        follow: bool = True,
    ) -> AddReport:
        """Store one unit: all of `records` become visible at once, or none if reading them raises.

        Args:
            records: Articles and deletions in the order of their source; the later of two readings counts.
            source: Where they come from, for the history of each record.
            mark: Progress to note in the same transaction.
            follow: Bring words and vectors up to date before returning.

        Raises:
            StorageFull: the disk is full. Either nothing was stored, or all of it and only the indexes lack room:
                then they follow at the next `add`, `drain` or opening, and `status` counts what waits.
            EmbeddingUnavailable: records and words are stored, vectors follow as above.
            VectorsUnavailable: the same.
        """
        return self.add_prepared(self._rules.prepare_all(iter(records)), source, mark=mark, follow=follow)

    def add_prepared(
        self,
        prepared: Sequence[Prepared | Deletion],
        source: str,
        *,
        mark: FileDone | Watermark | None = None,
        follow: bool = True,
    ) -> AddReport:
        """As `add`, for records that were made ready by this library's `rules`, here or in another process."""
        with self._writing:
            report = self._records.apply(prepared, source, self._clock(), mark)
            if follow:
                self.drain()
        return report

    def drain(self, *, settle: bool = True, progress: Progress = silent) -> None:
        """Bring words and vectors up to the records.

        Args:
            settle: Also forget removed passages in word statistics (1 s per 30,000 passages, where any were removed).
            progress: Told how far the work has come.
        """
        with self._writing:
            self._words.drain(progress)
            if settle:
                self._words.settle()
            if self._vectors is not None:
                self._vectors.drain(progress)

    def settle(self) -> None:
        """Forget removed passages in word statistics, as `drain` does by default."""
        with self._writing:
            self._words.settle()

    def rebuild(self, progress: Progress = silent) -> None:
        """Write words and vectors anew from the records; results stay the same."""
        with self._writing:
            self._words.rebuild(progress)
            if self._vectors is not None:
                self._vectors.rebuild(progress)

    def reclassify(self, progress: Progress = silent) -> AddReport:
        """Classify every record at hand by the rules of now; texts, passages, words and vectors stay as they are.

        What was done stays done if it is interrupted; `status` calls the library stale until all are.
        """
        report, ids, done = AddReport(), self._records.article_ids(), 0
        for part in chunked(ids, _READ_AT_ONCE):
            with self._writing:
                held = self._records.articles(part).values()
                prepared = self._rules.prepare_all(stored.article for stored in held)
                report += self._records.apply(prepared, _AGAIN, self._clock(), again=True)
            done += len(part)
            progress("records", done, len(ids))
        self._records.set_fact(_READ_BY, self._rules.version)
        return report

    def catch_up(self, *, rebuild: bool = False, progress: Progress = silent) -> None:
        """What opening does: drain the queue, then verify both indexes.

        A full disk and a server of vectors or of embeddings that is down leave a warning, not an error.
        """
        try:
            with self._writing:
                if rebuild:
                    self.rebuild(progress)
                self.drain(progress=progress)
                self._words.verify()
        except (StorageFull, EmbeddingUnavailable, VectorsUnavailable) as exc:
            logger.warning("library is readable but behind: %s", exc)
            self._warnings.append(str(exc))

    def search_words(self, text: str, k: int) -> list[Match]:
        """The `k` passages that share most words with `text`, best first; ties by passage id."""
        return self._words.index.search(text, k)

    def search_vectors(self, text: str, k: int) -> list[Match]:
        """The `k` passages nearest in meaning, best first; ties by passage id. [] without an embedding model.

        Raises:
            VectorsUnavailable: their server does not answer. Words alone would find less without a reader knowing it.
            StorageFull: the store cannot be opened on a full disk; for the same reason.
        """
        if self._vectors is None or not text.strip():
            return []
        return self._vectors.search(text, k)

    def search_headings(self, headings: Sequence[str], k: int) -> list[Match]:
        """The first passages of up to `k` records that NLM indexed under any of the MeSH headings."""
        return self._words.index.search_headings(headings, k)

    def search_near(self, text: str, near: Mapping[str, float], k: int, pull: float = 0.5) -> list[Match]:
        """As `search_vectors`, the question drawn towards passages that were found for it (relevance feedback).

        Args:
            text: The question.
            near: Passage id -> weight; weights sum to 1.
            k: Most passages.
            pull: Length of what is added to the question's unit vector.
        """
        if self._vectors is None or not text.strip():
            return []
        return self._vectors.search_near(text, near, k, pull)

    def warm_up(self) -> None:
        """Load what the first search would otherwise wait for."""
        self.search_words("warm up", 1)
        self.search_vectors("warm up", 1)

    def articles(self, ids: Iterable[str]) -> dict[str, StoredArticle]:
        """Current records by id, in the order asked; unknown ids are left out."""
        return self._records.articles(tuple(ids))

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Passages by id, in the order asked, also those of earlier versions; unknown ids are left out."""
        return self._records.passages(tuple(ids))

    def passages_of(self, article_id: str) -> tuple[Passage, ...]:
        """Passages of a record's current version, in reading order."""
        return self._records.passages_of(article_id)

    def history(self, article_id: str) -> History:
        """All readings and integrity changes of one record; empty for an unknown one."""
        return self._records.history(article_id)

    def article_ids(self) -> tuple[str, ...]:
        """Ids of all records, deleted ones included, ascending by text."""
        return self._records.article_ids()

    def size(self) -> int:
        """Records held, whatever their integrity."""
        return sum(self._records.count_all().by_integrity.values())

    def status(self) -> LibraryStatus:
        """Counts and versions as of now."""
        records, held = self._records, self._records.count_all()
        facts, marks = records.facts(), records.watermarks()
        waiting = {WORDS: records.queued(WORDS), VECTORS: records.queued(VECTORS)}
        queued = max(waiting.values()) if self._vectors is not None else waiting[WORDS]
        return LibraryStatus(
            articles=self.size(),
            passages=held.passages,
            by_integrity=dict(held.by_integrity),
            by_origin=dict(held.by_origin),
            by_species=dict(held.by_species),
            by_design=dict(held.by_design),
            newest_year=held.newest_year,
            snapshot_id=held.snapshot_id,
            embedder=self._vectors.embedder_name if self._vectors is not None else None,
            queued=queued,
            last_ingest=datetime.fromisoformat(facts["last_ingest"]) if "last_ingest" in facts else None,
            searches=tuple(m.in_words for m in marks),
            stale=(
                *stale_notes(marks, facts.get("held_checked"), held.by_origin, queued, self._clock()),
                *about_rules(facts.get(_READ_BY), self._rules.version, sum(held.by_integrity.values())),
            ),
            warnings=self._warnings_now(queued),
        )

    def held(self) -> dict[str, int]:
        """Passages in each store: equal in all where nothing waits. Opens the vectors.

        Raises:
            LibraryUnavailable: The vectors do not answer.
        """
        counts = {"records": self._records.searched(), "words": self._words.index.count()}
        return counts if self._vectors is None else {**counts, "vectors": self._vectors.index.count()}

    def close(self) -> None:
        """Give up files and lock. A second call does nothing."""
        with self._writing:
            if self._closed:
                return
            self._closed = True
            try:
                with storage_guard("library"):
                    self._words.close()
                    if self._vectors is not None:
                        self._vectors.close()
            except StorageFull as exc:
                logger.warning("indexes are closed without a seal: %s", exc)
            finally:
                self._lock.release()

    def _warnings_now(self, queued: int) -> tuple[str, ...]:
        warnings = list(self._warnings) if queued else []
        if self._vectors is None:
            warnings.append("no embedding model: words only are searched; run `make setup`")
        return tuple(warnings)


def estimate_tokens(text: str) -> int:
    """Model tokens of a text where no model is at hand, rather too many than too few."""
    return len(_PIECE.findall(text))


def _identity(records: Records, rules: ReadingRules) -> str:
    known = records.facts().get("library_id")
    if known is None:
        known = uuid4().hex
        records.set_fact("library_id", known)
        records.set_fact(_READ_BY, rules.version)
    return known


def _refuse_other_embedder(records: Records, embedder: Embedder) -> None:
    facts = records.facts()
    built_with = facts.get("embedder", embedder.name)
    if built_with != embedder.name and facts.get("vectors_batch", "0") != "0":
        raise LibraryUnavailable(
            f"library was built with embedding model {built_with!r}, not {embedder.name!r}; "
            "run `callprep library rebuild` to embed all passages again"
        )


def _now() -> datetime:
    return datetime.now(UTC)
