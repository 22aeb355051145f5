from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from guardrails.claims.lifecycle import (
    DISCIPLINES,
    TRANSITIONS,
    Standing,
    approve_version,
    fully_signed,
    in_force,
    move,
    record_hash,
    revise,
    sign,
    standing,
    takes_place,
)
from guardrails.claims.zones import canonical_jurisdiction, covers, known_jurisdiction, known_jurisdictions
from guardrails.domain import Claim
from guardrails.errors import GuardrailError

ON = date(2026, 3, 2)
DRAFT = Claim("C-1", 1, "The spray delivers 50 metered doses per bottle.", "admin", "draft", expires=date(2026, 12, 31))


def approved(claim: Claim = DRAFT) -> Claim:
    claim = move(claim, "pending_review")
    for discipline in DISCIPLINES:
        claim = sign(claim, discipline, "A. Reviewer", ON)
    return claim


def test_the_third_signature_approves() -> None:
    claim = sign(sign(move(DRAFT, "pending_review"), "M", "A", ON), "L", "B", ON)
    assert claim.state == "pending_review"
    assert sign(claim, "R", "C", ON).state == "approved"


@pytest.mark.parametrize(("discipline", "name"), [("X", "A. Reviewer"), ("M", "  ")])
def test_only_a_named_person_of_a_known_discipline_signs(discipline: str, name: str) -> None:
    with pytest.raises(GuardrailError, match="sign as M, L or R with a name"):
        sign(move(DRAFT, "pending_review"), discipline, name, ON)


def test_a_discipline_signs_a_record_once() -> None:
    claim = sign(move(DRAFT, "pending_review"), "M", "A. Reviewer", ON)
    with pytest.raises(GuardrailError, match="signed for M already, by 'A"):
        sign(claim, "M", "B. Reviewer", ON)


def test_signatures_hold_for_one_record_only() -> None:
    claim = approved()
    assert fully_signed(claim)
    edited = replace(claim, text="The spray delivers 60 metered doses per bottle.")
    assert not fully_signed(edited)
    assert standing(edited, datetime(2026, 6, 1, tzinfo=UTC)) is Standing.UNSIGNED
    assert record_hash(replace(claim, state="withdrawn")) == record_hash(claim)


@pytest.mark.parametrize("state", sorted(TRANSITIONS))
@pytest.mark.parametrize("target", sorted(TRANSITIONS))
def test_only_the_drawn_steps_are_possible(state: str, target: str) -> None:
    claim = replace(approved(), state=state)
    if target in TRANSITIONS[state]:
        assert move(claim, target, reason="unsafe").state == target
    else:
        with pytest.raises(GuardrailError, match="cannot go"):
            move(claim, target, reason="unsafe")


def test_approval_needs_signatures_and_withdrawal_a_reason() -> None:
    with pytest.raises(GuardrailError, match="lacks signatures"):
        move(move(DRAFT, "pending_review"), "approved")
    with pytest.raises(GuardrailError, match="reason"):
        move(approved(), "withdrawn")
    with pytest.raises(GuardrailError, match="submit it"):
        sign(DRAFT, "M", "A", ON)
    with pytest.raises(GuardrailError, match="M, L or R"):
        sign(move(DRAFT, "pending_review"), "X", "A", ON)


def test_a_revision_leaves_the_old_version_usable_until_the_new_one_is_approved() -> None:
    old = approved()
    new = revise(old, text="Each bottle holds 50 metered doses.")
    assert (new.version, new.state, new.supersedes, new.signatures) == (2, "draft", "C-1 v1", ())
    with pytest.raises(GuardrailError, match="not approved"):
        approve_version((old,), new)
    after = approve_version((old,), approved(new))
    assert [(c.version, c.state, c.superseded_by) for c in after] == [
        (1, "superseded", "C-1 v2"),
        (2, "approved", None),
    ]
    with pytest.raises(GuardrailError, match="cannot be revised"):
        revise(old, state="approved")


def test_with_a_newer_version_approved_an_older_one_cannot_come_into_force() -> None:
    first = move(DRAFT, "pending_review")
    newer = approved(revise(first, text="Each bottle holds 50 metered doses."))
    for state in ("approved", "suspended"):
        with pytest.raises(GuardrailError, match=rf"'C-1 v2' is {state}; open a new version .* or withdraw 'C-1 v2'"):
            approve_version((first, replace(newer, state=state)), approved())
    for state in ("pending_review", "withdrawn", "superseded"):
        assert approve_version((first, replace(newer, state=state)), approved())[-1].state == "approved"


