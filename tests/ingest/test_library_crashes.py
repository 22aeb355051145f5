"""Killed at random moments, or out of disk: nothing acknowledged is lost or doubled, and the stores agree again."""

from __future__ import annotations

import multiprocessing
import random
import time
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from ingest.domain import Deletion
from tests.ingest.crash_worker import UNIT_SIZE, add_until_full, add_until_killed, unit
from tests.ingest.store_fakes import Home, assert_in_step

QUICK_RUNS = 26
LONG_RUNS = 200


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Workers are forked from a server that has loaded everything and holds no thread."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.ingest.crash_worker", "chromadb", "tantivy", "alembic"])
    return context


def acked_in(acknowledged: Path) -> list[int]:
    return [int(line) for line in acknowledged.read_text().split()] if acknowledged.exists() else []


def run_and_kill(
    processes: ForkServerContext, home: Path, acknowledged: Path, units: int | None, after_s: float
) -> None:
    """Kill a worker `after_s` seconds behind its start (units None) or its acknowledgement of so many units."""
    before = len(acked_in(acknowledged))
    worker = processes.Process(target=add_until_killed, args=(str(home), str(acknowledged)), daemon=True)
    worker.start()
    while units is not None and len(acked_in(acknowledged)) < before + units:
        assert worker.is_alive(), "the worker must not end by itself"
        time.sleep(0.002)
    time.sleep(after_s)
    assert worker.is_alive(), "the worker must not end by itself"
    worker.kill()
    worker.join()
    worker.close()


def check(folder: Path, acknowledged: Path) -> int:
    """Everything that must hold after a crash; returns the number of units stored."""
    acked = acked_in(acknowledged)
    home = Home(folder)
    with home.opened() as library:
        stored = library.article_ids()
        whole = {int(article_id) // UNIT_SIZE for article_id in stored}
        assert len(acked) == len(set(acked)), "a unit was acknowledged twice"
        assert set(acked) <= whole, "an acknowledged unit is lost"
        assert len(stored) == len(whole) * UNIT_SIZE, "half a unit is stored"
        assert len(whole - set(acked)) <= len(list(folder.parent.glob("run-*"))), (
            "more than one unit a run unacknowledged"
        )
        library.search_vectors("trial", 1)  # a reader comes first: a store killed while it was made is made again
        assert_in_step(library)
        for number in sorted(whole)[-3:]:
            report = library.add([record for record in unit(number) if not isinstance(record, Deletion)], "again")
            assert not report.new
        assert_in_step(library)
    home.close()
    return len(whole)


def crash_again_and_again(processes: ForkServerContext, folder: Path, runs: int) -> int:
    chance = random.Random(20261121)
    home, acknowledged, stored = folder / "home", folder / "acknowledged", 0
    Home(home).close()
    for number in range(runs):
        (folder / f"run-{number}").touch()
        units = None if number % 5 == 4 else chance.randint(0, 2)
        run_and_kill(processes, home, acknowledged, units, chance.uniform(0.0, 0.15))
        stored = check(home, acknowledged)
    return stored


def test_killed_at_random_moments(processes: ForkServerContext, tmp_path: Path) -> None:
    assert crash_again_and_again(processes, tmp_path, QUICK_RUNS) > QUICK_RUNS // 2, "the workers got nowhere"


@pytest.mark.slow
def test_killed_at_random_moments_often(processes: ForkServerContext, tmp_path: Path) -> None:
    assert crash_again_and_again(processes, tmp_path, LONG_RUNS) > LONG_RUNS // 2


@pytest.mark.parametrize("file_bytes", [200_000, 330_000, 600_000, 1_000_000])
def test_a_full_disk_has_a_name_and_leaves_the_library_readable(
    processes: ForkServerContext, tmp_path: Path, file_bytes: int
) -> None:
    home, acknowledged = tmp_path / "home", tmp_path / "acknowledged"
    worker = processes.Process(target=add_until_full, args=(str(home), str(acknowledged), file_bytes))
    worker.start()
    worker.join(120)
    assert worker.exitcode == 0
    *stored, outcome = acknowledged.read_text().splitlines()
    assert outcome.startswith("StorageFull True True "), outcome
    again = Home(home)
    with again.opened() as library:
        units = {int(article_id) // UNIT_SIZE for article_id in library.article_ids()}
        assert {int(line.split()[1]) for line in stored} <= units
        assert len(library.article_ids()) == len(units) * UNIT_SIZE
        assert_in_step(library)
        library.add(unit(max(units) + 1), "after space was made")
        assert_in_step(library)
    again.close()
