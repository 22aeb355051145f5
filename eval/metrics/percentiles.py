"""Percentiles of latencies, nearest rank: always a value that was measured."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The value at the nearest rank, e.g. the 19th of 20 for 95 percent; None without values.

    Raises:
        ValueError: `percent` is not in (0, 100].
    """
    if not 0 < percent <= 100:
        raise ValueError(f"percent={percent!r}; give a number above 0 and up to 100")
    if not values:
        return None
    ordered = sorted(values)
    return ordered[ceil(percent / 100 * len(ordered)) - 1]
