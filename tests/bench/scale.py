"""How a library grows: `python tests/bench/scale.py HOME COUNT FOLDER...`; each folder holds a `corpus.jsonl.gz` of abstracts.

Records beyond those of the folders are put together from sentences of two of them. The first 2,000 passages are embedded;
later ones reuse these vectors, turned a little, so that embedding (which grows with the passages alone) is timed apart.
HOME may be a copy of the demo's, or one that this bench filled before: what it holds is not added again.
"""

from __future__ import annotations

import gzip
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.bootstrap import embedder_of
from assistant.engine import make_engine
from assistant.home import AppSettings
from assistant.migrations import upgrade
from assistant.retrieval.searching import search
from assistant.retrieval.understand import understand
from guardrails import split_sentences
from ingest import AbstractSection, Article, Embedder, Library, load_vocabulary, open_library

TRUE_VECTORS = 2_000
UNIT = 1_000
TOLD_EVERY = 10_000
ROUNDS = 100


class Reusing:
    """The real model for the first passages and for questions; later passages get one of the first vectors, turned a little."""

    def __init__(self, real: Embedder) -> None:
        self._real, self.name, self.dimension = real, real.name, real.dimension
        self._pool: list[np.ndarray] = []
        self._random = np.random.default_rng(1)
        self.seconds, self.embedded = 0.0, 0

    def count_tokens(self, text: str) -> int:
        return self._real.count_tokens(text)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        if len(texts) == 1 or len(self._pool) < TRUE_VECTORS:
            began = time.perf_counter()
            vectors = self._real.embed(texts)
            if len(texts) > 1:
                self.seconds, self.embedded = self.seconds + time.perf_counter() - began, self.embedded + len(texts)
                self._pool += list(vectors)
            return vectors
        picked = np.stack([self._pool[i] for i in self._random.integers(len(self._pool), size=len(texts))])
        turned = picked + self._random.normal(0, 0.02, picked.shape)
        return (turned / np.linalg.norm(turned, axis=1, keepdims=True)).astype(np.float32)


def abstracts(folders: Sequence[Path]) -> list[tuple[str, list[str]]]:
    """(title, sentences) of every document."""
    found = []
    for folder in folders:
        with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as stream:
            for row in map(json.loads, stream):
                found.append((row["title"], [row["text"][start:end] for start, end in split_sentences(row["text"])]))
    return [(title, sentences) for title, sentences in found if title and len(sentences) > 3]


def articles(known: list[tuple[str, list[str]]], count: int) -> Iterator[Article]:
    chance = random.Random(1)
    for number in range(count):
        title, sentences = known[number % len(known)]
        if number >= len(known):
            _, other = chance.choice(known)
            sentences = [*sentences[::2], *other[1::2]]
        yield Article(
            str(number + 1), str(number + 1), title, (AbstractSection(None, None, " ".join(sentences)),), year=2020
        )


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(home: Path, count: int, folders: Sequence[Path]) -> None:
    settings = AppSettings(home=home)
    home.mkdir(parents=True, exist_ok=True)
    real = embedder_of(settings)
    assert real is not None, "needs the embedding model: make setup"
    embedder, engine = Reusing(real), make_engine(settings.sql_url())
    upgrade(engine)
    known = abstracts(folders)
    library = open_library(home, engine, embedder=embedder, split_sentences=split_sentences)
    held, unit, began = set(library.article_ids()), [], time.perf_counter()
    for number, article in enumerate(articles(known, count), start=1):
        if article.article_id not in held:
            unit.append(article)
        if len(unit) == UNIT or number == count:
            library.add(unit, "bench")
            unit = []
        if number % TOLD_EVERY == 0:
            spent, used = time.perf_counter() - began, time.process_time()
            print(
                f"{number} records after {spent:.0f} s, {used:.0f} s of CPU time, peak {peak_mb():.0f} MB", flush=True
            )
    spent = time.perf_counter() - began
    passages = library.held()["vectors"]
    print(f"{count} records, {passages} passages from {len(known)} abstracts; peak {peak_mb():.0f} MB")
    rate = f"{embedder.embedded / embedder.seconds:.0f} passages/s" if embedder.embedded else "nothing"
    print(f"stored and indexed in {spent - embedder.seconds:.0f} s; embedding {rate}", flush=True)
    library.close()
    for name in ("callprep.db", "vectors", "words"):
        path = home / name
        files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
        print(f"{name}: {sum(p.stat().st_size for p in files) / 2**20:.0f} MB")
    began = time.perf_counter()
    library = open_library(home, engine, embedder=embedder, split_sentences=split_sentences)
    library.warm_up()
    print(f"opened and warm in {time.perf_counter() - began:.1f} s")
    ask(library, known)
    print(f"peak {peak_mb():.0f} MB")
    library.close()
    engine.dispose()


def ask(library: Library, known: list[tuple[str, list[str]]]) -> None:
    """The first ten hits for titles as questions, each asked once."""
    vocabulary, wall, cpu = load_vocabulary(), [], []
    for title, _ in known[:ROUNDS]:
        start, used = time.perf_counter(), time.process_time()
        list(search(library, understand(title, vocabulary, limit=10)))
        wall.append((time.perf_counter() - start) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    for name, spent in (("elapsed", wall), ("CPU", cpu)):
        print(
            f"search, {name}: median {statistics.median(spent):.0f} ms, p95 {statistics.quantiles(spent, n=20)[-1]:.0f} ms"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), [Path(folder) for folder in sys.argv[3:]])
