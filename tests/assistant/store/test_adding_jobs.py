"""The limit of open jobs holds however many ask at the same moment, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine

from assistant.engine import make_engine
from assistant.migrations import upgrade
from assistant.reviewing import Job, JobState
from assistant.store.jobs import JobStore, Once, Refusal

NOW = datetime(2026, 11, 17, 23, 0, tzinfo=UTC)
WRITERS = 8


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    lite = request.param == "sqlite"
    made = make_engine(f"sqlite:///{tmp_path / 'a.db'}" if lite else request.getfixturevalue("postgres_url"))
    upgrade(made)
    yield made
    made.dispose()


def job(number: int, kind: str = "packs", by: str = "U-1") -> Job:
    return Job(f"J-{number}", kind, {}, JobState.WAITING, by, NOW)


def together(engine: Engine, jobs: list[Job], once: Once | None, most: int) -> list[Refusal | None]:
    """What each of as many writers hears, all of them let go at once."""
    gate = Barrier(len(jobs))

    def add(one: Job) -> Refusal | None:
        store = JobStore(engine)
        gate.wait(timeout=30)
        return store.add_if_room(one, once, most)

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(add, jobs))


def test_as_many_as_there_is_room_for_are_let_in(engine: Engine) -> None:
    store = JobStore(engine)
    for turn in range(5):
        person = f"U-{turn}"
        told = together(engine, [job(turn * WRITERS + n, by=person) for n in range(WRITERS)], None, 3)
        assert (told.count(None), told.count(Refusal.FULL)) == (3, WRITERS - 3)
        assert store.open(None, person) == 3


def test_of_two_services_that_look_at_the_same_moment_one_adds_what_is_due(engine: Engine) -> None:
    store, day = JobStore(engine), timedelta(days=1)
    for turn, (kind, once) in enumerate((("cascade", Once.ALL), ("digest", Once.PERSON)) * 4):
        made = NOW + turn * day
        jobs = [replace(job(turn * WRITERS + n, kind), made_at=made) for n in range(WRITERS)]
        gate = Barrier(WRITERS)

        def look(one: Job, once: Once = once, gate: Barrier = gate) -> bool:
            gate.wait(timeout=30)
            return JobStore(engine).add_if_due(one, once, day)

        with ThreadPoolExecutor(WRITERS) as pool:
            told = list(pool.map(look, jobs))
        assert told.count(True) == 1
        added = jobs[told.index(True)]
        assert store.cancel(added.job_id, made), "it is over at once, and still nobody adds it again that day"
        assert not store.add_if_due(replace(added, job_id="J-again", made_at=made + day / 2), once, day)
    other = replace(job(999, "digest", "U-2"), made_at=NOW)
    assert store.add_if_due(other, Once.PERSON, day), "another person's digest is another's"


def test_one_of_a_kind_is_let_in_of_all_or_of_each_person(engine: Engine) -> None:
    store = JobStore(engine)
    everybody = [job(n, "gate", f"U-{n}") for n in range(WRITERS)]
    told = together(engine, everybody, Once.ALL, 10)
    assert (told.count(None), told.count(Refusal.SAME)) == (1, WRITERS - 1)
    own = [job(100 + n, "alerts", f"U-{n % 2}") for n in range(WRITERS)]
    told = together(engine, own, Once.PERSON, 10)
    assert (told.count(None), told.count(Refusal.SAME)) == (2, WRITERS - 2)
    assert (store.open("gate"), store.open("alerts")) == (1, 2)


def test_a_job_asked_for_twice_is_added_once(engine: Engine) -> None:
    told = together(engine, [job(1)] * WRITERS, None, 10)
    assert (told.count(None), told.count(Refusal.KNOWN)) == (1, WRITERS - 1)
