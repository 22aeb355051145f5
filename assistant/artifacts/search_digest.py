"""Digest of saved searches: what came in for each question, named by title and PMID, and nothing said about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.artifacts.parts import FactBook, say
from assistant.artifacts.references import reference
from guardrails import Draft, Line, Mode, Section
from ingest import StoredArticle

_KINDS = (("new", "New"), ("changed", "Revised"), ("fallen", "Not to be cited any more"))


@dataclass(frozen=True, slots=True)
class SearchNews:
    """What one saved search brought since the digest before."""

    question: str
    """Empty where the search was dropped since."""
    new: tuple[StoredArticle, ...]
    changed: tuple[StoredArticle, ...]
    fallen: tuple[StoredArticle, ...]
    gone: int = 0
    """Records that the library no longer holds."""


def search_digest_draft(
    draft_id: str, news: Sequence[SearchNews], since: datetime | None, until: datetime
) -> tuple[Draft, FactBook]:
    """The digest and the facts it states."""
    facts = FactBook(f"digest-{draft_id}", "Saved searches and the library")
    begin = f"from {since:%Y-%m-%d %H:%M} to" if since else "until"
    count = ", ".join(f"{sum(len(getattr(n, kind)) for n in news)} {words.lower()}" for kind, words in _KINDS)
    summary = facts.line(f"Records per saved search, {begin} {until:%Y-%m-%d %H:%M} {until:%Z}: {count}.")
    sections = [Section("summary", "Summary", (summary,), mode=Mode.INTERNAL)]
    for number, one in enumerate(news, 1):
        title = f"Saved search {number} of {len(news)}"
        sections.append(Section(f"search_{number}", title, tuple(_lines(one, facts)), mode=Mode.INTERNAL))
    return Draft(draft_id, "search_digest", "Digest of saved searches", tuple(sections)), facts


def _lines(news: SearchNews, facts: FactBook) -> Iterator[Line]:
    yield facts.line(f"“{news.question}”", "quote") if news.question else say("This search was dropped since.")
    for kind, words in _KINDS:
        for record in getattr(news, kind):
            state = "" if kind != "fallen" else f" ({record.integrity.value})"
            yield facts.line(reference(record.article), "bullet", f"{words}{state}:")
    if news.gone:
        yield facts.line(f"Records no longer in the library: {news.gone}.", "bullet")
