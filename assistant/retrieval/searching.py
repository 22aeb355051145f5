"""Hits for a query: filtered, counted, in the order of relevance or of evidence, each with the reason for its rank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.domain import Filters, Hit, Query
from assistant.retrieval.filters import DIMENSIONS, passage_fits, refusals, values_of
from assistant.retrieval.finding import DEPTH, find, with_synonyms
from assistant.retrieval.fusion import DEFAULT_WEIGHTS, Fused, Weights
from assistant.retrieval.ports import SearchableLibrary
from assistant.retrieval.ranking import band, tier
from assistant.retrieval.reasons import rank_reasons
from ingest import StoredArticle

Order = Literal["relevance", "evidence"]
_DEEPER = 4

Kept = list[tuple[Fused, StoredArticle]]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought."""

    hits: tuple[Hit, ...]
    looked_at: int
    """Records among which filters and counts were applied: those of the best passages of both indexes."""
    kept: int
    """Those of them that meet the filters."""
    counts: dict[str, dict[str, int]]
    """Property -> value -> records that meet the other filters: what choosing that value would leave."""
    shut_out: dict[str, int]
    """Filter -> records that it alone, or it among others, shut out."""


def search(
    library: SearchableLibrary,
    query: Query,
    *,
    weights: Weights = DEFAULT_WEIGHTS,
    max_per_article: int = 1,
    order: Order = "relevance",
) -> list[Hit]:
    """The passages that best match a query, best first, at most `max_per_article` of one record.

    Retracted and other records that may not be cited are found too, and say so in `why`.
    """
    if query.filters == Filters() and order == "relevance":
        fused = with_synonyms(library, query, find(library, query.searched, weights))[: query.limit]
        records = library.articles([f.article_id for f in fused])
        kept = [(f, records[f.article_id]) for f in fused if f.article_id in records]
    else:
        kept = _ordered(_matching(library, query, weights)[0], order)
    return _hits(library, query, kept, max_per_article)


def survey(
    library: SearchableLibrary,
    query: Query,
    *,
    weights: Weights = DEFAULT_WEIGHTS,
    max_per_article: int = 1,
    order: Order = "relevance",
) -> Found:
    """As `search`, with the counts that filters are chosen by."""
    kept, every = _matching(library, query, weights)
    hits = _hits(library, query, _ordered(kept, order), max_per_article)
    refused = [(record, refusals(record, query.filters)) for _, record in every]
    shut_out = Counter(name for _, names in refused for name in names)
    counts = {
        dimension: dict(sorted(_tally(dimension, refused).items(), key=lambda pair: (-pair[1], pair[0])))
        for dimension in DIMENSIONS
    }
    return Found(tuple(hits), len(every), len(kept), counts, dict(sorted(shut_out.items())))


def _tally(dimension: str, refused: Sequence[tuple[StoredArticle, frozenset[str]]]) -> Counter[str]:
    return Counter(value for record, names in refused if names <= {dimension} for value in values_of(record, dimension))


def _matching(library: SearchableLibrary, query: Query, weights: Weights) -> tuple[Kept, Kept]:
    """Records found that meet the filters, and all found. Looks deeper until enough meet them or no more are found."""
    depth, before = DEPTH, -1
    while True:
        fused = with_synonyms(library, query, find(library, query.searched, weights, depth), depth)
        records = library.articles([f.article_id for f in fused])
        every = [(f, records[f.article_id]) for f in fused if f.article_id in records]
        kept = [(f, record) for f, record in every if not refusals(record, query.filters)]
        if len(kept) >= query.limit or len(every) == before:
            return kept, every
        depth, before = depth * _DEEPER, len(every)


def _ordered(kept: Kept, order: Order) -> Kept:
    """By relevance as found; or within fifths of relevance the stronger kind of study first."""
    if order == "relevance":
        return kept
    return sorted(kept, key=lambda pair: (band(pair[0].score), tier(pair[1]), -pair[0].score, pair[0].article_id))


def _hits(library: SearchableLibrary, query: Query, kept: Kept, max_per_article: int) -> list[Hit]:
    """At most `max_per_article` passages of each record; where sections are chosen, only passages of these."""
    every = None if query.filters.sections else max_per_article
    kept = kept if query.filters.sections else kept[: query.limit]
    passages = library.passages([p for found, _ in kept for p in found.passage_ids[:every]])
    hits: list[Hit] = []
    for found, record in kept:
        held = [passages[p] for p in found.passage_ids[:every] if p in passages]
        fitting = [p for p in held if passage_fits(p, record.article, query.filters)]
        for passage in fitting[: min(max_per_article, query.limit - len(hits))]:
            why = rank_reasons(query.searched, found, record, f"{record.article.title} {passage.text}")
            hits.append(Hit(passage, record, len(hits) + 1, found.score, why))
    return hits
