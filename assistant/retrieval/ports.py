"""What retrieval needs of a library; `ingest.Library` fits, and so does a fake of thirty lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from ingest import LibraryStatus, Match, Passage, StoredArticle


class SearchableLibrary(Protocol):
    """Records that can be searched by words and by meaning."""

    def search_words(self, text: str, k: int) -> Sequence[Match]:
        """Up to k passages that share words with the text, best first."""

    def search_vectors(self, text: str, k: int) -> Sequence[Match]:
        """Up to k passages nearest in meaning, best first; empty without an embedding model."""

    def articles(self, ids: Iterable[str]) -> Mapping[str, StoredArticle]:
        """The records of these ids as of now; unknown ids are left out."""

    def passages(self, ids: Iterable[str]) -> Mapping[str, Passage]:
        """The passages of these ids; unknown ids are left out."""

    def status(self) -> LibraryStatus:
        """Counts, snapshot and the name of the embedding model."""


@runtime_checkable
class IndexedLibrary(Protocol):
    """A library that knows under which headings NLM indexed its records."""

    def search_headings(self, headings: Sequence[str], k: int) -> Sequence[Match]:
        """The first passages of up to k records indexed under any of the headings."""


@runtime_checkable
class FeedbackLibrary(Protocol):
    """A library that can also draw a question towards passages that were found for it."""

    def search_near(self, text: str, near: Mapping[str, float], k: int, pull: float) -> Sequence[Match]:
        """Up to k passages nearest to the question drawn towards `near` (passage id -> weight, summing to 1)."""
