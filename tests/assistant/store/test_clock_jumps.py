"""Leases hold when the clock jumps: one job is never finished twice, and none waits for a time that will not come. On both stacks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.engine import make_engine
from assistant.migrations import upgrade
from assistant.reviewing import Job, JobState
from assistant.store.jobs import JobStore

NOW = datetime(2026, 11, 17, 23, 0, tzinfo=UTC)
LENGTH = timedelta(minutes=2)
DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    lite = request.param == "sqlite"
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}" if lite else request.getfixturevalue("postgres_url"))
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def jobs(engine: Engine) -> JobStore:
    store = JobStore(engine)
    store.add(Job("J-1", "ingest", {}, JobState.WAITING, "U-1", NOW))
    return store


def test_after_a_jump_ahead_another_goes_on_and_the_first_can_no_longer_finish(jobs: JobStore) -> None:
    assert jobs.lease("first", NOW, LENGTH)
    assert jobs.lease("second", NOW + DAY, LENGTH)
    assert not jobs.progress("J-1", "first", NOW + DAY, LENGTH, {"step": "late"})
    assert not jobs.finish("J-1", "first", JobState.DONE, NOW + DAY, {})
    assert jobs.finish("J-1", "second", JobState.DONE, NOW + DAY, {})
    assert not jobs.finish("J-1", "second", JobState.DONE, NOW + DAY, {})


def test_after_a_jump_back_the_job_of_a_dead_worker_waits_for_no_lost_future(jobs: JobStore) -> None:
    assert jobs.lease("dead", NOW + DAY, LENGTH)
    taken = jobs.lease("next", NOW, LENGTH)
    assert taken is not None
    assert taken.lease_by == "next"


def test_after_a_jump_back_a_living_worker_keeps_its_job_with_its_next_step(jobs: JobStore) -> None:
    assert jobs.lease("alive", NOW + DAY, LENGTH)
    assert jobs.progress("J-1", "alive", NOW, LENGTH, {"step": "on"})
    assert jobs.lease("other", NOW + LENGTH / 2, LENGTH) is None
    assert jobs.finish("J-1", "alive", JobState.DONE, NOW + LENGTH, {})


def test_a_lease_that_runs_is_nobody_elses(jobs: JobStore) -> None:
    assert jobs.lease("first", NOW, LENGTH)
    for later in (timedelta(0), LENGTH / 2, LENGTH - timedelta(seconds=1), -timedelta(seconds=30)):
        assert jobs.lease("second", NOW + later, LENGTH) is None
