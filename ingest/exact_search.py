"""Nearest vectors by comparing with all of them: the same answer whatever the order in which they arrived.

An approximate graph finds most neighbours, depends on the order of insertion, and loses a vector now and then. Up to
some 100,000 passages comparing with all takes 5 to 20 ms, so nothing has to be approximate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ingest.domain import Match
from ingest.matching import match, ranked

if TYPE_CHECKING:
    from ingest.embedding import Vectors


class VectorTable:
    """Unit vectors by passage id. Never changed: writing gives a new table, so searches need no lock."""

    def __init__(self, passage_ids: Sequence[str], vectors: Vectors) -> None:
        self._ids = tuple(passage_ids)
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)

    def __len__(self) -> int:
        return len(self._ids)

    def search(self, vector: Vectors, k: int) -> list[Match]:
        """The `k` nearest by cosine, best first; ties by passage id."""
        if k < 1 or not self._ids:
            return []
        scores = np.round(self._vectors @ vector.astype(np.float32), 6)
        if k < len(scores):
            # All that tie with the last place are kept, so that ids and not chance decide who is cut.
            floor = np.partition(scores, len(scores) - k)[len(scores) - k]
            places = np.nonzero(scores >= floor)[0]
        else:
            places = np.arange(len(scores))
        return ranked((match(self._ids[place], float(scores[place])) for place in places), k)

    def read(self, passage_ids: Iterable[str]) -> dict[str, Vectors]:
        """Vectors by passage id; unknown ids are left out."""
        places = self._places
        return {passage_id: self._vectors[places[passage_id]] for passage_id in passage_ids if passage_id in places}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {passage_id: place for place, passage_id in enumerate(self._ids)}

    def with_changes(self, passage_ids: Sequence[str], vectors: Vectors, absent: Iterable[str]) -> VectorTable:
        """The table with some vectors written and others removed."""
        gone = {*passage_ids, *absent}
        kept = [place for place, passage_id in enumerate(self._ids) if passage_id not in gone]
        ids = [self._ids[place] for place in kept] + list(passage_ids)
        remaining = self._vectors if len(kept) == len(self._ids) else self._vectors[kept]
        if not len(passage_ids):
            return VectorTable(ids, remaining)
        return VectorTable(ids, np.concatenate([remaining, vectors]) if len(remaining) else vectors)
