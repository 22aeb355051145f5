"""Which nearest vectors are found, and how fast: `python tests/bench/near_neighbours.py COUNT HOME FOLDER...`.

A sample of the abstracts of each FOLDER (`corpus.jsonl.gz`, `queries*`) is embedded; COUNT vectors are these, turned a little,
so that they stand in crowds. Chroma's graph and the table in two stages are compared with comparing all in full; HOME keeps the
model and the store, which takes minutes to fill. Prints what part of the 10 and the 300 nearest is found, processor time, and
what opening costs from the store and from the kept table.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, median, quantiles

import numpy as np

import ingest.vectors
from eval.datasets.retrieval import read_folder
from ingest import load_minilm, nfc
from ingest.vectors import VectorIndex

_SAMPLE, _ASKED, _TURNED, _UNIT, _K = 420, 30, 0.02, 1_000, 300


def vectors_of(home: Path, folders: Sequence[Path], count: int) -> tuple[np.ndarray, np.ndarray]:
    """(crowded vectors, questions)."""
    sets = [read_folder(folder) for folder in folders]
    texts = [f"{nfc(title)}\n{nfc(text)[:800]}" for data in sets for _, title, text in data.documents[:_SAMPLE]]
    asked = [query for data in sets for query in list(data.queries.values())[:_ASKED]]
    model = load_minilm(home / "model")
    real, chance = model.embed(texts), np.random.default_rng(1)
    picked = real[chance.integers(len(real), size=count)]
    turned = picked + chance.normal(0, _TURNED, picked.shape)
    return (turned / np.linalg.norm(turned, axis=1, keepdims=True)).astype(np.float32), model.embed(asked)


def told(name: str, store: VectorIndex, asked: np.ndarray, nearest: Sequence[Sequence[str]]) -> None:
    """Print what one way of asking finds and takes."""
    ten, all_of, spent = [], [], []
    for vector, wanted in zip(asked, nearest, strict=True):
        began = time.process_time()
        found = [match.passage_id for match in store.search(vector, _K)]
        spent.append(1000 * (time.process_time() - began))
        ten.append(len(set(found[:10]) & set(wanted[:10])) / 10)
        all_of.append(len(set(found) & set(wanted)) / _K)
    print(
        f"{name}: {mean(ten):.4f} of 10 (least {min(ten):.2f}), {mean(all_of):.4f} of {_K} (least {min(all_of):.2f}), "
        f"processor time p50 {median(spent):.0f} ms, p95 {quantiles(spent, n=20)[-1]:.0f} ms"
    )


def main() -> None:
    """Fill, ask, print."""
    count, home = int(sys.argv[1]), Path(sys.argv[2])
    vectors, asked = vectors_of(home, [Path(folder) for folder in sys.argv[3:]], count)
    ids = [f"{10_000_000 + number}:bench:0" for number in range(count)]
    nearest = [[ids[place] for place in np.argsort(-np.round(vectors @ vector, 6))[:_K]] for vector in asked]
    folder = home / f"vectors-{count}"
    store = VectorIndex(folder)
    if store.count() != count:
        for start in range(0, count, _UNIT):
            part = slice(start, start + _UNIT)
            store.write(ids[part], vectors[part], [])
    store.close()
    for name, exact, two_stage, sealed in (
        ("graph", 0, 0, False),
        ("in full, read from the store", count, count, False),
        ("two stages, read from the store", 0, count, False),
        ("two stages, kept", 0, count, True),
    ):
        ingest.vectors.EXACT_UP_TO, ingest.vectors.TWO_STAGE_UP_TO = exact, two_stage
        began = time.process_time()
        store = VectorIndex(folder, sealed=sealed)
        store.search(asked[0], 1)
        print(f"{name}: first search after {time.process_time() - began:.1f} s of processor time")
        told(name, store, asked, nearest)
        store.close()


if __name__ == "__main__":
    main()
