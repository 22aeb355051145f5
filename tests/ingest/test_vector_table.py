"""The vectors that are compared one by one are read page by page, each in its place."""

from pathlib import Path

import numpy as np
import pytest

import ingest.exact_search
import ingest.vectors
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
