"""The systems that `retrieval` measures, on a library that holds the documents of a set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from eval.errors import PartMissing
from eval.parts import expected_errors

if TYPE_CHECKING:
    from eval.datasets.retrieval import RetrievalSet
    from eval.journal import Journal
    from ingest import Embedder, Library, Match, Vocabulary

DEPTH = 300
KEPT = 100
"""Ranks that metrics look at."""
RRF_K = 60
LONGEST = 2_000
"""Characters of a query that the full search takes; a longer one is asked with its beginning, as a person would have to."""
SYSTEMS = ("full", "rrf", "vectors", "words")
System = Callable[[str], Sequence[str]]
"""A question -> document ids, best first."""


def systems_of(library: Library, vocabulary: Vocabulary) -> dict[str, System]:
    """Words alone, vectors alone, both by plain rank fusion, and the full search as `callprep search` asks it."""
    from assistant import search, understand

    def words(text: str) -> list[str]:
        return _documents(library.search_words(text, DEPTH))

    def vectors(text: str) -> list[str]:
        return _documents(library.search_vectors(text, DEPTH))

    def rrf(text: str) -> list[str]:
        return rank_fusion((words(text), vectors(text)))

    def full(text: str) -> list[str]:
        hits = search(library, understand(text[:LONGEST], vocabulary, limit=100))
        return [hit.record.article.article_id for hit in hits]

    return {"words": words, "vectors": vectors, "rrf": rrf, "full": full}


def rank_fusion(rankings: Sequence[Sequence[str]], k: int = RRF_K) -> list[str]:
    """Plain reciprocal rank fusion; ties by id."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, doc in enumerate(ranking, 1):
            scores[doc] = scores.get(doc, 0.0) + 1 / (k + rank)
    return sorted(scores, key=lambda doc: (-scores[doc], doc))


def remembered(name: str, system: System, journal: Journal) -> System:
    """The system, its rankings kept as far as metrics look, so that a killed run need not ask again."""
    return lambda text: journal.remember([name, text], lambda: list(system(text))[:KEPT])


@contextmanager
def library_of(data: RetrievalSet, cache: Path, *, words_only: bool = False) -> Iterator[Library]:
    """A library with the documents of a set, in a folder that is gone afterwards.

    Documents come in as records without types or headings. Vectors are remembered by hash of their text in `cache`.

    Raises:
        PartMissing: The embedding model is not installed.
    """
    from assistant import make_engine, upgrade
    from guardrails import split_sentences
    from ingest import AbstractSection, Article, nfc, open_library

    with TemporaryDirectory(prefix="callprep-eval-") as folder, expected_errors():
        home = Path(folder)
        engine = make_engine(f"sqlite:///{home / 'bench.db'}")
        upgrade(engine)
        embedder = None if words_only else _embedder(cache)
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
            engine.dispose()


def _embedder(cache: Path) -> Embedder:
    from eval.embedding_cache import CachingEmbedder, unusable
    from ingest import EmbeddingUnavailable, load_minilm

    try:
        return CachingEmbedder(load_minilm(cache.parent / "model"), cache)
    except EmbeddingUnavailable as exc:
        raise PartMissing(f"{exc} Or measure words alone: --system words.") from exc
    except OSError as exc:
        raise unusable(cache, exc) from exc


def _documents(matches: Sequence[Match]) -> list[str]:
    return list(dict.fromkeys(m.article_id for m in matches))
