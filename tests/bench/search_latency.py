"""How long a search takes in a large library: `python tests/bench/search_latency.py RECORDS CORPUS_FOLDER...`.

Records recombine sentences of real abstracts; their vectors are real ones, perturbed: a sample of the corpus is embedded, not the
whole library. All are of one kind of study, since a search does not ask how records are classified. Questions are those of the
folders, embedded as they come. Prints elapsed and processor time.
"""

from __future__ import annotations

import hashlib
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from assistant import make_engine, search, understand, upgrade
from eval.datasets.retrieval import read_folder
from guardrails import split_sentences
from ingest import (
    AbstractSection,
    Article,
    Classification,
    Design,
    Species,
    load_minilm,
    load_vocabulary,
    nfc,
    open_library,
)
from ingest.library import estimate_tokens
from ingest.preparation import standard_rules

_UNIT = 5_000
_SENTENCES = 7
_SAMPLE = 500
_ASKED = 200


class PerturbedEmbedder:
    """Questions as the model embeds them; anything else near a real vector that its hash chooses."""

    def __init__(self, model: Any, sample: Sequence[str]) -> None:
        self._model = model
        self.name, self.dimension, self.count_tokens = model.name, model.dimension, model.count_tokens
        self._real = model.embed(sample)
        self.asking = False

    def embed(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """One unit row per text."""
        if self.asking:
            rows: np.ndarray[Any, np.dtype[np.float32]] = self._model.embed(texts)
            return rows
        seeds = [int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) for text in texts]
        noise = np.stack([np.random.default_rng(seed).standard_normal(self.dimension) for seed in seeds])
        rows = self._real[[seed % len(self._real) for seed in seeds]] + 0.03 * noise
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def records(sentences: Sequence[str], titles: Sequence[str], count: int) -> Iterator[Article]:
    """Records of recombined sentences."""
    random = Random(1)
    for number in range(count):
        text = " ".join(random.choices(sentences, k=_SENTENCES))
        section = AbstractSection(None, None, text)
        yield Article(f"{10_000_000 + number}", f"{10_000_000 + number}", random.choice(titles), (section,), year=2020)


def measure(name: str, ask: Callable[[str], object], queries: Sequence[str]) -> None:
    """Print the times of one way of asking, the first ten questions left out."""
    for clock, kind in ((time.perf_counter, "elapsed"), (time.process_time, "processor")):
        times = []
        for text in queries:
            began = clock()
            ask(text)
            times.append(1000 * (clock() - began))
        cuts = quantiles(times[10:], n=20)
        print(f"  {name}, {kind}: p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms, least {min(times):.0f} ms", flush=True)


def main() -> None:
    """Build, ask, print."""
    count, folders = int(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]]
    sets = [read_folder(folder) for folder in folders]
    texts = [(nfc(title), nfc(text)) for data in sets for _, title, text in data.documents if text]
    sentences = [text[start:end] for _, text in texts for start, end in split_sentences(text)]
    queries = [query for data in sets for query in data.queries.values()]
    Random(2).shuffle(queries)
    with TemporaryDirectory() as folder:
        home = Path(folder)
        engine = make_engine(f"sqlite:///{home / 'bench.db'}")
        upgrade(engine)
        embedder = PerturbedEmbedder(load_minilm(home / "model"), [t for _, t in texts[:_SAMPLE]])
        one_kind = Classification(Species.HUMAN, Design.RCT, sample_size=100)
        rules = replace(standard_rules(split_sentences, estimate_tokens), classify=lambda _: one_kind)
        library = open_library(home, engine, embedder=embedder, split_sentences=split_sentences, rules=rules)
        batch: list[Article] = []
        for record in records(sentences, [title for title, _ in texts], count):
            batch.append(record)
            if len(batch) == _UNIT:
                library.add(batch, f"unit at {record.article_id}")
                batch = []
        if batch:
            library.add(batch, "the last unit")
        embedder.asking = True
        vocabulary = load_vocabulary()
        print(f"built in {time.process_time():.0f} s of processor time")
        print(f"{count} records, {library.status().passages} passages")
        asked = queries[:_ASKED]
        measure("words", lambda text: library.search_words(text, 300), asked)
        measure("vectors", lambda text: library.search_vectors(text, 300), asked)
        measure("search, 10 hits", lambda text: search(library, understand(text, vocabulary, limit=10)), asked)
        print(f"  memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        library.close()
        engine.dispose()


if __name__ == "__main__":
    main()
