"""Retrieval metrics of one ranking against graded judgements: pure functions, no I/O.

A metric that cannot be computed is None with its reason; it is left out of means and counted beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

Judgements = Mapping[str, int]
"""Document id -> grade; above 0 is relevant."""


@dataclass(frozen=True, slots=True)
class Value:
    """One metric's value for one query, or why there is none."""

    value: float | None
    reason: str = ""


NO_RELEVANT = Value(None, "no relevant document is judged for this query")

Metric = Callable[[Sequence[str], Judgements, int], Value]
"""(ranking, judgements, k) -> value."""


def ndcg(ranking: Sequence[str], judged: Judgements, k: int) -> Value:
    """Normalised discounted cumulative gain at k, linear gain (as trec_eval computes it)."""
    ideal = _dcg(sorted((grade for grade in judged.values() if grade > 0), reverse=True)[:k])
    if not ideal:
        return NO_RELEVANT
    return Value(_dcg([max(0, judged.get(doc, 0)) for doc in unique(ranking)[:k]]) / ideal)


def recall(ranking: Sequence[str], judged: Judgements, k: int) -> Value:
    """Share of the relevant documents among the first k."""
    relevant = _relevant(judged)
    if not relevant:
        return NO_RELEVANT
    return Value(len(relevant & set(unique(ranking)[:k])) / len(relevant))


def mrr(ranking: Sequence[str], judged: Judgements, k: int) -> Value:
    """One over the rank of the first relevant document among the first k; 0 if there is none."""
    relevant = _relevant(judged)
    if not relevant:
        return NO_RELEVANT
    return Value(next((1 / rank for rank, doc in enumerate(unique(ranking)[:k], 1) if doc in relevant), 0.0))


def average_precision(ranking: Sequence[str], judged: Judgements, k: int) -> Value:
    """Mean of the precision at each relevant document among the first k, over all relevant ones."""
    relevant = _relevant(judged)
    if not relevant:
        return NO_RELEVANT
    found, total = 0, 0.0
    for rank, doc in enumerate(unique(ranking)[:k], 1):
        if doc in relevant:
            found += 1
            total += found / rank
    return Value(total / len(relevant))


def success(ranking: Sequence[str], judged: Judgements, k: int) -> Value:
    """1 if any relevant document is among the first k, else 0."""
    relevant = _relevant(judged)
    if not relevant:
        return NO_RELEVANT
    return Value(float(bool(relevant & set(unique(ranking)[:k]))))


def interpolated_precision(ranking: Sequence[str], judged: Judgements) -> tuple[float, ...]:
    """Best precision at or beyond each recall of 0, 0.1, … 1, as trec_eval's `iprec_at_recall`; empty without a relevant document."""
    relevant = _relevant(judged)
    if not relevant:
        return ()
    hits = [doc in relevant for doc in unique(ranking)]
    found, reached = 0, []
    for rank, hit in enumerate(hits, 1):
        found += hit
        reached.append((found, found / rank))
    # trec_eval asks for this many of the relevant documents at a level, which forgives a tenth of one.
    asked = (int(level / 10 * len(relevant) + 0.9) for level in range(11))
    return tuple(max((best for count, best in reached if count >= least), default=0.0) for least in asked)


def mean(values: Sequence[Value]) -> Value:
    """Mean of the values that exist."""
    known = [v.value for v in values if v.value is not None]
    if not known:
        return Value(None, "no query has a value")
    return Value(sum(known) / len(known))


def unique(ranking: Sequence[str]) -> list[str]:
    """The ranking with later repetitions of a document taken out."""
    return list(dict.fromkeys(ranking))


def _relevant(judged: Judgements) -> set[str]:
    return {doc for doc, grade in judged.items() if grade > 0}


def _dcg(grades: Sequence[int]) -> float:
    return sum(grade / log2(rank + 1) for rank, grade in enumerate(grades, 1))
