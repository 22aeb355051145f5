"""Live PubMed against a played NCBI: all of a search, all of its records, at the pace NCBI allows, whatever fails."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from ingest import (
    EntrezSettings,
    NotConfigured,
    Page,
    PubMedAnswerBroken,
    PubMedBusy,
    PubMedError,
    PubMedFetcher,
    PubMedIncomplete,
    PubMedRefused,
    PubMedUnreachable,
)
from ingest.transport import Transport
from tests.fakes_ncbi import THIRTEEN, FakeClock, FakeNCBI, FakeRecord

KEY = "k3y-of-0123456789abcdef"
TODAY = date(2026, 3, 1)
TEN = [FakeRecord(str(n), title=f"Oil number {n}") for n in range(101, 111)]


class Desk:
    """A played NCBI, a clock that stands still, and fetchers that use both."""

    def __init__(self, ncbi: FakeNCBI, clock: FakeClock) -> None:
        self.ncbi, self.clock = ncbi, clock

    def fetcher(self, **changes: Any) -> PubMedFetcher:
        settings = entrez(entrez_base_url=self.ncbi.base_url, **changes)
        transport = Transport(settings, clock=self.clock, sleep=self.clock.sleep)
        return PubMedFetcher(settings, transport, sleep=self.clock.sleep, jitter=lambda: 0.5, today=lambda: TODAY)

    def play(self, records: list[FakeRecord]) -> None:
        self.ncbi.records = {r.pmid: r for r in records}


def patience(kind: str) -> dict[str, float]:
    """Real seconds to wait for a server that says nothing."""
    return {"entrez_timeout_s": 0.15} if kind == "silence" else {}


def entrez(**changes: Any) -> EntrezSettings:
    given = {"entrez_email": "dev@example.org", "entrez_page_size": 2, **changes}
    return EntrezSettings(_env_file=None, **given)


@pytest.fixture
def desk() -> Iterator[Desk]:
    clock = FakeClock()
    with FakeNCBI(TEN, clock=clock) as ncbi:
        yield Desk(ncbi, clock)


def delivered(pages: list[Page]) -> list[str]:
    return [article.article_id for page in pages for article in page.articles]


def all_of(fetcher: PubMedFetcher) -> list[Page]:
    return list(fetcher.fetch(fetcher.search("oil").pmids))


def within_limit(ncbi: FakeNCBI, limit: int = 3) -> bool:
    times = [seen.at for seen in ncbi.seen]
    return ncbi.limit_breaches == 0 and all(b - a >= 1.0 for a, b in zip(times, times[limit:], strict=False))


# What a search and a fetch bring


def test_a_search_brings_all_pmids_and_what_was_understood(desk: Desk) -> None:
    found = desk.fetcher().search("oil")
    assert found.count == 10
    assert found.pmids == tuple(str(n) for n in range(101, 111))
    assert found.query_translation == "oil[as searched]"
    assert (found.warnings, found.parts) == ((), 1)


def test_nothing_found_says_why(desk: Desk) -> None:
    found = desk.fetcher().search("unheard-of")
    assert (found.count, found.pmids) == (0, ())
    assert "phrasesnotfound: unheard-of" in found.warnings
    assert "outputmessages: No items found." in found.warnings


@pytest.mark.parametrize("query", ["", "   "])
def test_an_empty_search_is_not_sent(desk: Desk, query: str) -> None:
    with pytest.raises(PubMedRefused, match="say what to look for"):
        desk.fetcher().search(query)
    assert desk.ncbi.seen == []


def test_pages_are_counted_and_resumable(desk: Desk) -> None:
    fetcher = desk.fetcher(entrez_page_size=4)
    pages = all_of(fetcher)
    assert [(page.expected, page.received, page.cursor) for page in pages] == [
        (4, 4, "104"),
        (4, 4, "108"),
        (2, 2, "110"),
    ]
    rest = list(fetcher.fetch(fetcher.search("oil").pmids, after=pages[0].cursor))
    assert delivered(pages[:1] + rest) == [str(n) for n in range(101, 111)]


def test_title_and_abstract_arrive(desk: Desk) -> None:
    first = all_of(desk.fetcher())[0].articles[0]
    assert (first.pmid, first.title.rstrip(".")) == ("101", "Oil number 101")
    assert first.text == "Forty adults took an oil or a placebo for two weeks."


def test_books_stand_among_articles(desk: Desk) -> None:
    desk.play([FakeRecord("5", "Oil a"), FakeRecord("6", "Oil b", book=True), FakeRecord("7", "Oil c")])
    pages = all_of(desk.fetcher(entrez_page_size=3))
    assert delivered(pages) == ["5", "6", "7"]
    assert [article.kind for article in pages[0].articles] == ["article", "book", "article"]


def test_unknown_pmids_are_asked_for_again_and_named(desk: Desk) -> None:
    pages = list(desk.fetcher(entrez_page_size=4).fetch(["101", "102", "999", "998"]))
    assert delivered(pages) == ["101", "102"]
    assert pages[0].missing == ("998", "999")
    asked = [seen.params["id"] for seen in desk.ncbi.seen]
    assert asked[0] == "101,102,998,999"
    assert set(asked[1:]) == {"998,999"}


def test_a_page_of_unknown_pmids_is_reported_not_failed(desk: Desk) -> None:
    (page,) = desk.fetcher().fetch(["998", "999"])
    assert (page.articles, page.received, page.missing) == ((), 0, ("998", "999"))


def test_a_page_that_pubmed_knows_and_does_not_deliver_is_an_error(desk: Desk) -> None:
    desk.play([FakeRecord("1", "Oil", withheld=True), FakeRecord("2", "Oil", withheld=True), FakeRecord("3", "Oil")])
    with pytest.raises(PubMedIncomplete, match="2 records between PMID 1 and 2"):
        all_of(desk.fetcher())


@pytest.mark.parametrize("pmid", ["", "12a", "-3", "0", "１２", "1,2", "9" * 400])
def test_what_is_no_pmid_is_not_sent(desk: Desk, pmid: str) -> None:
    with pytest.raises(PubMedRefused, match="is no PMID"):
        list(desk.fetcher().fetch([pmid]))
    assert desk.ncbi.seen == []


def test_repeated_and_zero_padded_pmids_are_asked_for_once(desk: Desk) -> None:
    assert delivered(list(desk.fetcher().fetch(["101", "0101", "101"]))) == ["101"]


def test_a_newer_document_type_needs_no_download(desk: Desk) -> None:
    desk.ncbi.fail("new doctype", at=1, forever=True)
    assert delivered(list(desk.fetcher().fetch(["101"]))) == ["101"]


# New since


def test_since_finds_what_was_created_or_revised_not_what_was_merely_entered(desk: Desk) -> None:
    old, new = date(2019, 1, 1), date(2026, 2, 1)
    desk.play(
        [
            FakeRecord("1", "Oil", edat=old, crdt=old, lr=old),
            FakeRecord("2", "Oil", edat=old, crdt=new, lr=old),  # an old paper added late: entry date says 2019
            FakeRecord("3", "Oil", edat=old, crdt=old, lr=new),
            FakeRecord("4", "Rope", edat=new, crdt=new, lr=new),
        ]
    )
    found = desk.fetcher().search("oil OR fat", since=date(2026, 2, 2))  # the day before counts: other time zones
    assert found.pmids == ("2", "3")
    assert found.query == "oil OR fat"


# More than PubMed lists


def many(count: int, *, on: date | None = None, created: date | None = None) -> list[FakeRecord]:
    start = date(1990, 1, 1)
    days = [start + timedelta(days=n % 9000) for n in range(count)]
    return [FakeRecord(str(n + 1), "Oil", edat=on or days[n], crdt=created or days[n]) for n in range(count)]


def test_more_than_the_cap_is_split_by_entry_date_without_loss(desk: Desk) -> None:
    desk.play(many(23_000))
    found = desk.fetcher().search("oil")
    assert found.count == 23_000
    assert found.pmids == tuple(str(n) for n in range(1, 23_001))
    assert found.parts > 2
    assert within_limit(desk.ncbi)


def test_exactly_the_cap_needs_no_split(desk: Desk) -> None:
    desk.play(many(9_999))
    assert (len(desk.fetcher().search("oil").pmids), len(desk.ncbi.seen)) == (9_999, 1)


def test_one_over_the_cap_is_split(desk: Desk) -> None:
    desk.play(many(10_000))
    assert len(desk.fetcher().search("oil").pmids) == 10_000


def test_a_crowded_entry_day_is_split_by_creation_date(desk: Desk) -> None:
    desk.play(many(12_000, on=date(1975, 1, 1)))
    assert len(desk.fetcher().search("oil").pmids) == 12_000


def test_a_day_that_cannot_be_split_stops_with_advice(desk: Desk) -> None:
    desk.play(many(10_500, on=date(1975, 1, 1), created=date(1975, 1, 1)))
    with pytest.raises(PubMedIncomplete, match="narrow"):
        desk.fetcher().search("oil")


def test_a_record_outside_every_date_is_missed_loudly(desk: Desk) -> None:
    desk.play([*many(10_000), FakeRecord("90001", "Oil", edat=date(1500, 1, 1))])
    with pytest.raises(PubMedIncomplete, match="counts 10001 records and lists 10000"):
        desk.fetcher().search("oil")


def test_records_removed_while_searching_are_no_loss(desk: Desk) -> None:
    desk.play([*many(10_000), FakeRecord("90001", "Oil", edat=date(1500, 1, 1))])
    sound = desk.ncbi.answer

    def forgetful(seen: Any) -> Any:
        answer = sound(seen)
        desk.ncbi.records.pop("90001", None)
        desk.ncbi._matches.clear() if seen.ordinal == 1 else None
        return answer

    desk.ncbi.answer = forgetful  # type: ignore[method-assign]
    assert len(desk.fetcher().search("oil").pmids) == 10_000


# Thirteen faults at the first, a middle and the last of six requests


@pytest.mark.parametrize("at", [1, 3, 6], ids=["first", "middle", "last"])
@pytest.mark.parametrize("kind", THIRTEEN)
def test_a_passing_fault_costs_no_record(desk: Desk, kind: str, at: int) -> None:
    desk.ncbi.fail(kind, at=at)
    assert delivered(all_of(desk.fetcher(**patience(kind)))) == [str(n) for n in range(101, 111)]
    assert within_limit(desk.ncbi)


@pytest.mark.parametrize("at", [1, 3, 6], ids=["first", "middle", "last"])
@pytest.mark.parametrize("kind", THIRTEEN)
def test_a_lasting_fault_stops_cleanly(desk: Desk, kind: str, at: int) -> None:
    desk.ncbi.fail(kind, at=at, forever=True)
    fetcher, pages = desk.fetcher(entrez_attempts=3, **patience(kind)), []
    stopped = None
    try:
        for page in fetcher.fetch(fetcher.search("oil").pmids):
            pages.append(page)
    except PubMedError as exc:
        stopped = exc
    missing = {pmid for page in pages for pmid in page.missing}
    assert stopped is not None or missing
    assert stopped is None or ("\n" not in str(stopped) and ": " in str(stopped))  # one line, with a next step
    done = int(pages[-1].cursor) if pages else 100
    assert {*delivered(pages), *missing} == {str(n) for n in range(101, done + 1)}
    assert within_limit(desk.ncbi)


def test_the_table_has_thirty_nine_cells() -> None:
    assert len(THIRTEEN) * 3 == 39


LASTING = [
    ("429", PubMedBusy),
    ("429 with Retry-After", PubMedBusy),
    ("500", PubMedBusy),
    ("503 html", PubMedBusy),
    ("silence", PubMedUnreachable),
    ("reset", PubMedUnreachable),
    ("closed", PubMedUnreachable),
    ("chunk cut", PubMedAnswerBroken),
    ("length too long", PubMedAnswerBroken),
    ("truncated", PubMedAnswerBroken),
    ("html", PubMedAnswerBroken),
    ("no body", PubMedAnswerBroken),
    ("prolog only", PubMedAnswerBroken),
    ("json error", PubMedAnswerBroken),
    ("error document", PubMedAnswerBroken),
    ("bad gzip", PubMedAnswerBroken),
    ("400 viewer", PubMedAnswerBroken),
]


@pytest.mark.parametrize(("kind", "error"), LASTING, ids=[kind for kind, _ in LASTING])
@pytest.mark.parametrize("at", [1, 2], ids=["search", "fetch"])
def test_each_lasting_fault_has_its_error_after_all_tries(desk: Desk, kind: str, error: type, at: int) -> None:
    desk.ncbi.fail(kind, at=at, forever=True)
    with pytest.raises(error):
        all_of(desk.fetcher(entrez_attempts=4, **patience(kind)))
    assert len(desk.ncbi.seen) == at - 1 + 4


FINAL = [("403", "eutilities@ncbi.nlm.nih.gov"), ("301", "CALLPREP_ENTREZ_BASE_URL"), ("400 other", "check the query")]


@pytest.mark.parametrize(("kind", "advice"), FINAL)
def test_a_refusal_is_not_asked_again(desk: Desk, kind: str, advice: str) -> None:
    desk.ncbi.fail(kind, at=1)
    with pytest.raises(PubMedRefused, match=advice):
        desk.fetcher().search("oil")
    assert len(desk.ncbi.seen) == 1


def test_nobody_listens() -> None:
    clock = FakeClock()
    settings = entrez(entrez_base_url="http://127.0.0.1:9", entrez_attempts=3)
    transport = Transport(settings, clock=clock, sleep=clock.sleep)
    with pytest.raises(PubMedUnreachable, match=r"No connection to 127\.0\.0\.1:9"):
        PubMedFetcher(settings, transport, sleep=clock.sleep, jitter=lambda: 0.0).search("oil")


def test_waits_double_and_retry_after_is_honoured(desk: Desk) -> None:
    desk.ncbi.fail("500", at=1)
    desk.ncbi.fail("500", at=2)
    desk.ncbi.fail("429 with Retry-After", at=3)
    desk.fetcher().search("oil")
    gaps = [b.at - a.at for a, b in zip(desk.ncbi.seen, desk.ncbi.seen[1:], strict=False)]
    assert gaps == pytest.approx([0.75, 1.5, 3.0])


def test_retry_after_beats_a_shorter_wait(desk: Desk) -> None:
    desk.ncbi.fail("429 with Retry-After", at=1)
    desk.fetcher().search("oil")
    assert desk.ncbi.seen[1].at - desk.ncbi.seen[0].at >= 2.0


def test_retry_after_may_be_a_date(desk: Desk) -> None:
    desk.ncbi.fail("429 until a date", at=1)
    desk.fetcher().search("oil")
    assert 7 <= desk.ncbi.seen[1].at - desk.ncbi.seen[0].at <= 9


def test_records_that_cannot_be_read_are_asked_for_again(desk: Desk) -> None:
    desk.ncbi.fail("broken xml", at=1)
    assert delivered(list(desk.fetcher().fetch(["101"]))) == ["101"]
    desk.ncbi.fail("broken xml", at=3, forever=True)
    with pytest.raises(PubMedAnswerBroken, match="cannot be read"):
        list(desk.fetcher(entrez_attempts=2).fetch(["101"]))


def test_too_long_a_wait_is_not_waited(desk: Desk) -> None:
    desk.ncbi.fail("429 for an hour", at=1)
    with pytest.raises(PubMedBusy):
        desk.fetcher().search("oil")
    assert (len(desk.ncbi.seen), desk.clock.slept) == (1, [])


def test_an_unasked_gzip_answer_is_unpacked_but_not_without_limit(desk: Desk) -> None:
    desk.ncbi.fail("gzip", at=1)
    assert delivered(list(desk.fetcher().fetch(["101"]))) == ["101"]
    desk.ncbi.fail("gzip bomb", at=2, forever=True)
    with pytest.raises(PubMedAnswerBroken, match="too large"):
        list(desk.fetcher(entrez_max_answer_mb=1, entrez_attempts=1).fetch(["101"]))


def test_an_answer_beyond_the_limit_is_refused(desk: Desk) -> None:
    desk.play([FakeRecord(str(n), "Oil", abstract="x" * 600_000) for n in (1, 2)])
    with pytest.raises(PubMedAnswerBroken, match="PAGE_SIZE"):
        list(desk.fetcher(entrez_max_answer_mb=1).fetch(["1", "2"]))


def test_an_answer_that_never_ends_meets_the_deadline(desk: Desk) -> None:
    settings = entrez(entrez_base_url=desk.ncbi.base_url, entrez_attempts=1, entrez_deadline_s=5)
    hasty = iter(range(0, 10_000, 10))
    transport = Transport(settings, clock=lambda: float(next(hasty)), sleep=lambda _: None)
    fetcher = PubMedFetcher(settings, transport, sleep=lambda _: None)
    with pytest.raises(PubMedUnreachable):
        fetcher.search("oil")


# Who asks, how fast, and what nobody may see


def test_each_request_names_tool_and_address_and_travels_as_post(desk: Desk) -> None:
    all_of(desk.fetcher())
    for seen in desk.ncbi.seen:
        assert (seen.params["tool"], seen.params["email"], seen.method) == ("callprep", "dev@example.org", "POST")
        assert "api_key" not in seen.params


def test_with_a_key_ten_a_second(desk: Desk) -> None:
    desk.play([FakeRecord(str(n), "Oil") for n in range(1, 41)])
    all_of(desk.fetcher(entrez_api_key=KEY))
    assert {seen.params["api_key"] for seen in desk.ncbi.seen} == {KEY}
    assert within_limit(desk.ncbi, 10)
    assert not within_limit(desk.ncbi, 3)


def test_the_pace_can_be_lowered_but_not_raised() -> None:
    assert entrez().requests_per_second == 3
    assert entrez(entrez_requests_per_second=10).requests_per_second == 3
    assert entrez(entrez_requests_per_second=1, entrez_api_key=KEY).requests_per_second == 1


@pytest.mark.parametrize("kind", ["429", "400 other", "403", "500", "html", "error document", "silence"])
def test_the_key_is_in_no_error_no_log_and_no_address(desk: Desk, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    desk.ncbi.fail(kind, at=1, forever=True)
    with pytest.raises(PubMedError) as caught:
        desk.fetcher(entrez_api_key=KEY, entrez_attempts=2, **patience(kind)).search("oil")
    error: BaseException | None = caught.value
    while error is not None:
        assert KEY not in f"{error!r} {error} {vars(error)}"
        error = error.__cause__ or error.__context__
    assert KEY not in caplog.text
    assert "dev@example.org" not in caplog.text
    assert all(KEY not in seen.path for seen in desk.ncbi.seen)


def test_a_wrong_key_is_named_by_its_setting(desk: Desk) -> None:
    desk.ncbi.invalid_key = KEY
    with pytest.raises(PubMedRefused, match="check CALLPREP_ENTREZ_API_KEY") as caught:
        desk.fetcher(entrez_api_key=KEY).search("oil")
    assert KEY not in str(caught.value)


def test_without_an_address_nothing_is_sent() -> None:
    with pytest.raises(NotConfigured, match="CALLPREP_ENTREZ_EMAIL"):
        PubMedFetcher(entrez(entrez_email=None))


def test_bio_entrez_is_left_as_it_was(desk: Desk) -> None:
    from Bio import Entrez

    before = Entrez.urlopen
    desk.ncbi.fail("403", at=1)
    with pytest.raises(PubMedRefused):
        desk.fetcher().search("oil")
    assert Entrez.urlopen is before
