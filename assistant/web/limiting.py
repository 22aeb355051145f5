"""Door of `limits`: how often one person or address may knock, and how many drafts are written at once.

Counts live in memory: one process serves one home.
"""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

RATES = {"sign_in": "10/minute", "draft": "60/minute", "any": "600/minute"}
"""Sign-ins per address; drafts, and requests of any kind, per person."""

DRAFTS_AT_ONCE = 1
"""Drafting is work of the processor, and of that the interpreter gives one thread a turn at a time: two drafts side by
side are both ready later than one after the other, and whoever searches meanwhile waits for both."""
DRAFTS_AT_ONCE_BY_MODEL = 8
"""A draft by a model waits for the model most of its time."""
IN_LINE, IN_LINE_OF_ONE = 24, 8
"""Drafts that are written or wait, of all and of one person. Each holds one of the server's 40 threads: were they to hold all,
nobody could search or sign in."""
_COME_BACK_S = 5


class TooMany(Exception):
    """The rate is exceeded.

    Attributes:
        retry_after_s: Seconds until the next request is let in, at least 1.
    """

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"Too many requests. Try again in {retry_after_s} seconds.")
        self.retry_after_s = retry_after_s


class Limiter:
    """Moving windows by bucket and identity, and the turns of drafts.

    Args:
        rates: Bucket -> rate; the usual ones if left out.
        drafts_at_once: Drafts that are written at the same time; others wait for their turn.
    """

    def __init__(self, rates: dict[str, str] | None = None, drafts_at_once: int = DRAFTS_AT_ONCE) -> None:
        self._turns = threading.BoundedSemaphore(drafts_at_once)
        self._line: Counter[str] = Counter()
        self._counting = threading.Lock()
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

    @contextmanager
    def drafting(self, identity: str) -> Iterator[None]:
        """Count one draft of a person and wait for its turn, which ends with the block.

        Raises:
            TooMany: More drafts than one person gets a minute, or too many are in line.
        """
        self.hit("draft", identity)
        with self._in_line(identity), self._turns:
            yield

    @contextmanager
    def _in_line(self, identity: str) -> Iterator[None]:
        with self._counting:
            if self._line.total() >= IN_LINE or self._line[identity] >= IN_LINE_OF_ONE:
                raise TooMany(_COME_BACK_S)
            self._line[identity] += 1
        try:
            yield
        finally:
            with self._counting:
                self._line -= Counter((identity,))
