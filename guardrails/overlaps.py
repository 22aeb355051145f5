"""Spans that touch a stretch, found without looking at every span of a long text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Generic, Protocol, TypeVar


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=_Placed)


class Overlaps(Generic[S]):
    """Spans in order of their start; a question costs a search and the spans near by."""

    def __init__(self, spans: Iterable[S]) -> None:
        self._spans = sorted(spans, key=lambda s: s.start)
        self._starts = [s.start for s in self._spans]
        self._reach = list(accumulate((s.end for s in self._spans), max))
        """How far the spans up to each one go: behind a stretch that none of them reaches nobody needs to look."""

    def __iter__(self) -> Iterator[S]:
        return iter(self._spans)

    def touching(self, start: int, end: int) -> Iterator[S]:
        """Spans with a character in common with the stretch, last first; an empty span touches where it lies inside."""
        for at in range(bisect_left(self._starts, end) - 1, -1, -1):
            if self._reach[at] <= start:
                return
            if self._spans[at].end > start:
                yield self._spans[at]
