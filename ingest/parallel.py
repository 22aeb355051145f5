"""Files read by several processes at once: each leaves its records ready to store, the library takes them in order.

A reader holds no more than a few hundred records: what is ready goes into a folder that only this user can read and
that is gone with the run. Nothing of a file is stored before all of it was read.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.domain import Article, Deletion
from ingest.errors import RecordError
from ingest.preparation import Prepared, ReadingRules

ReadFile = Callable[[Path], Iterator[Article | Deletion]]
Load = Callable[[], list[Prepared | Deletion]]
Readings = Generator[tuple[Path, Load], None, None]
_RECORDS_PER_PART = 500
_AHEAD = 2
"""Files that are read beyond those the workers hold, so that none waits for the library."""


def read_in_turn(paths: Iterable[Path], rules: ReadingRules, read: ReadFile) -> Readings:
    """Each file with what loads its records, in this process."""
    for path in paths:
        yield path, lambda path=path: rules.prepare_all(read(path))  # type: ignore[misc]


def read_ahead(paths: Iterable[Path], rules: ReadingRules, read: ReadFile, workers: int) -> Readings:
    """Each file with what loads its records, in the order given, read by `workers` processes ahead of time.

    Loading raises what reading raised. `rules` and `read` have to be picklable.
    """
    context = multiprocessing.get_context("forkserver")
    with TemporaryDirectory(prefix="callprep-ingest-") as folder:
        pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent)
        try:
            waiting: deque[tuple[Path, Future[Path]]] = deque()
            source = enumerate(paths)
            while True:
                for number, path in islice(source, workers + _AHEAD - len(waiting)):
                    target = Path(folder) / f"{number}.part"
                    waiting.append((path, _submit(pool, path, target, rules, read)))
                if not waiting:
                    return
                path, future = waiting.popleft()
                yield path, lambda future=future: _load(future)  # type: ignore[misc]
        finally:
            pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, path: Path, target: Path, rules: ReadingRules, read: ReadFile) -> Future[Path]:
    """The coming outcome of one file; one that has failed already where the workers are gone."""
    try:
        return pool.submit(_prepare_file, path, target, rules, read)
    except BrokenProcessPool as exc:
        failed: Future[Path] = Future()
        failed.set_exception(exc)
        return failed


def _prepare_file(path: Path, target: Path, rules: ReadingRules, read: ReadFile) -> Path:
    """Runs in a worker: all records of a file, ready to store, in parts."""
    records = read(path)
    with target.open("wb") as stream:
        while part := rules.prepare_all(islice(records, _RECORDS_PER_PART)):
            pickle.dump(part, stream, protocol=pickle.HIGHEST_PROTOCOL)
    return target


def _load(future: Future[Path]) -> list[Prepared | Deletion]:
    try:
        target = future.result()
    except BrokenProcessPool as exc:
        raise RecordError("the process that read it was ended from outside; run the command again") from exc
    records: list[Prepared | Deletion] = []
    with target.open("rb") as stream:
        while stream.peek(1):
            records += pickle.load(stream)  # noqa: S301 - written by our own worker into our own folder
    target.unlink()
    return records


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for ever: it watches the parent and ends with it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        threading.Thread(target=lambda: (wait([sentinel]), os._exit(1)), daemon=True).start()
