"""Long id lists in pieces that every database takes as parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def chunked(items: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """Consecutive pieces of at most `size`; nothing for an empty sequence."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
