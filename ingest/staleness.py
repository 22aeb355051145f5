"""What in the library is no longer up to date, in words, as of a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from ingest.reports import Watermark

STALE_AFTER = timedelta(days=30)
"""A saved search or look-up older than this is worth an update: PubMed adds and revises daily."""


def stale_notes(
    marks: Iterable[Watermark], held_checked: str | None, by_origin: Mapping[str, int], queued: int, now: datetime
) -> tuple[str, ...]:
    """One line for each thing that an update, a rebuild or a fetch would mend; () if all is current."""
    notes = [note for mark in marks if (note := _about_search(mark, now))]
    if by_origin.get("abstract"):
        notes += _about_look_up(held_checked, now)
    if digests := by_origin.get("digest"):
        notes.append(f"{digests} records are digests that wait for their PubMed record")
    if queued:
        notes.append(f"{queued} passages wait to be indexed")
    return tuple(notes)


def about_rules(read_by: str | None, rules: str, records: int) -> tuple[str, ...]:
    """A line where records were classified by other rules than those of now, as after an upgrade; () if not."""
    if read_by == rules or not records:
        return ()
    return (
        "design, species, size and level of records were read by the rules of another release; "
        "run `callprep library reclassify`",
    )


def _about_search(mark: Watermark, now: datetime) -> str:
    if mark.finished_at is None:
        return f"search {mark.query!r} was interrupted; run `callprep ingest update`"
    days = (now - mark.finished_at).days
    return f"search {mark.query!r} was last asked {days} days ago" if days > STALE_AFTER.days else ""


def _about_look_up(held_checked: str | None, now: datetime) -> list[str]:
    if held_checked is None:
        return ["the records at hand were never looked up again in PubMed; run `callprep ingest update`"]
    days = (now.date() - date.fromisoformat(held_checked)).days
    return [f"the records at hand were last looked up {days} days ago"] if days > STALE_AFTER.days else []
