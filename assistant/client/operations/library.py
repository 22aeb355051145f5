"""Records, and searches that are kept. Written by `python -m assistant.web.client_source`; never edited by hand."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from assistant.client.transport import Transport


class AlertRow(TypedDict):
    """News of a saved search, or of a week: record ids."""

    alert_id: str
    kind: str
    search_id: str | None
    made_at: str
    seen_at: str | None
    new: list[str]
    changed: list[str]
    fallen: list[str]


class HitRow(TypedDict):
    """One passage found."""

    pmid: str | None
    article_id: str
    rank: int
    score: float
    title: str
    passage: str
    start: int
    end: int
    origin: str
    species: str
    design: str
    integrity: str
    why: list[str]


class HitsRow(TypedDict):
    """What a search found."""

    hits: list[HitRow]
    searched: int


class ItemsSearchRow(TypedDict):
    """All of `SearchRow`."""

    items: list[SearchRow]


class LibraryRow(TypedDict):
    """Counts and versions of the library."""

    articles: int
    passages: int
    by_integrity: dict[str, int]
    by_origin: dict[str, int]
    by_species: dict[str, int]
    by_design: dict[str, int]
    snapshot: str
    embedder: str | None
    queued: int
    warnings: list[str]


class PageAlertRow(TypedDict):
    """One page of `AlertRow`."""

    items: list[AlertRow]
    total: int
    next: int | None


class RecordRow(TypedDict):
    """One record."""

    article_id: str
    pmid: str | None
    title: str
    journal: str | None
    year: int | None
    origin: str
    species: str
    design: str
    integrity: str
    version_hash: str
    text: str


class SavedSearchBody(TypedDict):
    """A question that is asked again by itself."""

    question: str
    species: NotRequired[str]
    design: NotRequired[str]


class SearchBody(TypedDict):
    """A search."""

    question: str
    limit: NotRequired[int]


class SearchDroppedRow(TypedDict):
    """A search that was dropped."""

    search_id: str
    state: str


class SearchRow(TypedDict):
    """One saved search."""

    search_id: str
    question: str
    species: str
    design: str
    made_at: str
    looked_at: str
    known: int


class LibraryOperations(Transport):
    """Records, and searches that are kept."""

    def post_search(self, body: SearchBody) -> HitsRow:
        """Find passages, best first, each with the reason for its rank."""
        answer: HitsRow = self.call("POST", "/api/v1/search", body=body)
        return answer

    def get_library(self) -> LibraryRow:
        """Counts and versions of the library."""
        answer: LibraryRow = self.call("GET", "/api/v1/library")
        return answer

    def get_record(self, article_id: str) -> RecordRow:
        """One record as the library holds it, integrity as of now."""
        answer: RecordRow = self.call("GET", f"/api/v1/records/{self.quoted(article_id)}")
        return answer

    def get_searches(self) -> ItemsSearchRow:
        """One's own saved searches."""
        answer: ItemsSearchRow = self.call("GET", "/api/v1/searches")
        return answer

    def post_saved(self, body: SavedSearchBody, *, idempotency_key: str | None = None) -> SearchRow:
        """Save a search; it is asked again every day."""
        answer: SearchRow = self.call(
            "POST", "/api/v1/searches", body=body, headers={"Idempotency-Key": idempotency_key}
        )
        return answer

    def delete_saved(self, search_id: str) -> SearchDroppedRow:
        """Drop a search of one's own."""
        answer: SearchDroppedRow = self.call("DELETE", f"/api/v1/searches/{self.quoted(search_id)}")
        return answer

    def get_alerts(self, *, limit: int | None = None, offset: int | None = None) -> PageAlertRow:
        """What one's searches brought, newest first: record ids that are new, changed, or fell."""
        answer: PageAlertRow = self.call("GET", "/api/v1/alerts", query={"limit": limit, "offset": offset})
        return answer
