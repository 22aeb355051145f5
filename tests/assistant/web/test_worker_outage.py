"""A worker whose queue cannot be read waits longer and longer, and says so in one line a try."""

import logging
import threading
import time

import pytest

from assistant.errors import StoreUnavailable
from assistant.jobs.worker import DOUBLED_AT_MOST, POLL_S, Worker
from tests.assistant.conftest import AS_OF


class _Waits(threading.Event):
    """Notes how long is waited, and ends the loop after `tries`."""

    def __init__(self, tries: int) -> None:
        super().__init__()
        self.noted: list[float] = []
        self._tries = tries

    def wait(self, timeout: float | None = None) -> bool:
        self.noted.append(timeout or 0.0)
        if len(self.noted) == self._tries:
            self.set()
        return self.is_set()


class _Queue:
    """Broken for so many looks, then empty."""

    def __init__(self, broken: int, error: Exception) -> None:
        self._left, self._error = broken, error

    def lease(self, *_: object) -> None:
        self._left -= 1
        if self._left >= 0:
            raise self._error


@pytest.mark.parametrize(("error", "traced"), [(StoreUnavailable("no words of it"), False), (KeyError("x"), True)])
def test_pauses_double_and_begin_anew_once_the_queue_is_read(
    error: Exception, traced: bool, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(_Queue(8, error), lambda *_: {}, lambda: AS_OF)  # type: ignore[arg-type]
    worker._stop = waits = _Waits(10)
    with caplog.at_level(logging.INFO, logger="assistant"):
        worker.start()
        until = time.monotonic() + 30
        while not waits.is_set() and time.monotonic() < until:
            time.sleep(0.01)
        worker.stop()
    longest = POLL_S * 2**DOUBLED_AT_MOST
    assert waits.noted == [2.0, 4.0, 8.0, 16.0, longest, longest, longest, longest, POLL_S, POLL_S]
    told = [record for record in caplog.records if record.name == "assistant.jobs.worker"]
    assert [record.args for record in told] == [(n,) for n in range(1, 9)]
    assert all(bool(record.exc_info) == traced for record in told)
