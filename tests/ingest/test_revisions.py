from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from ingest.domain import Integrity, Link, TextOrigin
from ingest.revisions import Reading, gravest, lifts_tombstone, notices_in, reading_of, supersedes
from tests.ingest.store_fakes import article, notice

STORED = Reading(TextOrigin.ABSTRACT, 1, date(2020, 5, 1), identified=True)


@pytest.mark.parametrize(
    ("changes", "stands"),
    [
        ({"revised": date(2020, 5, 2)}, True),
        ({"revised": date(2020, 4, 30)}, False),
        ({"revised": None}, False),
        ({}, True),
        ({"identified": False}, False),
        ({"identified": False, "revised": date(2020, 5, 2)}, True),
        ({"pmid_version": 2, "revised": date(2019, 1, 1)}, True),
        ({"text_origin": TextOrigin.DIGEST, "revised": date(2024, 1, 1)}, False),
    ],
    ids=["newer", "older", "undated", "same-date", "poorer", "poorer-newer", "version", "digest"],
)
def test_which_reading_stands(changes: dict[str, object], stands: bool) -> None:
    assert supersedes(replace(STORED, **changes), STORED) is stands  # type: ignore[arg-type]


def test_a_record_replaces_a_digest_whatever_its_date() -> None:
    digest = Reading(TextOrigin.DIGEST, 1, date(2026, 1, 1), identified=False)
    assert supersedes(replace(STORED, revised=None), digest)
    assert supersedes(digest, digest)


@given(st.lists(st.integers(0, 4000), min_size=2, max_size=4, unique=True))
def test_distinct_dates_make_the_order_of_arrival_irrelevant(days: list[int]) -> None:
    readings = [replace(STORED, revised=date.fromordinal(730_000 + number)) for number in days]
    last = set()
    for order in permutations(readings):
        stands = order[0]
        for reading in order[1:]:
            stands = reading if supersedes(reading, stands) else stands
        last.add(stands)
    assert last == {max(readings, key=lambda reading: reading.revised or date.min)}


def test_only_nlm_identifiers_make_a_reading_identified() -> None:
    assert reading_of(article("1")).identified
    assert not reading_of(article("1", publication_types=())).identified


@pytest.mark.parametrize(
    ("ref_type", "said"),
    [
        ("RetractionOf", Integrity.RETRACTED),
        ("ExpressionOfConcernFor", Integrity.CONCERN),
        ("ErratumFor", Integrity.ERRATUM),
        ("RetractedandRepublishedFrom", Integrity.RETRACTED),
        ("CommentOn", None),
        ("RetractionIn", None),
        ("Cites", None),
    ],
)
def test_what_a_link_says_of_the_record_it_names(ref_type: str, said: Integrity | None) -> None:
    assert notices_in(notice("90", of="1", ref_type=ref_type)) == ({"1": said} if said else {})


def test_links_without_pmid_or_to_itself_say_nothing() -> None:
    links = (Link("RetractionOf", "J Test"), Link("RetractionOf", "J Test", "90"))
    assert notices_in(article("90", links=links)) == {}


def test_the_gravest_state_stands() -> None:
    assert gravest([]) is Integrity.OK
    assert gravest([Integrity.ERRATUM, Integrity.RETRACTED, Integrity.CONCERN]) is Integrity.RETRACTED
    assert gravest([Integrity.RETRACTED, Integrity.WITHDRAWN]) is Integrity.WITHDRAWN


def test_a_tombstone_yields_only_to_a_later_revision() -> None:
    deleted_at = datetime(2020, 5, 1, 12, tzinfo=UTC)
    assert not lifts_tombstone(STORED, deleted_at)
    assert not lifts_tombstone(replace(STORED, revised=None), deleted_at)
    assert lifts_tombstone(replace(STORED, revised=date(2020, 5, 2)), deleted_at)
