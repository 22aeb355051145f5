"""Remembers what was computed for the last few values: an index of a library costs more than the check that uses it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class RecentMemo(Generic[K, V]):
    """Results for the most recent keys. A key is kept alive while remembered, so its identity cannot be reused."""

    def __init__(self, build: Callable[[K], V], size: int = 4, keeps: Callable[[V], bool] = lambda _: True) -> None:
        """`keeps` says whether a result may be used again."""
        self._build = build
        self._size = size
        self._keeps = keeps
        self._held: list[tuple[K, V]] = []
        self._lock = Lock()

    def __call__(self, key: K) -> V:
        """The remembered result of this very object (or of an equal tuple), else a new one."""
        with self._lock:
            for held, value in self._held:
                if held is key or (isinstance(key, tuple) and held == key):
                    return value
        value = self._build(key)
        if not self._keeps(value):
            return value
        with self._lock:
            self._held.append((key, value))
            del self._held[: -self._size]
        return value
