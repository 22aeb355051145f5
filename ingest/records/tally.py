"""Counts over all records, kept up to date by what each unit changes: reading them anew takes half a second per 100,000."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

COUNTED = ("integrity", "text_origin", "species", "design")
"""Columns of ARTICLES whose values are counted."""
TALLIED = ("article_id", "version_hash", "year", *COUNTED)
"""Columns of ARTICLES that a tally is made of."""
_HASHED_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Counts:
    """What all records together come to."""

    by_integrity: dict[str, int]
    by_origin: dict[str, int]
    by_species: dict[str, int]
    by_design: dict[str, int]
    passages: int
    newest_year: int | None
    snapshot_id: str


@dataclass(frozen=True, slots=True)
class UnitChanges:
    """What one unit made of the records it touched."""

    rows: tuple[tuple[Mapping[str, Any] | None, Mapping[str, Any]], ...] = ()
    """Columns of ARTICLES before (None for a new record) and after."""
    passages: int = 0
    """Passages searched, more or fewer."""


class Tally:
    """Counts of one state of the records. Not for several threads at once.

    Args:
        rows: `TALLIED` columns of every record.
        passages: Passages searched.
    """

    def __init__(self, rows: Iterable[Any], passages: int) -> None:
        self._by: dict[str, Counter[str]] = {name: Counter() for name in COUNTED}
        self._years: Counter[int] = Counter()
        self._lines: list[bytes] = []
        self._passages = passages
        self._counts: Counts | None = None
        for row in rows:
            self._lines.append(_line(row))
            self._count(row, 1)
        self._lines.sort()

    def change(self, changes: UnitChanges) -> None:
        """Follow one unit."""
        self._counts = None
        self._passages += changes.passages
        fresh = []
        for before, after in changes.rows:
            self._count(after, 1)
            if before is None:
                fresh.append(_line(after))
            else:
                self._count(before, -1)
                self._lines[bisect_left(self._lines, _line(before))] = _line(after)
        if fresh:
            self._lines += fresh
            self._lines.sort()

    def counts(self) -> Counts:
        """All counts, and the id of the state they belong to."""
        if self._counts is None:
            integrity, origin, species, design = (dict(sorted((+self._by[name]).items())) for name in COUNTED)
            newest = max((year for year, count in self._years.items() if count), default=None)
            snapshot = snapshot_of_lines(self._lines)
            self._counts = Counts(integrity, origin, species, design, self._passages, newest, snapshot)
        return self._counts

    def _count(self, row: Mapping[str, Any], times: int) -> None:
        for name in COUNTED:
            self._by[name][row[name]] += times
        if row["year"] is not None:
            self._years[row["year"]] += times


def snapshot_of_lines(lines: list[bytes]) -> str:
    """First 16 hex digits of the SHA-256 over sorted lines of id, version and integrity."""
    digest = hashlib.sha256()
    for start in range(0, len(lines), _HASHED_AT_ONCE):
        digest.update(b"".join(lines[start : start + _HASHED_AT_ONCE]))
    return digest.hexdigest()[:16]


def _line(row: Mapping[str, Any]) -> bytes:
    """One record as it enters the snapshot; a tab sorts before every character of an id."""
    return f"{row['article_id']}\t{row['version_hash']}\t{row['integrity']}\n".encode()
