"""Spans that touch a stretch, found without looking at every span of a long text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
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
        self._leaves = 1 << max(0, len(self._spans) - 1).bit_length()
        self._reach = [-1] * self._leaves + [s.end for s in self._spans] + [-1] * (self._leaves - len(self._spans))
        """How far spans go: each one's end, and before those the farther of two, up to the farthest of all at 1."""
        for at in range(self._leaves - 1, 0, -1):
            self._reach[at] = max(self._reach[2 * at], self._reach[2 * at + 1])

    def __iter__(self) -> Iterator[S]:
        return iter(self._spans)

    def touching(self, start: int, end: int) -> Iterator[S]:
        """Spans with a character in common with the stretch, last first; an empty span touches where it lies inside."""
        before = bisect_left(self._starts, end)
        waiting = [(1, 0, self._leaves)]
        while waiting:
            node, first, width = waiting.pop()
            if first >= before or self._reach[node] <= start:
                continue
            if width == 1:
                yield self._spans[first]
                continue
            half = width // 2
            waiting += ((2 * node, first, half), (2 * node + 1, first + half, half))
