"""A clock that jumps ahead or back lengthens the life of no session, key, lock or claim."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant.errors import NotSignedIn, WrongPassword
from assistant.service.people import IDLE, LONGEST, TRIES, make_key, prove, sign_in, who_has_key, who_has_session
from assistant.service.rooms import Rooms
from assistant.users import UserRole
from guardrails import Standing, standing
from tests.assistant.web.site import AS_OF, PASSWORD, Site

YEAR = timedelta(days=365)
SECOND = timedelta(seconds=1)


def at(site: Site, moment: datetime) -> Rooms:
    return replace(site.rooms, clock=lambda: moment)


@pytest.mark.parametrize("ahead", [IDLE, LONGEST, YEAR])
def test_a_session_refused_once_stays_dead_when_the_clock_is_put_back(site: Site, ahead: timedelta) -> None:
    _, token = sign_in(site.rooms, "msl", PASSWORD)
    for moment in (AS_OF + ahead, AS_OF):
        with pytest.raises(NotSignedIn):
            who_has_session(at(site, moment), token)


@pytest.mark.parametrize("ahead", [IDLE, YEAR])
def test_a_session_begun_while_the_clock_ran_ahead_ends_when_it_is_put_back(site: Site, ahead: timedelta) -> None:
    _, token = sign_in(at(site, AS_OF + ahead), "msl", PASSWORD)
    for moment in (AS_OF, AS_OF + ahead):
        with pytest.raises(NotSignedIn):
            who_has_session(at(site, moment), token)


def test_a_small_correction_of_the_clock_signs_nobody_out(site: Site) -> None:
    user, token = sign_in(site.rooms, "msl", PASSWORD)
    _, secret = make_key(site.rooms, user, "k", (), 1)
    for moment in (AS_OF - IDLE + SECOND, AS_OF + IDLE - SECOND):
        assert who_has_session(at(site, moment), token)[0] == user
        assert who_has_key(at(site, moment), secret)[0] == user
        who_has_session(at(site, AS_OF), token)


def test_a_key_lives_to_its_time_and_one_from_the_future_not_at_all(site: Site) -> None:
    msl = site.people[UserRole.MSL]
    _, secret = make_key(site.rooms, msl, "k", (), 1)
    with pytest.raises(NotSignedIn):
        who_has_key(at(site, AS_OF + timedelta(days=1)), secret)
    assert who_has_key(at(site, AS_OF + timedelta(days=1) - SECOND), secret)[0].user_id == msl.user_id
    _, early = make_key(at(site, AS_OF + YEAR), msl, "k", (), 1)
    with pytest.raises(NotSignedIn):
        who_has_key(site.rooms, early)


def test_a_lock_set_while_the_clock_ran_ahead_holds_for_no_lost_future(site: Site) -> None:
    site.person("jumpy", UserRole.MSL)
    ahead = at(site, AS_OF + YEAR)
    for _ in range(TRIES):
        with pytest.raises(WrongPassword):
            sign_in(ahead, "jumpy", "wrong password!")
    with pytest.raises(WrongPassword, match="15 minutes"):
        prove(ahead, "jumpy", PASSWORD, "sign")
    assert sign_in(site.rooms, "jumpy", PASSWORD)


def test_a_claim_follows_the_clock_it_is_given_both_ways(site: Site) -> None:
    claim = next(c for c in site.rooms.claims.claims if c.expires and standing(c, AS_OF) is Standing.IN_FORCE)
    assert claim.expires is not None
    after = datetime(claim.expires.year, claim.expires.month, claim.expires.day, tzinfo=AS_OF.tzinfo) + timedelta(2)
    assert [standing(claim, moment) for moment in (after, AS_OF)] == [Standing.EXPIRED, Standing.IN_FORCE]
