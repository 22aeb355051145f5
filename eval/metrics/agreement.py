"""Agreement of raters: Cohen's kappa for two, Krippendorff's alpha for any number, with bootstrap intervals over units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import permutations

import numpy as np

from eval.domain import Score

RESAMPLES = 1_000
SEED = 20261121
NOMINAL, ORDINAL, INTERVAL = "nominal", "ordinal", "interval"


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]], *, intervals: bool = True) -> Score:
    """Agreement of two raters beyond chance, unweighted.

    Undefined without pairs, and where both always said the same one thing (chance agreement is 1).
    """
    return _with_interval(sorted(pairs, key=repr), _kappa, "no unit has two ratings", intervals)


def kappa_of_counts(counts: Sequence[Sequence[int]]) -> Score:
    """Cohen's kappa from a square table of counts."""
    pairs: list[tuple[Hashable, Hashable]] = [
        (i, j) for i, row in enumerate(counts) for j, n in enumerate(row) for _ in range(n)
    ]
    value = _kappa(pairs)
    if value is None:
        return Score(None, reason="chance agreement is complete or there are no cases")
    return Score(value, count=len(pairs))


def krippendorff_alpha(
    units: Sequence[Sequence[float | str]], level: str = NOMINAL, *, intervals: bool = True
) -> Score:
    """Krippendorff's alpha over units, each the ratings it got; units with fewer than two ratings say nothing.

    Args:
        units: Ratings per unit; missing ones simply left out.
        level: `nominal`, `ordinal` or `interval`; the latter two need numbers.
        intervals: Whether to add the bootstrap interval.
    """
    paired = sorted((sorted(u, key=repr) for u in units if len(u) > 1), key=repr)

    def alpha(sample: Sequence[Sequence[float | str]]) -> float | None:
        return _alpha(sample, level)

    return _with_interval(paired, alpha, "no unit has two ratings", intervals)


def _kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    if not pairs:
        return None
    total = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(first[label] * second[label] for label in first) / total**2
    if expected >= 1:
        return None
    observed = sum(a == b for a, b in pairs) / total
    return (observed - expected) / (1 - expected)


def _alpha(units: Sequence[Sequence[float | str]], level: str) -> float | None:
    weights: dict[tuple[float | str, float | str], float] = {}
    for unit in units:
        for a, b in permutations(range(len(unit)), 2):
            key = (unit[a], unit[b])
            weights[key] = weights.get(key, 0.0) + 1 / (len(unit) - 1)
    totals: dict[float | str, float] = {}
    for (rating, _), weight in weights.items():
        totals[rating] = totals.get(rating, 0.0) + weight
    n = sum(totals.values())
    distance = _distance(level, totals)
    expected = sum(totals[x] * totals[y] * distance(x, y) for x in totals for y in totals)
    if n <= 1 or not expected:
        return None
    observed = sum(weight * distance(x, y) for (x, y), weight in weights.items())
    return 1 - (n - 1) * observed / expected


def _distance(level: str, totals: Mapping[float | str, float]) -> Callable[[float | str, float | str], float]:
    if level == NOMINAL:
        return lambda a, b: float(a != b)
    if level == INTERVAL:
        return lambda a, b: (float(a) - float(b)) ** 2
    order = sorted(totals, key=float)

    def ordinal(a: float | str, b: float | str) -> float:
        low, high = sorted((order.index(a), order.index(b)))
        between = sum(totals[order[i]] for i in range(low, high + 1))
        return (between - (totals[a] + totals[b]) / 2) ** 2 if a != b else 0.0

    return ordinal


def _with_interval(
    units: Sequence[Sequence[Hashable]],
    metric: Callable[..., float | None],
    reason: str,
    intervals: bool,
) -> Score:
    if not units:
        return Score(None, reason=reason)
    value = metric(units)
    if value is None:
        return Score(None, count=len(units), reason="every rating is the same, so chance agreement is complete")
    if not intervals:
        return Score(value, count=len(units))
    rng = np.random.default_rng(SEED)
    drawn = (metric([units[i] for i in rng.integers(0, len(units), len(units))]) for _ in range(RESAMPLES))
    known = [v for v in drawn if v is not None]
    low, high = np.percentile(known, [2.5, 97.5])
    return Score(value, float(low), float(high), len(units))
