"""Killed at any moment of an ingest, while a file is read or a page is fetched: the next run completes it, nothing twice."""

from __future__ import annotations

import itertools
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from tests.fakes_ncbi import FakeNCBI
from tests.ingest.ingest_worker import (
    FILES_PER_ROUND,
    file_pmids,
    ingest_until_killed,
    live_pmids,
    live_records,
    query,
)
from tests.ingest.store_fakes import Home, assert_in_step

QUICK_RUNS = 25
LONG_RUNS = 200


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.ingest.ingest_worker", "chromadb", "tantivy", "alembic"])
    return context


@pytest.fixture
def ncbi() -> Iterator[FakeNCBI]:
    ticks = itertools.count()
    with FakeNCBI(live_records(), clock=lambda: float(next(ticks))) as played:
        yield played


def acknowledged(folder: Path) -> set[tuple[str, int]]:
    log = folder / "acknowledged"
    lines = log.read_text().splitlines() if log.exists() else []
    return {(kind, int(number)) for kind, number in (line.split() for line in lines)}


def check(folder: Path, last: int) -> None:
    """What must hold whenever the worker was killed, up to round `last`."""
    acked = acknowledged(folder)
    home = Home(folder / "home")
    with home.opened() as library:
        stored = {int(article_id) for article_id in library.article_ids()}
        assert len(stored) == len(library.article_ids()), "a record is there twice"
        for number in range(last + 1):
            for place in range(FILES_PER_ROUND):
                held = stored & set(file_pmids(number, place))
                assert len(held) in (0, len(file_pmids(number, place))), f"half a file of round {number}"
                assert held or ("files", number) not in acked, f"an acknowledged file of round {number} is lost"
            mark, live = library.records.watermark(query(number)), live_pmids(number)
            if ("query", number) in acked or (mark and mark.finished_at):
                assert stored >= set(live), f"an acknowledged record of query {number} is lost"
            elif mark and mark.cursor:
                assert stored >= {pmid for pmid in live if pmid <= int(mark.cursor)}, "the mark is ahead of the records"
        library.search_vectors("rope trial", 1)  # a reader comes first: a store killed while it was made is made again
        assert_in_step(library)
    home.close()


def crash_again_and_again(processes: ForkServerContext, ncbi: FakeNCBI, folder: Path, runs: int) -> int:
    """Kill `runs` workers at random moments; returns the last round that was finished."""
    chance = random.Random(20261126)
    Home(folder / "home").close()
    finished = -1
    for _ in range(runs):
        seen, acked = len(ncbi.seen), len(acknowledged(folder))
        worker = processes.Process(
            target=ingest_until_killed, args=(str(folder), ncbi.base_url, finished + 1), daemon=True
        )
        worker.start()
        moment = chance.choice(["at the start", "in a fetch", "in a fetch", "in the next files"])
        if moment == "in a fetch":
            wait_until(lambda seen=seen: len(ncbi.seen) > seen, worker)
        elif moment == "in the next files":
            wait_until(lambda acked=acked: len(acknowledged(folder)) > acked + 1, worker)
        time.sleep(chance.uniform(0.0, 0.3))
        assert worker.is_alive(), "the worker must not end by itself"
        worker.kill()
        worker.join()
        worker.close()
        rounds = [number for kind, number in acknowledged(folder) if kind == "query"]
        finished = max(rounds, default=-1)
        check(folder, finished + 1)
    return finished


def wait_until(reached: Callable[[], bool], worker: multiprocessing.process.BaseProcess) -> None:
    """Until the worker has come so far."""
    while not reached():
        assert worker.is_alive(), "the worker must not end by itself"
        time.sleep(0.002)


def assert_like_undisturbed(processes: ForkServerContext, ncbi: FakeNCBI, folder: Path, last: int) -> None:
    """Once every round is finished, the library is the same as one that was never disturbed."""
    other = folder.parent / "undisturbed"
    other.mkdir()
    Home(other / "home").close()
    for place, first, rounds in ((folder, last + 1, 1), (other, 0, last + 2)):
        worker = processes.Process(target=ingest_until_killed, args=(str(place), ncbi.base_url, first, rounds))
        worker.start()
        worker.join()
        assert worker.exitcode == 0
    snapshots, results = set(), []
    for place in (folder, other):
        home = Home(place / "home")
        with home.opened() as library:
            snapshots.add(library.status().snapshot_id)
            asked = ("rope trial", "oil for two weeks")
            results.append([(library.search_words(t, 20), library.search_vectors(t, 20)) for t in asked])
        home.close()
    assert len(snapshots) == 1
    assert results[0] == results[1]


@pytest.mark.parametrize("runs", [QUICK_RUNS, pytest.param(LONG_RUNS, marks=pytest.mark.slow)])
def test_killed_while_reading_fetching_or_storing(
    processes: ForkServerContext, ncbi: FakeNCBI, tmp_path: Path, runs: int
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    last = crash_again_and_again(processes, ncbi, folder, runs)
    assert last >= runs // 10, "the workers got nowhere"
    assert_like_undisturbed(processes, ncbi, folder, last)
