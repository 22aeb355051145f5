"""Measures search on BEIR-like folders: words, vectors, plain rank fusion and the full search, on the library itself.

`python -m eval.retrieval_bench ../shared/data/nfcorpus ../shared/data/scifact --cache FILE [--json]`

Documents are added to a library in a temporary folder as records without types or headings; what is asked is exactly
what `callprep search` asks. Vectors are remembered by hash of their text in the cache file.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from eval.beir import RetrievalSet, read_set
from eval.embedding_cache import CachingEmbedder
from eval.intervals import Interval, bootstrap, paired_difference
from eval.metrics.retrieval import Value, average_precision, mrr, ndcg, recall, success

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest import Library, Match, Vocabulary

DEPTH = 300
_RRF = 60
System = Callable[[str], Sequence[str]]

METRICS: dict[str, Callable[[Sequence[str], dict[str, int]], Value]] = {
    "ndcg@10": lambda ranking, judged: ndcg(ranking, judged, 10),
    "recall@100": lambda ranking, judged: recall(ranking, judged, 100),
    "recall@10": lambda ranking, judged: recall(ranking, judged, 10),
    "mrr@10": lambda ranking, judged: mrr(ranking, judged, 10),
    "map@100": lambda ranking, judged: average_precision(ranking, judged, 100),
    "success@1": lambda ranking, judged: success(ranking, judged, 1),
}


@dataclass(frozen=True, slots=True)
class SystemResult:
    """One system on one set: per metric its mean with interval, and per query its nDCG@10."""

    system: str
    metrics: dict[str, Interval | None]
    per_query: dict[str, float]
    undefined: int
    """Queries without a value, left out of the means."""
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class SetResult:
    """All systems on one set, and full against plain rank fusion query by query."""

    name: str
    documents: int
    queries: int
    systems: tuple[SystemResult, ...]
    full_minus_rrf: Interval | None


def measure(data: RetrievalSet, systems: dict[str, System]) -> SetResult:
    """Every system on every query of a set."""
    results = tuple(_run(name, system, data) for name, system in systems.items())
    by_name = {r.system: r for r in results}
    gain = None
    if {"full", "rrf"} <= by_name.keys():
        shared = [q for q in by_name["full"].per_query if q in by_name["rrf"].per_query]
        gain = paired_difference(*([by_name[n].per_query[q] for q in shared] for n in ("full", "rrf")))
    return SetResult(data.name, len(data.documents), len(data.queries), results, gain)


def systems_of(library: Library, vocabulary: Vocabulary) -> dict[str, System]:
    """The four systems on one library."""
    from assistant import search, understand

    def words(text: str) -> list[str]:
        return _articles(library.search_words(text, DEPTH))

    def vectors(text: str) -> list[str]:
        return _articles(library.search_vectors(text, DEPTH))

    def rrf(text: str) -> list[str]:
        return rank_fusion((words(text), vectors(text)))

    def full(text: str) -> list[str]:
        hits = search(library, understand(text, vocabulary, limit=100))
        return [hit.record.article.article_id for hit in hits]

    return {"words": words, "vectors": vectors, "rrf": rrf, "full": full}


def rank_fusion(rankings: Sequence[Sequence[str]], k: int = _RRF) -> list[str]:
    """Plain reciprocal rank fusion; ties by id."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, doc in enumerate(ranking, 1):
            scores[doc] = scores.get(doc, 0.0) + 1 / (k + rank)
    return sorted(scores, key=lambda doc: (-scores[doc], doc))


@contextmanager
def library_of(data: RetrievalSet, cache: Path) -> Iterator[Library]:
    """A library that holds the documents of a set, in a folder that is gone afterwards."""
    from assistant import make_engine, upgrade
    from guardrails import split_sentences
    from ingest import AbstractSection, Article, load_minilm, nfc, open_library

    with TemporaryDirectory() as folder:
        home = Path(folder)
        engine = make_engine(f"sqlite:///{home / 'bench.db'}")
        upgrade(engine)
        embedder = CachingEmbedder(load_minilm(cache.parent / "model"), cache)
        library = open_library(home, engine, embedder=embedder, split_sentences=split_sentences)
        try:
            articles = [
                Article(doc_id, None, nfc(title), (AbstractSection(None, None, nfc(text)),) if text else ())
                for doc_id, title, text in data.documents
            ]
            library.add(articles, data.name)
            yield library
        finally:
            library.close()
            embedder.close()
            engine.dispose()


def _run(name: str, system: System, data: RetrievalSet) -> SystemResult:
    values: dict[str, list[float]] = {metric: [] for metric in METRICS}
    per_query: dict[str, float] = {}
    times: list[float] = []
    undefined = 0
    for query_id, text in data.queries.items():
        began = time.perf_counter()
        ranking = list(system(text))
        times.append(1000 * (time.perf_counter() - began))
        found = {m: function(ranking, data.judgements[query_id]).value for m, function in METRICS.items()}
        undefined += found["ndcg@10"] is None
        for metric, value in found.items():
            if value is not None:
                values[metric].append(value)
        if found["ndcg@10"] is not None:
            per_query[query_id] = found["ndcg@10"]
    times.sort()
    metrics = {m: bootstrap(v) for m, v in values.items()}
    return SystemResult(name, metrics, per_query, undefined, times[len(times) // 2], times[int(len(times) * 0.95)])


def _articles(matches: Sequence[Match]) -> list[str]:
    return list(dict.fromkeys(m.article_id for m in matches))


def _table(result: SetResult) -> str:
    lines = [f"{result.name}: {result.documents} documents, {result.queries} queries"]
    for system in result.systems:
        cells = [f"{m} {v.mean:.4f} [{v.low:.3f}, {v.high:.3f}]" for m, v in system.metrics.items() if v]
        lines.append(f"  {system.system:8} {'  '.join(cells[:2])}  p50 {system.p50_ms:.0f} p95 {system.p95_ms:.0f} ms")
    if result.full_minus_rrf:
        gain = result.full_minus_rrf
        lines.append(f"  full - rrf {gain.mean:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}]")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; tables on stderr, JSON on stdout if asked for."""
    parser = argparse.ArgumentParser(prog="retrieval_bench", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--cache", type=Path, required=True, help="vectors by text hash, outside the project")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--sample", type=int, default=0, help="every n-th query so that about this many are asked")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    chosen.cache.parent.mkdir(parents=True, exist_ok=True)
    results = [_bench(folder, chosen.split, chosen.cache, chosen.sample) for folder in chosen.folders]
    if chosen.json:
        sys.stdout.write(json.dumps([_plain(r) for r in results], indent=1) + "\n")
    return 0


def _bench(folder: Path, split: str, cache: Path, sample: int) -> SetResult:
    from ingest import load_vocabulary

    data = read_set(folder, split)
    if sample and sample < len(data.queries):
        step = len(data.queries) // sample
        kept = dict(list(data.queries.items())[::step])
        data = RetrievalSet(data.name, data.documents, kept, data.judgements)
    with library_of(data, cache) as library:
        result = measure(data, systems_of(library, load_vocabulary()))
    sys.stderr.write(_table(result) + "\n")
    return result


def _plain(result: SetResult) -> dict[str, Any]:
    plain = asdict(result)
    for system in plain["systems"]:
        system.pop("per_query")
    return plain


if __name__ == "__main__":
    raise SystemExit(main())
