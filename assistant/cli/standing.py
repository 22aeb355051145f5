"""How a library stands, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest import LibraryStatus

_INTEGRITY = {
    "ok": "without objection",
    "erratum": "corrected",
    "republished": "republished",
    "concern": "under an expression of concern, never cited",
    "retracted": "retracted, never cited",
    "withdrawn": "withdrawn, never cited",
    "notice": "notices about another record, never cited",
}
_ORIGIN = {"abstract": "from PubMed", "digest": "from digests", "document": "from documents"}


def standing(status: LibraryStatus) -> Iterator[str]:
    """One sentence or heading a line: counts, integrity, kinds, model, snapshot, last update, what is stale."""
    if not status.articles:
        yield "The library is empty. Read files in: callprep ingest files FOLDER"
        return
    newest = f", the newest of {status.newest_year}" if status.newest_year else ""
    yield f"{_count(status.articles, 'record')} in {_count(status.passages, 'passage')}{newest}."
    yield f"Sources: {_listed(status.by_origin, _ORIGIN)}."
    yield f"Integrity: {_listed(status.by_integrity, _INTEGRITY)}."
    yield f"Species: {_listed(status.by_species)}."
    yield f"Design: {_listed(status.by_design)}."
    yield (
        f"Searched by words and by meaning ({status.embedder})."
        if status.embedder
        else "Searched by words only: no embedding model is in use."
    )
    last = f"{status.last_ingest:%Y-%m-%d %H:%M} UTC" if status.last_ingest else "not recorded"
    yield f"Snapshot {status.snapshot_id}. Last update: {last}."
    yield from (f"Saved search: {search}." for search in status.searches)
    yield from _stale(status)


def _stale(status: LibraryStatus) -> Iterator[str]:
    notes = (*status.stale, *status.warnings)
    if not notes:
        yield "Nothing is stale."
        return
    yield "What is stale or needs care:"
    yield from (f"  - {note}" for note in notes)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _listed(counts: Mapping[str, int], words: Mapping[str, str] | None = None) -> str:
    """Counts in words, the largest first; "none" without any."""
    shown = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{count:,} {(words or {}).get(value, value)}" for value, count in shown if count) or "none"
