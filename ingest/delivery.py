"""What live PubMed hands over: the answer to a search, and pages of records."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.domain import Article, Deletion


@dataclass(frozen=True, slots=True)
class SearchResult:
    """All PMIDs a search found, as NCBI understood it."""

    query: str
    """The query as typed."""
    count: int
    """Records NCBI counted; `pmids` holds at least as many."""
    query_translation: str
    """What NCBI searched for; "" if it did not say."""
    pmids: tuple[str, ...]
    """Ascending by number, without repeats: new records join at the end."""
    warnings: tuple[str, ...] = ()
    """Phrases and fields NCBI dropped or did not find, in its words."""
    parts: int = 1
    """Searches the result is made of: more than one where NCBI's limit made us split by date."""


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched page: the unit of ingest. Either all of it is stored or nothing."""

    articles: tuple[Article, ...]
    deletions: tuple[Deletion, ...]
    expected: int
    """PMIDs asked for."""
    received: int
    """Of those, how many came."""
    cursor: str
    """Highest PMID of this page: `fetch(pmids, after=cursor)` goes on behind it."""
    missing: tuple[str, ...] = ()
    """Asked for twice or more and not delivered: deleted, unknown or not available just now."""
