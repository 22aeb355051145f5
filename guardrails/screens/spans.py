"""What the screens find: a place in a text, what kind of thing it is, and why."""

from __future__ import annotations

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


def without_overlaps(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In text order; of two that overlap the one that came first in `spans` stays, grown to cover the other."""
    kept: list[Span] = []
    for span in spans:
        clash = [one for one in kept if one.overlaps(span)]
        if not clash:
            kept.append(span)
            continue
        first = clash[0]
        kept = [one for one in kept if one not in clash]
        start, end = min(span.start, *(o.start for o in clash)), max(span.end, *(o.end for o in clash))
        kept.append(Span(start, end, first.category, first.reason))
    return tuple(sorted(kept, key=lambda s: s.start))
