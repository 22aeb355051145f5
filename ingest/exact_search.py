"""Nearest vectors by comparing with all of them: the same answer whatever the order in which they arrived.

An approximate graph finds most neighbours, depends on the order of insertion, and loses a vector now and then; of crowds
of near twins it loses up to a third. Comparing with all takes 5 to 20 ms for 100,000 passages. Many more are compared in two
stages: all of them in the directions in which they differ most, then the nearest few thousand in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from ingest.domain import Match
from ingest.matching import match, ranked

if TYPE_CHECKING:
    from ingest.embedding import Vectors

DIRECTIONS = 96
"""Principal directions of the first stage; a quarter of the numbers of a MiniLM vector."""
CANDIDATES = 8_000
"""Vectors compared in full after the first stage."""
_SAMPLE = 20_000
_GONE_SHARE = 8
"""Rows of removed vectors are kept until they are one in so many."""
_SPARE = 10_000


class _Rows:
    """Rows that tables share: a table sees those that were written when it was made, a later one more.

    Room for half as many again is asked for at once; the system hands out memory only for what is written.
    """

    def __init__(self, pages: Iterable[Vectors], count: int, *, two_stage: bool) -> None:
        room = count + count // 2 + _SPARE
        self.used = 0
        self.full = np.empty((0, 0), np.float32)
        self.directions: Vectors | None = None
        for page in pages:
            if not self.used:
                # Half precision halves the memory; of a cosine it changes the fifth digit.
                self.full = np.empty((room, page.shape[1]), np.float16 if two_stage else np.float32)
            self._write(page)
        if two_stage:
            self.directions = _principal_directions(self.full[: self.used])
            self.short = np.empty((room, DIRECTIONS), np.float32)
            self._shorten(0)

    def append(self, vectors: Vectors) -> None:
        """Write behind the last row."""
        before = self.used
        self._write(vectors)
        self._shorten(before)

    def fits(self, vectors: Vectors) -> bool:
        """True where these rows are of one length with those held, and there is room for them."""
        return vectors.shape[1] == self.full.shape[1] and self.used + len(vectors) <= len(self.full)

    def _write(self, vectors: Vectors) -> None:
        self.full[self.used : self.used + len(vectors)] = vectors
        self.used += len(vectors)

    def _shorten(self, start: int) -> None:
        if self.directions is not None:
            for first in range(start, self.used, _SPARE):
                rows = slice(first, min(first + _SPARE, self.used))
                self.short[rows] = self.full[rows].astype(np.float32) @ self.directions


class VectorTable:
    """Unit vectors by passage id. Never changed: writing gives a new table, so searches need no lock.

    Args:
        passage_ids: One id a vector.
        vectors: Unit rows in the same order.
        two_stage: Compare in two stages: 1,152 bytes a vector of 384 numbers in place of 1,536.
    """

    def __init__(self, passage_ids: Sequence[str], vectors: Vectors, *, two_stage: bool = False) -> None:
        self._fill(zip([passage_ids], [vectors], strict=True), len(passage_ids), two_stage)

    @classmethod
    def of_pages(
        cls, pages: Iterable[tuple[Sequence[str], Vectors]], count: int, *, two_stage: bool = False
    ) -> VectorTable:
        """The table of up to `count` vectors that come page by page: put together first they would be held twice."""
        table = object.__new__(cls)
        table._fill(pages, count, two_stage)
        return table

    def _fill(self, pages: Iterable[tuple[Sequence[str], Vectors]], count: int, two_stage: bool) -> None:
        ids: list[str] = []

        def named() -> Iterator[Vectors]:
            for passage_ids, vectors in pages:
                if len(passage_ids):
                    ids.extend(passage_ids)
                    yield vectors

        self._two_stage = two_stage and count > CANDIDATES
        self._rows = _Rows(named(), count, two_stage=self._two_stage)
        self._ids = ids
        self._places = {passage_id: place for place, passage_id in enumerate(ids)}
        self._gone = np.zeros(len(ids), bool)

    def __len__(self) -> int:
        return len(self._places)

    def search(self, vector: Vectors, k: int) -> list[Match]:
        """The `k` nearest by cosine, best first; ties by passage id."""
        if k < 1 or not len(self):
            return []
        asked = vector.astype(np.float32)
        places = self._candidates(asked, k)
        held = self._rows.full[: len(self._ids)] if places is None else self._rows.full[places]
        scores = np.round(held.astype(np.float32, copy=False) @ asked, 6)
        if places is None:
            scores[self._gone] = -np.inf
        k = min(k, len(self))
        # All that tie with the last place are kept, so that ids and not chance decide who is cut.
        floor = np.partition(scores, len(scores) - k)[len(scores) - k]
        chosen = np.nonzero(scores >= floor)[0]
        named = chosen if places is None else places[chosen]
        found = zip(named, scores[chosen], strict=True)
        return ranked((match(self._ids[place], float(score)) for place, score in found), k)

    def _candidates(self, asked: Vectors, k: int) -> np.ndarray | None:
        """Rows worth comparing in full; None for all."""
        wanted = max(CANDIDATES, 5 * k)
        if self._rows.directions is None or wanted >= len(self):
            return None
        near = self._rows.short[: len(self._ids)] @ (asked @ self._rows.directions)
        near[self._gone] = -np.inf
        return np.argpartition(near, len(near) - wanted)[len(near) - wanted :]

    def read(self, passage_ids: Iterable[str]) -> dict[str, Vectors]:
        """Vectors by passage id; unknown ids are left out."""
        places, full = self._places, self._rows.full
        return {i: full[places[i]].astype(np.float32) for i in passage_ids if i in places}

    def with_changes(
        self, passage_ids: Sequence[str], vectors: Vectors, absent: Iterable[str], *, two_stage: bool = False
    ) -> VectorTable:
        """The table with some vectors written and others removed. Those that stay are copied now and then only.

        With `two_stage` it compares so from now on. One thread at a time may call this.
        """
        places = dict(self._places)
        dropped = [place for i in (*passage_ids, *absent) if (place := places.pop(i, None)) is not None]
        many_gone = (np.count_nonzero(self._gone) + len(dropped)) * _GONE_SHARE > len(self._ids)
        newest = self._rows.used == len(self._ids)
        if (
            many_gone
            or not newest
            or two_stage > self._two_stage
            or (len(passage_ids) and not self._rows.fits(vectors))
        ):
            return self._copied(list(places.values()), passage_ids, vectors, two_stage or self._two_stage)
        table = object.__new__(VectorTable)
        table._two_stage, table._rows, table._places = self._two_stage, self._rows, places
        table._ids = [*self._ids, *passage_ids]
        table._gone = np.concatenate([self._gone, np.zeros(len(passage_ids), bool)])
        table._gone[dropped] = True
        if len(passage_ids):
            self._rows.append(vectors)
        places.update(zip(passage_ids, range(len(self._ids), len(table._ids)), strict=True))
        return table

    def _copied(
        self, kept: Sequence[int], passage_ids: Sequence[str], vectors: Vectors, two_stage: bool
    ) -> VectorTable:
        together = chain(self._pages_of(kept, _SPARE), [(passage_ids, vectors)])
        return VectorTable.of_pages(together, len(kept) + len(passage_ids), two_stage=two_stage)

    def pages(self, size: int) -> Iterator[tuple[list[str], Vectors]]:
        """Ids and vectors held, as they are kept in memory."""
        return self._pages_of(list(self._places.values()), size)

    def _pages_of(self, places: Sequence[int], size: int) -> Iterator[tuple[list[str], Vectors]]:
        for start in range(0, len(places), size):
            part = places[start : start + size]
            yield [self._ids[place] for place in part], self._rows.full[part]


def _principal_directions(vectors: Vectors) -> Vectors:
    """The directions in which a sample, spread over the rows, has most of its length; one a column."""
    sample = np.asarray(vectors[:: max(1, len(vectors) // _SAMPLE)], np.float32)
    _, directions = np.linalg.eigh(sample.T @ sample)
    return np.ascontiguousarray(directions[:, -DIRECTIONS:], np.float32)
