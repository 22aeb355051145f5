"""Door of `limits`: how often one person or address may knock. Counts live in memory: one process serves one home."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

RATES = {"sign_in": "10/minute", "draft": "60/minute", "any": "600/minute"}
"""Sign-ins per address; drafts, and requests of any kind, per person."""


class TooMany(Exception):
    """The rate is exceeded.

    Attributes:
        retry_after_s: Seconds until the next request is let in, at least 1.
    """

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"Too many requests. Try again in {retry_after_s} seconds.")
        self.retry_after_s = retry_after_s


class Limiter:
    """Moving windows by bucket and identity."""

    def __init__(self, rates: dict[str, str] | None = None) -> None:
        self._items: dict[str, RateLimitItem] = {name: parse(rate) for name, rate in (rates or RATES).items()}
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def hit(self, bucket: str, identity: str) -> None:
        """Count one request.

        Raises:
            TooMany: The window is full.
        """
        item = self._items[bucket]
        if not self._windows.hit(item, bucket, identity):
            reset = self._windows.get_window_stats(item, bucket, identity).reset_time
            raise TooMany(max(1, math.ceil(reset - time.time())))
