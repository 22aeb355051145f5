"""A forgotten password: a one-time one opens nothing but the choice of another, once, for a day."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from fastapi.testclient import TestClient

from assistant.errors import NotFound, NotSignedIn, PasswordToChoose, UsageError, WrongPassword
from assistant.service.passwords import choose_password, issue_password
from assistant.service.people import (
    CHOOSING,
    ONE_TIME_FOR,
    TRIES,
    change_user,
    make_key,
    prove,
    sign_in,
    who_has_key,
    who_has_session,
)  # fmt: skip
from assistant.users import User, UserRole
from tests.assistant.web.site import PASSWORD, Site

NEW = "quite another horse 4"


def entered(site: Site, login: str, password: str, **more: str) -> TestClient:
    client = site.client()
    client.answer = client.post("/sign-in", data={"login": login, "password": password, **more})  # type: ignore[attr-defined]
    return client


@pytest.fixture
def forgetful(site: Site, request: pytest.FixtureRequest) -> User:
    return site.person(f"forgetful.{abs(hash(request.node.name)) % 10**8}", UserRole.MSL)


def test_the_old_password_sessions_and_keys_end_and_the_lock_is_lifted(site: Site, forgetful: User) -> None:
    _, token = sign_in(site.rooms, forgetful.login, PASSWORD)
    _, secret = make_key(site.rooms, forgetful, "k", (), 1)
    for _ in range(TRIES):
        with pytest.raises(WrongPassword):
            sign_in(site.rooms, forgetful.login, "wrong password!")
    issued, until = issue_password(site.rooms, forgetful.user_id)
    assert until == site.rooms.clock() + ONE_TIME_FOR
    with pytest.raises(NotSignedIn):
        who_has_session(site.rooms, token)
    with pytest.raises(NotSignedIn):
        who_has_key(site.rooms, secret)
    with pytest.raises(WrongPassword, match="login or password is not right"):
        sign_in(site.rooms, forgetful.login, PASSWORD)
    with pytest.raises(PasswordToChoose):
        sign_in(site.rooms, forgetful.login, issued)
    with pytest.raises(PasswordToChoose):
        prove(site.rooms, forgetful.login, issued, "review.sign")


def test_it_holds_once(site: Site, forgetful: User) -> None:
    issued, _ = issue_password(site.rooms, forgetful.user_id)
    choose_password(site.rooms, forgetful.login, issued, NEW)
    with pytest.raises(WrongPassword):
        choose_password(site.rooms, forgetful.login, issued, "a third horse of mine 5")
    assert sign_in(site.rooms, forgetful.login, NEW)[0].change_by is None


def test_of_two_who_use_it_at_once_one_is_let_in(site: Site, forgetful: User) -> None:
    issued, _ = issue_password(site.rooms, forgetful.user_id)
    gate = Barrier(2)

    def choose(new: str) -> bool:
        gate.wait(timeout=30)
        try:
            choose_password(site.rooms, forgetful.login, issued, new, CHOOSING)
        except WrongPassword:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(choose, (NEW, f"{NEW} indeed"))) == [False, True]


@pytest.mark.parametrize("away", [ONE_TIME_FOR, -timedelta(minutes=1)])
def test_it_runs_out_after_a_day_and_when_the_clock_is_put_back(site: Site, forgetful: User, away: timedelta) -> None:
    issued, _ = issue_password(site.rooms, forgetful.user_id)
    later = replace(site.rooms, clock=lambda: site.rooms.clock() + away)
    with pytest.raises(WrongPassword, match="ran out"):
        choose_password(later, forgetful.login, issued, NEW)
    assert later.audit.search(about=forgetful.user_id)


def test_the_new_one_is_another_and_not_a_weak_one(site: Site, forgetful: User) -> None:
    issued, _ = issue_password(site.rooms, forgetful.user_id)
    with pytest.raises(UsageError, match="the old one"):
        choose_password(site.rooms, forgetful.login, issued, issued)
    with pytest.raises(UsageError, match="5 characters"):
        choose_password(site.rooms, forgetful.login, issued, "short")
    with pytest.raises(PasswordToChoose):
        sign_in(site.rooms, forgetful.login, issued)


def test_nobody_and_somebody_switched_off_get_none(site: Site, forgetful: User) -> None:
    with pytest.raises(NotFound):
        issue_password(site.rooms, "U-none")
    change_user(site.rooms, forgetful.user_id, role=UserRole.MSL, active=False, territories=(), products=())
    with pytest.raises(UsageError, match="switched off"):
        issue_password(site.rooms, forgetful.user_id)


def test_an_administrator_issues_it_and_the_person_chooses_another_by_form(site: Site, forgetful: User) -> None:
    admin, csrf = site.browser(UserRole.ADMIN)
    page = admin.post("/admin", data={"csrf": csrf, "act": "password", "user": forgetful.user_id})
    assert "no-store" in page.headers["cache-control"]
    assert f"One-time password for {forgetful.name}" in page.text
    found = re.search(r'<p class="key" tabindex="0">([^<]+)</p>', page.text)
    assert found
    issued = found[1]
    assert issued not in admin.get("/admin").text, "shown once"
    assert "One-time password until" in admin.get("/admin").text

    asked = entered(site, forgetful.login, issued).answer  # type: ignore[attr-defined]
    assert (asked.status_code, "set-cookie" in asked.headers) == (401, False)
    assert "New password again" in asked.text
    assert issued not in asked.text
    unlike = entered(site, forgetful.login, issued, choose="yes", new=NEW, again=NEW + "x").answer  # type: ignore[attr-defined]
    assert (unlike.status_code, "not the same" in unlike.text) == (400, True)
    chosen = entered(site, forgetful.login, issued, choose="yes", new=NEW, again=NEW)
    assert chosen.answer.status_code == 303  # type: ignore[attr-defined]
    assert chosen.get("/me").status_code == 200

    trail = [e.action for e in site.rooms.audit.search(about=forgetful.user_id)]
    assert "user.password_issued" in trail
    words = "".join(e.detail if isinstance(e.detail, str) else repr(e.detail) for e in site.rooms.audit.search())
    assert issued not in words
    assert NEW not in words


def test_an_unknown_person_is_said_on_the_page_and_a_key_issues_nothing(site: Site, forgetful: User) -> None:
    admin, csrf = site.browser(UserRole.ADMIN)
    assert admin.post("/admin", data={"csrf": csrf, "act": "password", "user": "U-none"}).status_code == 404
    by_key = site.api(UserRole.ADMIN).post("/admin", data={"act": "password", "user": forgetful.user_id})
    assert by_key.status_code == 403
    assert sign_in(site.rooms, forgetful.login, PASSWORD)


def test_the_form_tells_nobody_which_login_exists(site: Site, forgetful: User) -> None:
    told = set()
    for login in (forgetful.login, "nobody.of.this.name"):
        answer = entered(site, login, "a wrong horse 1", choose="yes", new=NEW, again=NEW).answer  # type: ignore[attr-defined]
        assert answer.status_code == 401
        told.add(re.search(r"That [^<]+ not right\.", answer.text)[0])  # type: ignore[index]
    assert told == {"That login or password is not right."}
    with pytest.raises(WrongPassword, match="login or password"):
        choose_password(site.rooms, forgetful.login, "a wrong horse 1", NEW, CHOOSING)
