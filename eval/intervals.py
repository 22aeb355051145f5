"""How sure a mean or a difference is: bootstrap intervals with a fixed seed, so that equal input gives equal output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000
SEED = 20261117


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    count: int

    @property
    def above_zero(self) -> bool:
        """True if the whole interval lies above 0."""
        return self.low > 0

    @property
    def below_zero(self) -> bool:
        """True if the whole interval lies below 0."""
        return self.high < 0


def bootstrap(values: Sequence[float], *, resamples: int = RESAMPLES, seed: int = SEED) -> Interval | None:
    """The mean of the values with its interval; None without values."""
    if not values:
        return None
    data = np.asarray(values, dtype=np.float64)
    picks = np.random.default_rng(seed).integers(0, len(data), size=(resamples, len(data)))
    means = data[picks].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(float(data.mean()), float(low), float(high), len(data))


def paired_difference(first: Sequence[float], second: Sequence[float]) -> Interval | None:
    """The mean of first minus second, query by query, with its interval; None without queries."""
    return bootstrap([a - b for a, b in zip(first, second, strict=True)])
