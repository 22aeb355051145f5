"""Search the library, look at one record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.domain import Filters, Hit, Query
from assistant.errors import NotFound
from assistant.retrieval.retrieve import retrieve
from assistant.retrieval.searching import Found, Order, search, survey
from assistant.retrieval.understand import understand
from assistant.service.rooms import Rooms
from ingest import StoredArticle

PICO = ("population", "intervention", "comparator", "outcome")


@dataclass(frozen=True, slots=True)
class SearchView:
    """A search with all that explains it: how the question was read, what was searched, and the counts."""

    query: Query
    found: Found
    order: Order
    snapshot_id: str
    searched: int
    """Records in the library."""
    not_held: str
    """Why the library does not answer the question, in words; "" if it does."""


def find(
    rooms: Rooms, question: str, limit: int = 10, filters: Filters | None = None, order: Order = "relevance"
) -> tuple[Hit, ...]:
    """Passages for a question, best first, at most `limit`."""
    query = understand(question, rooms.vocabulary, filters=filters, limit=limit)
    return tuple(search(rooms.library, query, order=order))[:limit]


def explore(
    rooms: Rooms,
    question: str,
    limit: int = 10,
    filters: Filters | None = None,
    order: Order = "relevance",
    *,
    terms: tuple[Sequence[str], Sequence[str]] = ((), ()),
    max_per_article: int = 1,
) -> SearchView:
    """As `find`, with the reading of the question, the expansion and the counts that filters are chosen by.

    Args:
        rooms: The parts.
        question: In words.
        limit: Most hits, 1 to 100.
        filters: Which records may be returned.
        order: By relevance, or the stronger kind of study first among equally relevant ones.
        terms: Words to search beside those of the question; synonyms and headings to leave out.
        max_per_article: Most passages of one record.
    """
    query = understand(question, rooms.vocabulary, filters=filters, limit=limit)
    with_terms, without_terms = terms
    unwanted = {term.lower() for term in without_terms}
    kept = [term for term in query.expansion if term.lower() not in unwanted]
    headings = tuple(heading for heading in query.headings if heading.lower() not in unwanted)
    query = replace(query, expansion=tuple(dict.fromkeys((*kept, *with_terms))), headings=headings)
    status = rooms.library.status()
    found = survey(rooms.library, query, order=order, max_per_article=max_per_article)
    pack = retrieve(rooms.library, query, vocabulary=rooms.vocabulary)
    not_held = "" if pack.sufficient else pack.reason
    return SearchView(query, found, order, status.snapshot_id, status.articles, not_held)


def record(rooms: Rooms, article_id: str) -> StoredArticle:
    """One record as the library holds it.

    Raises:
        NotFound: No record of that PMID or digest id.
    """
    stored = rooms.library.articles([article_id]).get(article_id)
    if stored is None:
        raise NotFound(f"No record {article_id!r} in the library. Ingest it, or search for it first.")
    return stored


def hit_row(hit: Hit) -> dict[str, object]:
    """The JSON shape of a hit."""
    return {
        "pmid": hit.record.article.pmid,
        "article_id": hit.record.article.article_id,
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "title": hit.record.article.title,
        "passage": hit.passage.text,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "origin": hit.record.article.text_origin.value,
        "species": hit.record.classification.species.value,
        "design": hit.record.classification.design.value,
        "integrity": hit.record.integrity.value,
        "why": list(hit.why),
    }


def view_row(view: SearchView) -> dict[str, object]:
    """The JSON shape of a search that explains itself."""
    slots = {role: [c.surface for c in view.query.concepts if c.role == role] for role in PICO}
    return {
        "question": view.query.text,
        "intent": view.query.intent.value,
        "pico": slots,
        "expansion": list(view.query.expansion),
        "headings": list(view.query.headings),
        "order": view.order,
        "snapshot": view.snapshot_id,
        "searched": view.searched,
        "looked_at": view.found.looked_at,
        "kept": view.found.kept,
        "not_held": view.not_held or None,
        "shut_out": view.found.shut_out,
        "counts": view.found.counts,
        "hits": [hit_row(hit) for hit in view.found.hits],
    }
