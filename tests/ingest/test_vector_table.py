"""The vectors that are compared one by one are read page by page, each in its place."""

from pathlib import Path

import numpy as np
import pytest

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
