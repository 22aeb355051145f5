"""Two services on one PostgreSQL write records at the same time: each counts the right state. Skips where none is installed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import Engine, event

from assistant import make_engine, upgrade
from guardrails import split_sentences
from ingest import AbstractSection, Article
from ingest.library import estimate_tokens
from ingest.preparation import Prepared, standard_rules
from ingest.records.store import Records

NOW = datetime(2026, 11, 17, 23, 0, tzinfo=UTC)
UNITS, RECORDS = 12, 30
"""Units of each service, and records that they share."""


@pytest.fixture
def engines(postgres_url: str) -> Iterator[tuple[Engine, Engine]]:
    one, other = make_engine(postgres_url), make_engine(postgres_url)
    upgrade(one)
    yield one, other
    one.dispose()
    other.dispose()


def unit(numbers: range, version: str) -> list[Prepared]:
    """Records of one passage that differ in their ids alone; another version is another text."""
    text = (AbstractSection(None, None, "Nausea fell."),)
    one = standard_rules(split_sentences, estimate_tokens).prepare(Article("1", "1", "T", text, year=2020))
    assert isinstance(one, Prepared)
    made = []
    for number in numbers:
        same: dict[str, Any] = {"article_id": str(10_000_000 + number), "version_hash": version.rjust(64, "0")}
        passage = replace(one.passages[0], passage_id=f"{number}:{version}", **same)
        made.append(replace(one, record_hash=version.rjust(64, "0"), passages=(passage,), **same))
    return made


def whole(records: Records) -> int:
    """How many records there are by each count, which is one number in every state."""
    held = records.count_all()
    counts = {sum(by.values()) for by in (held.by_integrity, held.by_origin, held.by_species, held.by_design)}
    counts.add(held.passages)
    assert len(counts) == 1, "the counts are of different moments"
    return counts.pop()


def test_a_unit_of_the_other_service_between_two_readings_is_in_all_counts_or_in_none(
    engines: tuple[Engine, Engine],
) -> None:
    mine, other = (Records(engine) for engine in engines)
    mine.apply(unit(range(5), "a"), "mine", NOW)
    between = iter((range(5, 9), range(9, 11)))

    def write(*args: Any) -> None:
        sql = str(args[2])
        reads = "species" in sql or "count(" in sql.lower()
        if reads and (numbers := next(between, None)) is not None:
            other.apply(unit(numbers, "a"), "other", NOW)

    event.listen(engines[0], "before_cursor_execute", write)
    assert whole(mine) in (5, 9, 11)
    event.remove(engines[0], "before_cursor_execute", write)
    mine.apply(unit(range(11, 12), "a"), "mine", NOW)
    assert whole(mine) == 12
    assert mine.count_all() == Records(engines[1]).count_all()


def test_two_who_write_and_count_at_once_both_count_right(engines: tuple[Engine, Engine]) -> None:
    services = [Records(engine) for engine in engines]
    gate, over = Barrier(4), Event()

    def write(number: int) -> None:
        gate.wait(timeout=60)
        for turn in range(UNITS):
            new = range(1000 * (number + 1) + turn, 1000 * (number + 1) + turn + 1)
            changed = unit(range(turn % RECORDS, turn % RECORDS + 3), f"{number}{turn:02}")
            services[number].apply(unit(new, "a") + changed, f"service {number}", NOW)

    def count(number: int) -> int:
        gate.wait(timeout=60)
        looks = 0
        while not over.is_set():
            assert whole(services[number]) >= RECORDS
            looks += 1
        return looks

    services[0].apply(unit(range(RECORDS), "a"), "first", NOW)
    with ThreadPoolExecutor(4) as pool:
        looking = [pool.submit(count, number) for number in range(2)]
        writing = [pool.submit(write, number) for number in range(2)]
        try:
            for done in writing:
                done.result(timeout=120)
        finally:
            over.set()
        assert all(look.result(timeout=60) > 0 for look in looking)
    fresh = Records(engines[0]).count_all()
    assert [service.count_all() for service in services] == [fresh, fresh]
    assert sum(fresh.by_integrity.values()) == RECORDS + 2 * UNITS
