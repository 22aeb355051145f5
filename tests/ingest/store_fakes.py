"""Parts for library tests: an engine with schema, articles written for the test, a clock that moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from assistant.engine import make_engine
from assistant.migrations import upgrade
from ingest.domain import AbstractSection, Article, Link, PublicationType
from ingest.embedding import Embedder, HashingEmbedder
from ingest.library import Library, open_library

START = datetime(2026, 1, 1, tzinfo=UTC)
JOURNAL_ARTICLE = PublicationType("D016428", "Journal Article")


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((found.start(), found.end()) for found in re.finditer(r"[^.\s][^.]*\.?", text))


class Clock:
    """A minute passes with each look."""

    def __init__(self, start: datetime = START) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def article(pmid: str, text: str = "Nausea fell in 12 of 40 patients.", **fields: Any) -> Article:
    sections = (AbstractSection("RESULTS", "RESULTS", text),) if text else ()
    fields.setdefault("publication_types", (JOURNAL_ARTICLE,))
    fields.setdefault("title", f"Trial {pmid} of cannabidiol")
    return Article(article_id=pmid, pmid=pmid, sections=sections, **fields)


def notice(pmid: str, of: str, ref_type: str = "RetractionOf", **fields: Any) -> Article:
    retraction = PublicationType("D016440", "Retraction of Publication")
    links = (Link(ref_type, "J Test", of),)
    return article(pmid, "", title="Retraction.", links=links, publication_types=(retraction,), **fields)


def day(number: int) -> date:
    return date(2020, 1, 1) + timedelta(days=number)


class Home:
    """A library folder that can be opened again and again."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.engine: Engine = make_engine(f"sqlite:///{folder / 'app.db'}")
        upgrade(self.engine)
        self.clock = Clock()

    def open(self, embedder: Embedder | None = None, *, words_only: bool = False, **options: Any) -> Library:
        chosen = None if words_only else embedder or HashingEmbedder(32)
        options.setdefault("clock", self.clock)
        return open_library(self.folder, self.engine, embedder=chosen, split_sentences=split_sentences, **options)

    @contextmanager
    def opened(self, embedder: Embedder | None = None, **options: Any) -> Iterator[Library]:
        library = self.open(embedder, **options)
        try:
            yield library
        finally:
            library.close()

    def close(self) -> None:
        self.engine.dispose()


def searched_ids(library: Library) -> set[str]:
    """Passage ids that the records want indexed."""
    return {one.passage.passage_id for one in library.records.all_searched()}


def assert_in_step(library: Library) -> None:
    """Records, words and vectors hold the same passages, each once."""
    wanted = searched_ids(library)
    words = library._words.index.ids()
    assert len(words) == len(set(words))
    assert set(words) == wanted
    if library._vectors is not None:
        assert library._vectors.index.ids() == wanted
        assert library._vectors.index.count() == len(wanted)
    assert library.status().queued == 0
