"""How words and vectors follow the records: in batches from the queue, each batch stamped on both sides.

The stamp says which library a folder belongs to and how many batches it was given. A folder that was restored from
elsewhere, lost, or left behind does not fit the records' own count and is built again.
"""

from __future__ import annotations

import json
import logging
import shutil
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import numpy as np

from ingest.disk import storage_guard, write_atomically
from ingest.domain import Match
from ingest.embedding import Embedder, Vectors
from ingest.errors import EmbeddingUnavailable, LibraryUnavailable, StorageFull, VectorsUnavailable
from ingest.lexical import WordIndex
from ingest.records.queue import VECTORS, WORDS
from ingest.records.store import Records
from ingest.seal import Seal
from ingest.vectors import VectorIndex

logger = logging.getLogger(__name__)

_FORMATS = {WORDS: 3, VECTORS: 2}
"""Raised when what is written into an index changes, so that stored indexes are built again."""
_WORDS_PER_BATCH = 4000
_VECTORS_PER_BATCH = 256


class Progress(Protocol):
    """Told how far a long work has come."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """`stage` is what is being done, in a word; `total` is None where it is unknown."""


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""


class Stamp:
    """Which library an index folder belongs to and how many batches it was given."""

    def __init__(self, folder: Path, library_id: str, target: str) -> None:
        self._path = folder / "stamp.json"
        self._library_id = library_id
        self._format = _FORMATS[target]

    def read(self) -> int | None:
        """Batches of this library in the folder; None for a folder of another library, format or none at all."""
        try:
            stamp = json.loads(self._path.read_text(encoding="utf-8"))
            fits = stamp["library"] == self._library_id and stamp["format"] == self._format
            return int(stamp["batch"]) if fits else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, batch: int) -> None:
        """Note that the folder holds `batch`."""
        stamp = {"library": self._library_id, "format": self._format, "batch": batch}
        write_atomically(self._path, json.dumps(stamp).encode())


class WordFollower:
    """Keeps the word index in step with the records."""

    def __init__(self, records: Records, folder: Path, library_id: str) -> None:
        self._records = records
        self._folder = folder
        self._stamp = Stamp(folder, library_id, WORDS)
        self._seal = Seal(folder)
        self._unsettled = True
        self.index = self._open()

    def drain(self, progress: Progress = silent) -> None:
        """Bring the index up to the records."""
        total, done = self._records.queued(WORDS), 0
        while batch := self._records.next_batch(WORDS, _WORDS_PER_BATCH):
            try:
                self._unsettled |= self.index.write(batch.present, batch.absent)
            except LibraryUnavailable as exc:
                logger.warning("word index is built again: %s", exc)
                self.rebuild(progress)
                return
            number = self._count() + 1
            self._stamp.write(number)
            self._records.acknowledge(batch, {_fact(WORDS): str(number), "words_settled": self._settled()})
            done += len(batch.seqs)
            progress("words", done, max(total, done))

    def settle(self) -> None:
        """Forget what was taken out, which BM25 would go on counting. Takes 1 s per 30,000 passages, or nothing."""
        if self._unsettled:
            self.rebuild()

    def rebuild(self, progress: Progress = silent) -> None:
        """Write the whole index again from the records; searches see the old one until the new one is complete."""
        last, number = self._records.newest_queued(WORDS), self._count() + 1
        try:
            self.index.replace_all(self._records.all_searched())
        except LibraryUnavailable as exc:
            logger.warning("word index is written from nothing: %s", exc)
            self.index = self._fresh()
            self.index.replace_all(self._records.all_searched())
        self._stamp.write(number)
        self._unsettled = False
        self._records.acknowledge_until(WORDS, last, {_fact(WORDS): str(number), "words_settled": self._settled()})
        progress("words", self.index.count(), self.index.count())

    def verify(self) -> None:
        """Rebuild if the index does not hold what the records say."""
        if self.index.count() != self._records.searched():
            logger.warning("word index holds %s passages, records %s", self.index.count(), self._records.searched())
            self.rebuild()

    def close(self) -> None:
        """Seal the files. The index is not used after this."""
        self._seal.write()

    def _open(self) -> WordIndex:
        facts = self._records.facts()
        recorded = int(facts.get(_fact(WORDS), "0"))
        # What waits may have been taken out already, by a process that did not live to say so.
        self._unsettled = facts.get("words_settled", "yes") != "yes" or self._records.newest_queued(WORDS) > 0
        if self._seal.broken_by_damage():
            logger.warning("word index is built again: its files were changed while it was closed")
        elif _fits(self._stamp.read(), recorded):
            try:
                return WordIndex(self._folder)
            except LibraryUnavailable as exc:
                logger.warning("word index is built again: %s", exc)
        return self._fresh()

    def _fresh(self) -> WordIndex:
        """An empty index, to be written from the records."""
        recorded = self._count()
        self._unsettled = recorded > 0
        with storage_guard(self._folder):
            shutil.rmtree(self._folder, ignore_errors=True)
            index = WordIndex(self._folder)
        self._stamp.write(recorded)
        return index

    def _count(self) -> int:
        return int(self._records.facts().get(_fact(WORDS), "0"))

    def _settled(self) -> str:
        return "no" if self._unsettled else "yes"


class VectorFollower:
    """Keeps the vectors in step with the records. The store is opened when it is first needed.

    Args:
        records: What to follow.
        folder: Of the embedded store.
        library_id: Identity of the records.
        embedder: Makes the vectors.
        url: Chroma server to use instead of the folder; "" for the folder.
    """

    def __init__(self, records: Records, folder: Path, library_id: str, embedder: Embedder, url: str = "") -> None:
        self._records = records
        self._folder = folder
        self._stamp = Stamp(folder, library_id, VECTORS)
        self._seal = Seal(folder)
        self._embedder = embedder
        self._url = url
        self._store: VectorIndex | None = None
        self._opening = threading.RLock()
        self._closed = False
        self._verified = False
        self._asked: tuple[str, Vectors | None] = ("", None)
        if not url and not _fits(self._stamp.read(), self._count()):
            self._start_over()

    @property
    def embedder_name(self) -> str:
        """Which model the vectors are of."""
        return self._embedder.name

    @property
    def index(self) -> VectorIndex:
        """The store, opened."""
        with self._opening:
            if self._closed:
                raise LibraryUnavailable("the library is closed; open it again")
            if self._store is None:
                self._store = self._open()
            return self._store

    def search(self, text: str, k: int) -> list[Match]:
        """The `k` passages nearest to `text`."""
        self._verify()
        return self.index.search(self._vector(text), k)

    def search_near(self, text: str, near: Mapping[str, float], k: int, pull: float) -> list[Match]:
        """The `k` passages nearest to `text` drawn towards the passages `near` (id -> weight, summing to 1)."""
        self._verify()
        held = self.index.read(list(near))
        asked = self._vector(text)
        drawn = asked.copy()
        for passage_id, vector in held.items():
            drawn += np.float32(pull * near[passage_id]) * vector
        length = float(drawn @ drawn) ** 0.5
        return self.index.search(drawn / np.float32(length or 1.0), k)

    def _vector(self, text: str) -> Vectors:
        """The vector of a question; the last one is kept, since one question is often asked twice in a row."""
        known, vector = self._asked
        if vector is None or known != text:
            vector = self._embedder.embed([text])[0]
            self._asked = (text, vector)
        return vector

    def drain(self, progress: Progress = silent) -> None:
        """Embed and write what waits."""
        total, done = self._records.queued(VECTORS), 0
        while batch := self._records.next_batch(VECTORS, _VECTORS_PER_BATCH):
            texts = [embedded_text(one.title, one.passage.text) for one in batch.present]
            vectors = self._embedder.embed(texts)
            self.index.write([one.passage.passage_id for one in batch.present], vectors, batch.absent)
            number = self._count() + 1
            if not self._url:
                self._stamp.write(number)
            self._records.acknowledge(batch, {_fact(VECTORS): str(number), "embedder": self._embedder.name})
            done += len(batch.seqs)
            progress("vectors", done, max(total, done))

    def rebuild(self, progress: Progress = silent) -> None:
        """Embed everything again."""
        self._start_over()
        self.drain(progress)

    def close(self) -> None:
        """Give up the store's files."""
        with self._opening:
            self._closed = True
            if self._store is not None:
                self._store.close()
                self._store = None
                if not self._url:
                    self._seal.write()

    def _open(self) -> VectorIndex:
        if not self._url and self._seal.broken_by_damage():
            logger.warning("vectors are built again: their files were changed while they were closed")
            self._start_over()
        try:
            return self._loaded()
        except LibraryUnavailable as exc:
            if self._url:
                raise
            logger.warning("vectors are built again: %s", exc)
            self._start_over()
        return VectorIndex(self._folder)

    def _loaded(self) -> VectorIndex:
        """The store as it stands in its folder or on its server, closed again if it cannot be read."""
        index = VectorIndex(self._folder, self._url, sealed=self._seal.held)
        try:
            index.load(self._embedder.dimension)
        except LibraryUnavailable:
            with suppress(LibraryUnavailable):
                index.close()
            raise
        return index

    def _verify(self) -> None:
        """Once: embed everything again if the store holds another number of passages than it should."""
        with self._opening:
            if self._verified:
                return
            self._verified = True
            try:
                self.drain()
                held, wanted = self.index.counted(), self._records.searched()
                if held != wanted:
                    logger.warning("vector store holds %s passages, records %s: built again", held, wanted)
                    self.rebuild()
            except (StorageFull, EmbeddingUnavailable) as exc:
                logger.warning("vectors are behind the records: %s", exc)
            except VectorsUnavailable:
                self._verified = False
                raise

    def _start_over(self) -> None:
        """Empty the store and queue everything. In this order: an interrupted start is noticed by the missing stamp."""
        if self._url:
            self.index.clear()
        else:
            with self._opening, storage_guard(self._folder):
                if self._store is not None:
                    self._store.close()
                    self._store = None
                shutil.rmtree(self._folder, ignore_errors=True)
        self._records.requeue_all(VECTORS, {"embedder": self._embedder.name})
        if not self._url:
            self._stamp.write(self._count())

    def _count(self) -> int:
        return int(self._records.facts().get(_fact(VECTORS), "0"))


def embedded_text(title: str, passage: str) -> str:
    """What is embedded for a passage: its title in front, which tells what the sentences are about."""
    return f"{title}\n{passage}" if title else passage


def _fits(stamped: int | None, recorded: int) -> bool:
    """True where a folder is as old as the records say, or one batch ahead (a crash between the two)."""
    if stamped is None:
        return False
    return stamped in (recorded, recorded + 1)


def _fact(target: str) -> str:
    return f"{target}_batch"