def test_an_approved_or_suspended_version_has_the_place_of_its_claim() -> None:
    states = ("draft", "pending_review", "approved", "suspended", "withdrawn", "superseded", "rejected")
    assert [s for s in states if takes_place(replace(DRAFT, state=s))] == ["approved", "suspended"]


def test_every_older_version_leaves_force_though_one_between_was_never_approved() -> None:
    between = move(revise(approved()), "pending_review")
    other = replace(approved(), claim_id="C-2")
    newest = approved(revise(between))
    after = approve_version((approved(), between, other), newest)
    assert [(c.key, c.state) for c in after] == [
        ("C-1 v1", "superseded"),
        ("C-1 v2", "pending_review"),
        ("C-2 v1", "approved"),
        ("C-1 v3", "approved"),
    ]
    assert after[0].superseded_by == "C-1 v3"


@pytest.mark.parametrize(
    ("jurisdiction", "zone"),
    [
        ("US", "America/New_York"),
        ("US-TX", "America/Chicago"),
        ("US-HI", "Pacific/Honolulu"),
        ("UK", "Europe/London"),
        ("US-ZZ", "America/New_York"),
    ],
)
def test_a_claim_expires_with_the_last_second_of_its_day_where_it_is_used(jurisdiction: str, zone: str) -> None:
    claim = approved()
    last = datetime(2026, 12, 31, 23, 59, 59, tzinfo=ZoneInfo(zone))
    assert standing(claim, last.astimezone(UTC), jurisdiction) is Standing.IN_FORCE
    assert standing(claim, last.astimezone(UTC) + timedelta(seconds=1), jurisdiction) is Standing.EXPIRED


def test_a_claim_takes_effect_with_the_first_second_of_its_day() -> None:
    claim = approved(replace(DRAFT, effective_from=date(2026, 5, 1)))
    first = datetime(2026, 5, 1, tzinfo=ZoneInfo("America/New_York"))
    assert in_force(claim, first)
    assert standing(claim, first - timedelta(seconds=1)) is Standing.NOT_YET_EFFECTIVE


def test_where_a_text_is_used_in_several_places_the_first_end_and_the_last_start_count() -> None:
    claim = approved(replace(DRAFT, effective_from=date(2026, 5, 1)))
    over_in_the_east = datetime(2027, 1, 1, 0, 30, tzinfo=ZoneInfo("America/New_York"))
    assert standing(claim, over_in_the_east, "US-HI") is Standing.IN_FORCE
    assert standing(claim, over_in_the_east, "US-HI; US-NY") is Standing.EXPIRED
    begun_in_the_east = datetime(2026, 5, 1, 0, 30, tzinfo=ZoneInfo("America/New_York"))
    assert standing(claim, begun_in_the_east, "US-NY") is Standing.IN_FORCE
    assert standing(claim, begun_in_the_east, "US-HI; US-NY") is Standing.NOT_YET_EFFECTIVE


@given(st.datetimes(min_value=datetime(2026, 12, 30), max_value=datetime(2027, 1, 2)))  # noqa: DTZ001
def test_force_ends_once_and_for_all(moment: datetime) -> None:
    claim = approved()
    now = moment.replace(tzinfo=UTC)
    expected = now < datetime(2027, 1, 1, 5, tzinfo=UTC)  # midnight in New York
    assert in_force(claim, now) is expected


@pytest.mark.parametrize(
    ("written", "meant"),
    [("us_tx", "US-TX"), ("Texas", "US-TX"), ("TX", "US-TX"), ("GB", "UK"), ("usa", "US"), (" US-oh ", "US-OH")],
)
def test_usual_spellings_of_a_place(written: str, meant: str) -> None:
    assert canonical_jurisdiction(written) == meant


def test_known_places_are_listed_as_they_are_written() -> None:
    places = known_jurisdictions()
    assert {"US", "US-TX", "UK"} <= set(places)
    assert all(canonical_jurisdiction(place) == place and known_jurisdiction(place) for place in places)


def test_places_cover_one_another_downwards_only() -> None:
    assert covers("US", "US-TX")
    assert not covers("US-TX", "US")
    assert not covers("US", "UK")
    assert not known_jurisdiction("")
    assert not known_jurisdiction("US-ZZ")
