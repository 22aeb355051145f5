"""The worker: takes one job after another under a lease; a worker that dies loses its lease, and the next one goes on."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from assistant.errors import AssistantError
from assistant.reviewing import Job, JobState
from assistant.store.jobs import JobStore
from assistant.tracing import traced
from guardrails import GuardrailError
from ingest import IngestError

LEASE = timedelta(minutes=2)
POLL_S = 1.0
DOUBLED_AT_MOST = 5
"""How often the pause between two looks is doubled while the queue cannot be read: to half a minute."""
SCHEDULE_S = 60.0
"""Seconds between two looks at what came due."""
_LOG = logging.getLogger(__name__)


class Stopped(Exception):
    """The job was cancelled, or its lease went to another worker: stop, nothing more may be written."""


class Steps:
    """What running work reports through: each call renews the lease."""

    def __init__(self, store: JobStore, job: Job, worker: str, clock: Callable[[], datetime]) -> None:
        self._store, self._job, self._worker, self._clock = store, job, worker, clock
        self.checkpoint: dict[str, Any] = dict(job.checkpoint)

    def reached(self, step: str, done: int, total: int, **checkpoint: Any) -> None:
        """Note a step and what a later worker has to know to go on from here.

        Raises:
            Stopped: Cancelled, or the lease is lost.
        """
        # Kept whole at every step: the worker that goes on after a crash knows no more than this.
        self.checkpoint |= checkpoint
        values = {"step": step[:200], "done": done, "total": total, "checkpoint": self.checkpoint}
        if not self._store.progress(self._job.job_id, self._worker, self._clock(), LEASE, values):
            raise Stopped


Run = Callable[[Job, Steps], dict[str, Any]]


class Worker:
    """Runs jobs of one home in a thread of its own.

    Args:
        store: The queue.
        run: Does one job; returns its result.
        clock: Time for leases.
        enqueue_due: Puts into the queue what comes due by itself.
    """

    def __init__(
        self,
        store: JobStore,
        run: Run,
        clock: Callable[[], datetime],
        enqueue_due: Callable[[], object] = lambda: None,
    ) -> None:
        self._store, self._run, self._clock, self._enqueue_due = store, run, clock, enqueue_due
        self._name = f"worker-{secrets.token_hex(4)}"
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to take jobs."""
        self._thread = threading.Thread(target=self._loop, name=self._name, daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Take no more jobs; the running one keeps its lease until it ends or the lease runs out."""
        self._stop.set()
        if self._thread:
            self._thread.join(timeout_s)

    def work_once(self) -> bool:
        """Do the next job; False where none waits."""
        job = self._store.lease(self._name, self._clock(), LEASE)
        if job is None:
            return False
        began = time.monotonic()
        with traced(job.trace_id):
            state, values = self._outcome(job)
            self._store.finish(job.job_id, self._name, state, self._clock(), values)
            seconds = round(time.monotonic() - began, 3)
            fields = {"job": job.job_id, "kind": job.kind, "state": state.value, "seconds": seconds}
            _LOG.info("job", extra={"fields": fields})
        return True

    def _outcome(self, job: Job) -> tuple[JobState, dict[str, Any]]:
        try:
            return JobState.DONE, {"result": self._run(job, Steps(self._store, job, self._name, self._clock))}
        except Stopped:
            return JobState.CANCELLED, {"step": "Stopped."}
        except (AssistantError, IngestError, GuardrailError) as exc:
            return JobState.FAILED, {"error": str(exc)[:2000]}
        except Exception:
            number = secrets.token_hex(2).upper()
            _LOG.exception("job %s failed unexpectedly (%s)", job.job_id, number)
            return JobState.FAILED, {"error": f"Something broke on our side ({number}). What was done before is kept."}

    def _loop(self) -> None:
        looked, failures = -SCHEDULE_S, 0
        while not self._stop.is_set():
            try:
                if time.monotonic() - looked >= SCHEDULE_S:
                    looked = time.monotonic()
                    self._enqueue_due()
                worked, failures = self.work_once(), 0
            except Exception as exc:
                worked, failures = False, failures + 1
                self._tell(exc, failures)
            if not worked:
                self._stop.wait(POLL_S * 2 ** min(failures, DOUBLED_AT_MOST))

    def _tell(self, exc: Exception, failures: int) -> None:
        """One line a try; only an error that nobody expected with its places in the code."""
        if isinstance(exc, AssistantError | IngestError):
            kind = {"fields": {"kind": type(exc).__name__}}
            _LOG.warning("the queue cannot be read, try %s", failures, extra=kind)
        else:
            _LOG.error("the queue cannot be read, try %s", failures, exc_info=exc)
