"""Updates: only what is newer is fetched, records at hand are looked up, and a silent PubMed stops nothing half-way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from ingest import HELD, ChangeFeed, EntrezSettings, Integrity, PubMedFetcher, ingest_pubmed, update_library
from ingest.library import Library
from ingest.staleness import stale_notes
from ingest.transport import Transport
from tests.fakes_ncbi import FakeClock, FakeNCBI, FakeRecord
from tests.ingest.store_fakes import Home, article, day, notice

OLD, NEW = date(2020, 1, 1), date(2026, 1, 20)
WHEN = datetime(2026, 1, 10, tzinfo=UTC)
LATER = datetime(2026, 2, 1, tzinfo=UTC)


def old(pmid: str, title: str = "Oil") -> FakeRecord:
    return FakeRecord(pmid, title, edat=OLD, crdt=OLD, lr=OLD)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    home = Home(tmp_path / "home")
    with home.opened() as library:
        yield library
    home.close()


@pytest.fixture
def ncbi() -> Iterator[FakeNCBI]:
    with FakeNCBI([old("1"), old("2"), old("3", "Rope")], clock=FakeClock()) as ncbi:
        yield ncbi


@cache
def fetcher(ncbi: FakeNCBI) -> PubMedFetcher:
    """One for each played NCBI: its pace counts over all its requests."""
    clock = ncbi.clock
    assert isinstance(clock, FakeClock)
    settings = EntrezSettings(
        _env_file=None, entrez_email="dev@example.org", entrez_base_url=ncbi.base_url, entrez_attempts=2
    )
    transport = Transport(settings, clock=clock, sleep=clock.sleep)
    return PubMedFetcher(settings, transport, sleep=clock.sleep, jitter=lambda: 0.5, today=lambda: LATER.date())


def fetched(ncbi: FakeNCBI, start: int) -> list[str]:
    return [seen.params["id"] for seen in ncbi.seen[start:] if seen.utility == "efetch.fcgi"]


def test_an_update_fetches_only_what_is_new_or_revised(library: Library, ncbi: FakeNCBI) -> None:
    ingest_pubmed(library, fetcher(ncbi), "oil", clock=lambda: WHEN)
    update_library(library, fetcher(ncbi), clock=lambda: WHEN)
    ncbi.publish(replace(old("2"), abstract="Revised words about an oil.", lr=NEW), replace(old("4"), crdt=NEW))
    before = len(ncbi.seen)
    found, looked_up = update_library(library, fetcher(ncbi), clock=lambda: LATER)
    assert (found.query, found.report.new, found.report.changed) == ("oil", ("4",), ("2",))
    assert (looked_up.query, looked_up.report.changed, looked_up.unlisted) == (HELD, (), ())
    assert fetched(ncbi, before) == ["2,4"]


def test_records_that_no_search_covers_are_looked_up(library: Library, ncbi: FakeNCBI) -> None:
    library.add([article("3", revised=OLD), article("900", revised=OLD)], "a file")
    (first,) = update_library(library, fetcher(ncbi), clock=lambda: WHEN)
    assert first.unlisted == ("900",)
    ncbi.publish(replace(old("3", "Rope"), abstract="Revised.", lr=NEW))
    (second,) = update_library(library, fetcher(ncbi), clock=lambda: LATER)
    assert second.report.changed == ("3",)
    assert library.articles(["900"])["900"].integrity is Integrity.OK


def test_look_up_can_be_left_out(library: Library, ncbi: FakeNCBI) -> None:
    library.add([article("3")], "a file")
    assert update_library(library, fetcher(ncbi), held=False) == ()
    assert ncbi.seen == []


def test_a_refused_search_does_not_stop_the_others(library: Library, ncbi: FakeNCBI) -> None:
    for query in ("oil", "rope"):
        ingest_pubmed(library, fetcher(ncbi), query, clock=lambda: WHEN)
    ncbi.fail("400 other", at=len(ncbi.seen) + 1)
    first, second, looked_up = update_library(library, fetcher(ncbi), clock=lambda: LATER)
    assert "check the query" in first.error
    assert (second.error, looked_up.error) == ("", "")


def test_when_pubmed_is_silent_the_rest_is_not_asked(library: Library, ncbi: FakeNCBI) -> None:
    for query in ("oil", "rope"):
        ingest_pubmed(library, fetcher(ncbi), query, clock=lambda: WHEN)
    start = len(ncbi.seen)
    ncbi.fail("500", at=start + 1, forever=True)
    steps = update_library(library, fetcher(ncbi), clock=lambda: LATER)
    assert all(step.error for step in steps)
    assert [step.error.startswith("not asked: ") for step in steps] == [False, True, True]
    assert len(ncbi.seen) == start + 2


def test_an_interrupted_look_up_starts_again(library: Library, ncbi: FakeNCBI) -> None:
    library.add([article("3", revised=OLD)], "a file")
    ncbi.fail("500", at=2, forever=True)
    (broken,) = update_library(library, fetcher(ncbi), clock=lambda: WHEN)
    assert broken.error
    assert "held_checked" not in library.records.facts()


def test_each_listener_hears_of_a_change_once(library: Library) -> None:
    library.add([article("1")], "a file")
    feed, other = ChangeFeed(library, "one"), ChangeFeed(library, "two")
    library.add([notice("9", of="1")], "a notice")
    changes = feed.pending()
    assert [(c.article_id, c.integrity) for c in changes] == [("1", Integrity.RETRACTED), ("9", Integrity.NOTICE)]
    assert feed.pending() == changes, "not told until it says so"
    feed.told(changes[-1])
    assert feed.pending() == ()
    assert len(other.pending()) == 2


def test_saved_searches_are_listed_and_forgotten(library: Library, ncbi: FakeNCBI) -> None:
    ingest_pubmed(library, fetcher(ncbi), "oil", clock=lambda: WHEN)
    assert library.status().searches == ("oil (2026-01-10)",)
    assert library.records.forget_watermark("oil")
    assert not library.records.forget_watermark("oil")
    assert library.articles(["1"])


def test_what_is_stale_is_said(library: Library, ncbi: FakeNCBI) -> None:
    ingest_pubmed(library, fetcher(ncbi), "oil", clock=lambda: WHEN)
    marks = library.records.watermarks()
    origins = {"abstract": 2, "digest": 3}
    fresh = stale_notes(marks, "2026-01-10", {"abstract": 2}, 0, LATER)
    notes = stale_notes(marks, None, origins, 4, datetime(2026, 3, 1, tzinfo=UTC))
    assert fresh == ()
    assert [note.split()[0] for note in notes] == ["search", "the", "3", "4"]
    assert "50 days ago" in notes[0]


def test_counts_follow_every_unit(library: Library) -> None:
    library.add([article("1")], "a file")
    first = library.status()
    library.add([article("1", "Pain fell.", revised=day(9)), article("2")], "a file")
    second = library.status()
    assert (first.articles, second.articles) == (1, 2)
    assert first.snapshot_id != second.snapshot_id
