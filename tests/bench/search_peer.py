"""Our search beside the one a user would put together: `python tests/bench/search_peer.py CACHE [--pool] FOLDER...`.

The peer is `rank_bm25` (BM25Okapi as it comes, words in lower case) and Chroma with its default settings (all-MiniLM-L6-v2,
whole documents, squared distance, its own index), fused by reciprocal rank with k = 60. `pip install rank_bm25` first.
With `--pool` every set is searched in the documents of all folders together.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.benches.retrieval import paired_gain, run_system
from eval.datasets.retrieval import RetrievalSet, read_folder, with_pool
from eval.embedding_cache import CachingEmbedder
from eval.searching import DEPTH, library_of, rank_fusion, systems_of
from ingest import load_minilm, load_vocabulary

METRICS = ("ndcg@10", "recall@100", "mrr@10")
_BATCH = 5_000
_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """What the peer counts as words."""
    return _WORD.findall(text.lower())


def peer_systems(data: RetrievalSet, cache: Path, folder: str) -> dict[str, Callable[[str], Sequence[str]]]:
    """rank_bm25, Chroma and both fused, over whole documents."""
    import chromadb
    from rank_bm25 import BM25Okapi

    ids = [document[0] for document in data.documents]
    texts = [f"{title}\n{text}" for _, title, text in data.documents]
    lexical = BM25Okapi([words_of(text) for text in texts])
    # Chroma's own function gives the same vectors (cosine 0.9999999); ours remembers them.
    embedder = CachingEmbedder(load_minilm(cache.parent / "model"), cache)
    collection = chromadb.PersistentClient(folder).create_collection("documents", embedding_function=None)
    for start in range(0, len(ids), _BATCH):
        part = slice(start, start + _BATCH)
        collection.add(ids=ids[part], embeddings=embedder.embed(texts[part]))

    def bm25(query: str) -> list[str]:
        scores = lexical.get_scores(words_of(query))
        return [ids[place] for place in (-scores).argsort(kind="stable")[:DEPTH]]

    def chroma(query: str) -> list[str]:
        found = collection.query(query_embeddings=embedder.embed([query]), n_results=min(DEPTH, len(ids)), include=[])
        return list(found["ids"][0])

    return {"peer": lambda query: rank_fusion((bm25(query), chroma(query))), "rank_bm25": bm25, "chroma": chroma}


def measure(data: RetrievalSet, cache: Path) -> None:
    """Print every system, and ours minus each query by query."""
    print(f"\n{data.name}: {len(data.documents)} documents, {len(data.queries)} queries", flush=True)
    with TemporaryDirectory() as folder, library_of(data, cache) as library:
        ours = systems_of(library, load_vocabulary())
        systems = {name: ours[name] for name in ("full", "rrf")} | peer_systems(data, cache, folder)
        runs = [run_system(n, system, data.queries, data.judgements, METRICS) for n, system in systems.items()]
    for run in runs:
        figures = ", ".join(f"{m} {run.score(m).value:.3f}" for m in METRICS)
        gain = "" if run is runs[0] else paired_gain(runs[0], run)
        beside = f"; full minus it {gain.value:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]" if gain else ""
        print(f"  {run.name}: {figures}{beside}", flush=True)


def main() -> None:
    """Measure each folder."""
    pooled = "--pool" in sys.argv
    cache, *folders = [Path(argument) for argument in sys.argv[1:] if argument != "--pool"]
    for folder in folders:
        data = read_folder(folder)
        measure(with_pool(data, [f for f in folders if f != folder]) if pooled else data, cache)


if __name__ == "__main__":
    main()
