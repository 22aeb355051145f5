"""Search the library, look at one record."""

from __future__ import annotations

from assistant.domain import Filters, Hit
from assistant.errors import NotFound
from assistant.retrieval.retrieve import search
from assistant.retrieval.understand import understand
from assistant.service.rooms import Rooms
from ingest import StoredArticle


def find(rooms: Rooms, question: str, limit: int = 10, filters: Filters | None = None) -> tuple[Hit, ...]:
    """Passages for a question, best first, at most `limit`."""
    query = understand(question, rooms.vocabulary, filters=filters, limit=limit)
    return tuple(search(rooms.library, query))[:limit]


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
