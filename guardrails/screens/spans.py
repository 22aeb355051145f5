"""What the screens find: a place in a text, what kind of thing it is, and why."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Something found in a text; `text[start:end]` is the quote."""

    start: int
    end: int
    category: str
    reason: str

    def overlaps(self, other: Span) -> bool:
        """True where the two share a character."""
        return self.start < other.end and other.start < self.end


class Apart:
    """Spans of which no two overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans, key=_start)

    def meets(self, span: Span) -> bool:
        """Whether one of them overlaps the span."""
        at = bisect_left(self._spans, span.end, key=_start)
        return at > 0 and self._spans[at - 1].end > span.start

    def add(self, span: Span) -> None:
        """One more, which meets none."""
        insort(self._spans, span, key=_start)


def _start(span: Span) -> int:
    return span.start


def without_overlaps(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In text order; of spans that overlap the one that came first in `spans` stays, grown to cover the others."""
    placed = sorted(enumerate(spans), key=lambda item: (item[1].start, item[1].end))
    kept: list[tuple[int, Span]] = []
    for rank, span in placed:
        if not kept or not kept[-1][1].overlaps(span):
            kept.append((rank, span))
            continue
        before, other = kept[-1]
        first = span if rank < before else other
        whole = Span(other.start, max(other.end, span.end), first.category, first.reason)
        kept[-1] = (min(rank, before), whole)
    return tuple(span for _, span in kept)
