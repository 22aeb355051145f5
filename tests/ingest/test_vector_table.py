"""The vectors that are compared one by one are read page by page, each in its place."""

from pathlib import Path

import numpy as np
import pytest

import ingest.exact_search
import ingest.vectors
from ingest.kept_table import keep_table
from ingest.vectors import VectorIndex


@pytest.mark.parametrize("page", [1, 7, 25, 100])
def test_every_page_of_a_reopened_store_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: int) -> None:
    vectors = np.eye(25, 32, dtype=np.float32)
    ids = [f"{number}.a.{number}" for number in range(25)]
    first = VectorIndex(tmp_path / "vectors")
    first.write(ids, vectors, [])
    first.close()
    monkeypatch.setattr(ingest.vectors, "_PAGE", page)
    again = VectorIndex(tmp_path / "vectors")
    assert [again.search(vector, 1)[0].passage_id for vector in vectors] == ids
    assert again.search(vectors[0], 1)[0].score == 1.0
    again.close()


def test_a_store_that_grows_is_compared_in_full_then_in_two_stages_then_by_its_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest.vectors, "EXACT_UP_TO", 300)
    monkeypatch.setattr(ingest.vectors, "TWO_STAGE_UP_TO", 600)
    monkeypatch.setattr(ingest.exact_search, "CANDIDATES", 100)
    rows = np.random.default_rng(3).standard_normal((800, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    ids = [f"{number}:a:{number}" for number in range(800)]
    store = VectorIndex(tmp_path / "vectors")
    for start, stages in ((0, 1), (200, 2), (400, 2), (600, None)):
        part = slice(start, start + 200)
        store.write(ids[part], rows[part], [])
        for number in range(0, start + 200, 17):
            assert store.search(rows[number], 1)[0].passage_id == ids[number]
        table = store._table
        assert (table and (2 if table._two_stage else 1)) == stages
    store.close()
    monkeypatch.setattr(ingest.vectors, "TWO_STAGE_UP_TO", 800)
    again = VectorIndex(tmp_path / "vectors")
    assert again.search(rows[799], 1)[0].passage_id == ids[799]
    assert again._table is not None
    assert again._table._two_stage
    again.close()


def opened(folder: Path, *, sealed: bool) -> VectorIndex:
    store = VectorIndex(folder, sealed=sealed)
    store.load(32)
    return store


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed store of 25 vectors that was searched."""
    monkeypatch.setattr(ingest.vectors, "KEPT_FROM", 3)
    store = VectorIndex(tmp_path / "vectors")
    store.write([f"{number}:a:0" for number in range(25)], np.eye(25, 32, dtype=np.float32), [])
    store.load(32)
    store.close()
    return tmp_path / "vectors"


def hands_out_nothing(**asked: object) -> object:
    raise AssertionError(f"Chroma was asked for {asked}")


def test_a_kept_table_is_read_in_place_of_the_store(kept: Path) -> None:
    store = VectorIndex(kept, sealed=True)
    store._collection.get = hands_out_nothing
    assert store.search(np.eye(25, 32, dtype=np.float32)[7], 1)[0].passage_id == "7:a:0"
    before = (kept / "table.npy").stat().st_mtime_ns
    store.close()
    assert (kept / "table.npy").stat().st_mtime_ns == before


def test_a_table_is_not_trusted_in_a_folder_that_was_not_closed(kept: Path) -> None:
    (kept / "table.ids").write_text("\n".join(["wrong:a:0"] * 25))
    store = opened(kept, sealed=False)
    assert store.search(np.eye(25, 32, dtype=np.float32)[7], 1)[0].passage_id == "7:a:0"
    store.close()
    assert "wrong" not in (kept / "table.ids").read_text()


@pytest.mark.parametrize("searched", [False, True])
def test_what_was_written_after_opening_is_in_the_table_of_the_next(kept: Path, searched: bool) -> None:
    rows = np.eye(26, 32, dtype=np.float32)
    store = opened(kept, sealed=True) if searched else VectorIndex(kept, sealed=True)
    store.write(["25:a:0"], rows[25:], ["3:a:0"])
    store.close()
    assert (kept / "table.ids").exists() == searched
    again = opened(kept, sealed=True)
    assert again.search(rows[25], 1)[0].passage_id == "25:a:0"
    assert again.search(rows[3], 25)[0].score == 0.0
    assert len(again.search(rows[3], 99)) == 25
    again.close()


@pytest.mark.parametrize("name", ["table.npy", "table.ids"])
def test_half_a_kept_table_is_none(kept: Path, name: str) -> None:
    (kept / name).write_bytes((kept / name).read_bytes()[:9])
    store = opened(kept, sealed=True)
    assert store.search(np.eye(25, 32, dtype=np.float32)[7], 1)[0].passage_id == "7:a:0"
    store.close()


def test_a_table_that_cannot_be_kept_is_none(kept: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = opened(kept, sealed=True)
    table = store._table
    store.close()
    assert table is not None
    keep_table(kept / "nowhere", table)
    assert "is not kept" in caplog.text


def test_what_is_written_while_a_kept_table_is_read_is_found(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.eye(26, 32, dtype=np.float32)
    store, read = VectorIndex(kept, sealed=True), ingest.vectors.read_table

    def read_slowly(folder: Path, *, two_stage_from: int) -> object:
        table = read(folder, two_stage_from=two_stage_from)
        store.write(["25:a:0"], rows[25:], [])
        return table

    monkeypatch.setattr(ingest.vectors, "read_table", read_slowly)
    assert store.search(rows[25], 1)[0].passage_id == "25:a:0"
    store.close()
    assert "25:a:0" in (kept / "table.ids").read_text()
