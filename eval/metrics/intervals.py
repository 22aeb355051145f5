"""Intervals of shares: Wilson for one share, MOVER for means of shares. Deterministic and independent of order."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from eval.domain import Score

Z95 = 1.959963984540054


def wilson(hits: int, total: int, z: float = Z95) -> tuple[float, float]:
    """The Wilson score interval of `hits` in `total`.

    Raises:
        ValueError: `total` is 0; there is no share to give an interval for.
    """
    if total <= 0:
        raise ValueError(f"total={total!r}; a share needs at least one case")
    share = hits / total
    spread = 1 + z * z / total
    middle = (share + z * z / (2 * total)) / spread
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / spread
    return max(0.0, middle - half), min(1.0, middle + half)


def share(hits: int, total: int, reason: str) -> Score:
    """A share with its Wilson interval; undefined with `reason` where there is nothing to take a share of."""
    if total == 0:
        return Score(None, reason=reason)
    low, high = wilson(hits, total)
    return Score(hits / total, low, high, total)


def mean_of_shares(parts: Sequence[Score], reason: str = "") -> Score:
    """The mean of independent shares with the interval that their intervals imply (MOVER).

    Undefined where one of them is: a mean over fewer classes would be another metric.
    """
    missing = next((p for p in parts if p.value is None), None)
    if missing is not None or not parts:
        return Score(None, reason=reason or (missing.reason if missing else "no parts"))
    values = [p.value or 0.0 for p in parts]
    mean = sum(values) / len(parts)
    down = sqrt(sum((v - (p.low or 0.0)) ** 2 for v, p in zip(values, parts, strict=True))) / len(parts)
    up = sqrt(sum(((p.high or 0.0) - v) ** 2 for v, p in zip(values, parts, strict=True))) / len(parts)
    return Score(mean, max(0.0, mean - down), min(1.0, mean + up), sum(p.count for p in parts))
