"""The nouns of the bench: a score with its uncertainty, one judged case, and the outcome of one measurement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Score:
    """One metric's value with its 95 % interval, or the reason why there is none. Never NaN."""

    value: float | None
    low: float | None = None
    high: float | None = None
    count: int = 0
    """On how many cases it rests."""
    reason: str = ""
    """Why `value` is None."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What became of one case. `value` is what a comparison of two runs pairs: 1 or 0 where a case is right or wrong."""

    case_id: str
    expected: str
    got: str
    value: float | None
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def correct(self) -> bool:
        """True where the case got its full value."""
        return self.value is not None and self.value >= 1.0


@dataclass(frozen=True, slots=True)
class Cut:
    """Scores of parts of a set: one row per part, the same metrics in each."""

    title: str
    rows: tuple[tuple[str, Mapping[str, Score]], ...]
    plot: str = ""
    """Metric that a report draws as bars; empty where scores do not lie between 0 and 1."""
    signed: bool = False
    """True where the scores are differences."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts of expected (rows) against got (columns)."""

    title: str
    expected: tuple[str, ...]
    got: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Cases worth reading, worst first."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of a line in the unit square, such as precision against recall."""

    title: str
    x: str
    y: str
    points: tuple[tuple[float, float], ...]
    marks: tuple[tuple[float, float, str], ...] = ()
    """Points with a name, such as the one in use."""


@dataclass(frozen=True, slots=True)
class SetInfo:
    """Which set was measured: its name, the hash of its bytes and how many of its cases were used."""

    name: str
    sha256: str
    cases: int
    of: int
    """Cases in the file; more than `cases` where a sample was taken."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one command on one collection of sets: everything a table, a report or a comparison shows."""

    command: str
    sets: tuple[SetInfo, ...]
    settings: Mapping[str, Any]
    metrics: Mapping[str, Score]
    cases: tuple[CaseRow, ...] = ()
    cuts: tuple[Cut, ...] = ()
    matrices: tuple[Matrix, ...] = ()
    listings: tuple[Listing, ...] = ()
    curves: tuple[Curve, ...] = ()
    latencies_ms: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    """Versions of rules, claims, corpus, drafter that the outcome depends on."""
