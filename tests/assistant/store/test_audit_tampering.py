"""A thousand ways to tamper with the trail, each found, at the first entry that is not as it was."""

import random
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, update

from assistant.engine import make_engine
from assistant.migrations import upgrade
from assistant.store.audit import AuditTrail
from assistant.store.tables import AUDIT

NOW = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
LENGTH, TRIES = 30, 1000
OLD, NEW, RETIRED_AT = b"o" * 32, b"n" * 32, 12
Rows = list[dict[str, Any]]


def edited(rows: Rows, chance: random.Random) -> int:
    at = chance.randrange(LENGTH)
    column = chance.choice(("at", "actor", "action", "detail", "mac", "previous"))
    value = rows[at][column]
    place = chance.randrange(len(value))
    if isinstance(value, bytes):
        rows[at][column] = value[:place] + bytes([value[place] ^ (1 << chance.randrange(8))]) + value[place + 1 :]
    else:
        rows[at][column] = value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]
    return at + 1


def deleted(rows: Rows, chance: random.Random) -> int:
    at = chance.randrange(LENGTH - 1)
    del rows[at]
    return at + 1


def renumbered(rows: Rows, chance: random.Random) -> int:
    """One entry goes and those behind it close up."""
    at = deleted(rows, chance)
    for row in rows[at - 1 :]:
        row["seq"] -= 1
    return at


def inserted(rows: Rows, chance: random.Random) -> int:
    at = chance.randrange(LENGTH)
    copy = dict(rows[chance.randrange(LENGTH)])
    for row in rows[at:]:
        row["seq"] += 1
    rows.insert(at, copy | {"seq": at + 1, "previous": rows[at - 1]["mac"] if at else b"\0" * 32, "actor": "U-9"})
    return at + 1


def swapped(rows: Rows, chance: random.Random) -> int:
    one, two = sorted(chance.sample(range(LENGTH), 2))
    rows[one], rows[two] = rows[two] | {"seq": one + 1}, rows[one] | {"seq": two + 1}
    return one + 1


def cut(rows: Rows, chance: random.Random) -> int:
    keep = chance.randrange(LENGTH)
    del rows[keep:]
    return keep + 1


KINDS = (edited, deleted, renumbered, inserted, swapped, cut)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(engine)
    yield engine
    engine.dispose()


def test_every_tampering_is_found_where_it_begins(engine: Engine, tmp_path: Path) -> None:
    anchor, chance = tmp_path / "anchor", random.Random(20261126)
    trail = AuditTrail(engine, OLD, anchor=anchor)
    for number in range(LENGTH):
        if number == RETIRED_AT:
            trail = trail.with_keys(NEW, [(RETIRED_AT, OLD)])
        trail.append(f"U-{number % 4}", "draft.released", {"draft_id": f"D-{number}"}, NOW)
    assert trail.first_bad() is None
    with engine.connect() as connection:
        rows = [dict(row._mapping) for row in connection.execute(select(AUDIT).order_by(AUDIT.c.seq))]
    missed = []
    for attempt in range(TRIES):
        kind, tampered = KINDS[attempt % len(KINDS)], [dict(row) for row in rows]
        first = kind(tampered, chance)
        with engine.begin() as connection:
            connection.execute(delete(AUDIT))
            if tampered:
                connection.execute(insert(AUDIT), tampered)
        if trail.first_bad() != first:
            missed.append((attempt, kind.__name__, first, trail.first_bad()))
    assert missed == []


def test_a_forger_with_the_retired_key_alone_is_found(engine: Engine) -> None:
    trail = AuditTrail(engine, OLD)
    trail.append("U-1", "a", {}, NOW)
    trail = trail.with_keys(NEW, [(1, OLD)])
    trail.append("U-1", "b", {}, NOW)
    forged = trail._mac((1, NOW.isoformat(), "U-2", "a", "{}"), b"\0" * 32)
    with engine.begin() as connection:
        connection.execute(update(AUDIT).where(AUDIT.c.seq == 1).values(actor="U-2", mac=forged))
    assert trail.first_bad() == 2


@pytest.mark.parametrize("stack", ["sqlite", "postgresql"])
def test_processes_that_append_at_once_make_one_chain(
    stack: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'b.db'}" if stack == "sqlite" else request.getfixturevalue("postgres_url")
    engines = [make_engine(url) for _ in range(4)]
    upgrade(engines[0])
    errors: list[BaseException] = []

    def work(engine: Engine) -> None:
        trail = AuditTrail(engine, OLD, anchor=tmp_path / "anchor")
        try:
            for number in range(25):
                trail.append("U-1", "x", {"n": number}, NOW)
        except BaseException as exc:
            errors.append(exc)

    threads = [threading.Thread(target=work, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    trail = AuditTrail(engines[0], OLD, anchor=tmp_path / "anchor")
    assert errors == []
    assert (trail.first_bad(), sum(1 for _ in trail.events())) == (None, 100)
    assert list(tmp_path.glob("*.part")) == []
    for engine in engines:
        engine.dispose()
