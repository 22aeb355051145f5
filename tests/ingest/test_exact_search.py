"""The table of vectors: what is written, replaced and removed is found or not, in one stage and in two, without copies."""

from __future__ import annotations

import numpy as np
import pytest

import ingest.exact_search
from ingest.exact_search import VectorTable

WIDTH = 128


def unit_rows(count: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, WIDTH)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def named(count: int, start: int = 0) -> list[str]:
    return [f"{number}:v:0" for number in range(start, start + count)]


@pytest.fixture(params=[False, True], ids=["one stage", "two stages"])
def two_stage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(ingest.exact_search, "CANDIDATES", 60)
    return bool(request.param)


def found(table: VectorTable, vector: np.ndarray, k: int = 1) -> list[str]:
    return [match.passage_id for match in table.search(vector, k)]


def test_a_table_follows_random_changes(two_stage: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.exact_search, "_SPARE", 50)
    chance = np.random.default_rng(5)
    held = dict(zip(named(400), unit_rows(400, 1), strict=True))
    table = VectorTable(list(held), np.stack(list(held.values())), two_stage=two_stage)
    copies = {id(table._rows)}
    for step in range(40):
        fresh = named(6, 400 + 6 * step)
        known = [str(i) for i in chance.choice(list(held), 7, replace=False)]
        written, absent = fresh + known[:3], [*known[3:], "unknown:v:0"]
        vectors = unit_rows(9, 100 + step)
        before, size = table, len(held)
        table = table.with_changes(written, vectors, absent)
        assert len(before) == size
        for one in known[3:]:
            assert found(before, held[one]) == [one]
            assert found(table, held.pop(one)) != [one]
        held.update(zip(written, vectors, strict=True))
        copies.add(id(table._rows))
        assert len(table) == len(held)
        for one in [*written, *chance.choice(list(held), 5)]:
            assert found(table, held[one]) == [one]
    assert set(found(table, unit_rows(1, 9)[0], 10_000)) == set(held)
    assert 1 < len(copies) < 12
    read = table.read([*list(held)[:3], "unknown:v:0"])
    assert list(read) == list(held)[:3]
    assert all(np.allclose(vector, held[one], atol=1e-3) for one, vector in read.items())


def test_an_older_table_can_be_changed_too(two_stage: bool) -> None:
    first = VectorTable(named(100), unit_rows(100, 1), two_stage=two_stage)
    a, b = unit_rows(2, 2)
    one = first.with_changes(["a:v:0"], a[None], [])
    two = first.with_changes(["b:v:0"], b[None], [])
    assert (found(one, a), found(two, b)) == (["a:v:0"], ["b:v:0"])
    assert found(two, a) != ["a:v:0"]


def test_an_empty_table_fills(two_stage: bool) -> None:
    empty = VectorTable([], np.empty((0, 0), np.float32), two_stage=two_stage)
    rows = unit_rows(3, 1)
    assert empty.search(rows[0], 5) == []
    filled = empty.with_changes([], np.empty((0, WIDTH), np.float32), ["7:v:0"]).with_changes(named(3), rows, [])
    assert found(filled, rows[2]) == ["2:v:0"]
    assert filled.search(rows[0], 0) == []
    assert len(filled.with_changes([], np.empty((0, WIDTH), np.float32), named(3))) == 0


def test_a_table_that_grew_compares_in_two_stages_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.exact_search, "CANDIDATES", 60)
    rows = unit_rows(200, 1)
    table = VectorTable(named(150), rows[:150]).with_changes(named(50, 150), rows[150:], [], two_stage=True)
    assert table._rows.directions is not None
    assert all(found(table, rows[number]) == [f"{number}:v:0"] for number in range(0, 200, 7))
    assert table.with_changes([], rows[:0], named(5))._rows is table._rows


def test_two_stages_find_what_one_finds_among_crowds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.exact_search, "CANDIDATES", 400)
    centres = unit_rows(40, 3)
    rows = np.repeat(centres, 100, axis=0) + 0.3 * unit_rows(4_000, 4)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    one, two = (VectorTable(named(4_000), rows, two_stage=stages) for stages in (False, True))
    for centre in centres:
        assert len(set(found(one, centre, 50)) & set(found(two, centre, 50))) >= 49
