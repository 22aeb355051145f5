"""The pace of requests: never more in any one second than the server allows, by the server's own clock."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WINDOW_S = 1.05
"""A second and a little: clocks differ."""


class Pace:
    """Turns for requests, at most `per_second` of them in any window of `WINDOW_S`.

    A turn is free again one window after its request *ended*, not after it was sent. A request reaches the server some
    time between the two, so arrivals keep their distance however much the way there varies. Safe for threads.
    """

    def __init__(self, per_second: int, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._clock, self._sleep = clock, sleep
        self._free_at: queue.PriorityQueue[float] = queue.PriorityQueue()
        for _ in range(per_second):
            self._free_at.put(float("-inf"))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits for a free turn and holds it while the request runs."""
        free_at = self._free_at.get()
        try:
            wait = free_at - self._clock()
            while wait > 0:  # a sleep may end early
                self._sleep(wait)
                wait = free_at - self._clock()
            yield
        finally:
            self._free_at.put(self._clock() + WINDOW_S)
