"""Two result lists -> one: weighted sum of min-max scores, by record.

Ranks alone (reciprocal rank fusion) throw away how much better the first hit is than the tenth; on every measured set
the weighted scores did better (`callprep-eval retrieval`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest import Match


@dataclass(frozen=True, slots=True)
class Weights:
    """Share of each list in the fused score; fitted once for all sets on development halves."""

    words: float = 0.45
    vectors: float = 0.55


@dataclass(frozen=True, slots=True)
class Fused:
    """One record after fusion: score 0-1, its share from each list, its passages best first."""

    article_id: str
    score: float
    words: float
    vectors: float
    passage_ids: tuple[str, ...]
    nearest: str = ""
    """The passage nearest in meaning; "" if none came near."""


DEFAULT_WEIGHTS = Weights()


def fuse(words: Sequence[Match], vectors: Sequence[Match], weights: Weights = DEFAULT_WEIGHTS) -> list[Fused]:
    """Records of both lists, best first; ties by id, so that equal input gives equal order."""
    by_words, by_vectors = _min_max(words), _min_max(vectors)
    share = weights if vectors else Weights(words=1.0, vectors=0.0)
    passages: dict[str, dict[str, float]] = {}
    for scores, weight in ((by_words, share.words), (by_vectors, share.vectors)):
        for passage_id, (article_id, score) in scores.items():
            held = passages.setdefault(article_id, {})
            held[passage_id] = held.get(passage_id, 0.0) + weight * score
    best_words, best_vectors = _best(by_words), _best(by_vectors)
    fused = [
        Fused(
            article_id=article_id,
            score=share.words * best_words.get(article_id, 0.0) + share.vectors * best_vectors.get(article_id, 0.0),
            words=best_words.get(article_id, 0.0),
            vectors=best_vectors.get(article_id, 0.0),
            passage_ids=tuple(sorted(held, key=lambda p: (-held[p], p))),
            nearest=max((p for p in held if p in by_vectors), key=lambda p: (by_vectors[p][1], p), default=""),
        )
        for article_id, held in passages.items()
    ]
    return sorted(fused, key=lambda f: (-f.score, f.article_id))


def _min_max(matches: Sequence[Match]) -> dict[str, tuple[str, float]]:
    """Passage id -> (article id, score between 0 for the worst and 1 for the best of the list)."""
    if not matches:
        return {}
    low, high = min(m.score for m in matches), max(m.score for m in matches)
    spread = high - low
    return {m.passage_id: (m.article_id, (m.score - low) / spread if spread else 1.0) for m in matches}


def _best(scores: dict[str, tuple[str, float]]) -> dict[str, float]:
    best: dict[str, float] = {}
    for article_id, score in scores.values():
        best[article_id] = max(score, best.get(article_id, 0.0))
    return best
