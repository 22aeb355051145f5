"""Is B better than A on the same cases? Paired bootstrap for graded values, McNemar's exact test for right and wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb

from eval.intervals import Interval, paired_difference


@dataclass(frozen=True, slots=True)
class Comparison:
    """B minus A over the cases that both have."""

    shared: int
    difference: Interval | None
    """Mean of B minus A with its 95 % bootstrap interval; None without shared cases."""
    better: tuple[str, ...]
    """Cases where B got more."""
    worse: tuple[str, ...]
    p_value: float | None
    """McNemar's exact two-sided p; None where values are graded or nothing differs."""
    reason: str = ""
    """Why there is no p value."""


def compare_cases(first: Mapping[str, float], second: Mapping[str, float]) -> Comparison:
    """Second minus first, case by case; cases that only one run has are left out."""
    shared = sorted(first.keys() & second.keys())
    better = tuple(c for c in shared if second[c] > first[c])
    worse = tuple(c for c in shared if second[c] < first[c])
    difference = paired_difference([second[c] for c in shared], [first[c] for c in shared])
    graded = any(v not in (0.0, 1.0) for c in shared for v in (first[c], second[c]))
    if graded:
        return Comparison(len(shared), difference, better, worse, None, "values are graded; read the interval")
    if not better and not worse:
        return Comparison(len(shared), difference, better, worse, None, "no case differs")
    return Comparison(len(shared), difference, better, worse, mcnemar(len(better), len(worse)))


def mcnemar(gained: int, lost: int) -> float:
    """Exact two-sided p of `gained` against `lost` discordant pairs under a fair coin; 1 where there are none."""
    total = gained + lost
    if not total:
        return 1.0
    tail = sum(comb(total, k) for k in range(min(gained, lost) + 1))
    return min(1.0, 2.0 * tail / float(2**total))
