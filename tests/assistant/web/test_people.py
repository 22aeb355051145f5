from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant.errors import Conflict, NotSignedIn, UsageError, WrongPassword
from assistant.service.people import (
    IDLE,
    LONGEST,
    TRIES,
    add_user,
    change_user,
    make_key,
    prove,
    revoke_key,
    sign_in,
    who_has_key,
    who_has_session,
)
from assistant.users import UserRole
from tests.assistant.web.site import PASSWORD, SETUP_CODE, Site


def at(site: Site, moment: datetime) -> object:
    return replace(site.rooms, clock=lambda: moment)


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(site: Site) -> None:
    site.person("locky", UserRole.MSL)
    for _ in range(TRIES):
        with pytest.raises(WrongPassword, match="not right"):
            sign_in(site.rooms, "locky", "wrong password!")
    with pytest.raises(WrongPassword, match="not right"):
        sign_in(site.rooms, "locky", PASSWORD)
    with pytest.raises(WrongPassword, match="15 minutes"):
        prove(site.rooms, "locky", PASSWORD, "sign")
    later = at(site, site.rooms.clock() + timedelta(minutes=16))
    user, _ = sign_in(later, "locky", PASSWORD)  # type: ignore[arg-type]
    assert user.login == "locky"


def test_a_wrong_login_and_a_wrong_password_read_alike(site: Site) -> None:
    with pytest.raises(WrongPassword) as one:
        sign_in(site.rooms, "nobody.here", PASSWORD)
    with pytest.raises(WrongPassword) as two:
        sign_in(site.rooms, "msl", "not the password")
    assert str(one.value) == str(two.value)


@pytest.mark.parametrize("gone", [IDLE, LONGEST + timedelta(seconds=1)])
def test_a_session_ends_when_unused_and_in_any_case(site: Site, gone: timedelta) -> None:
    _, token = sign_in(site.rooms, "msl", PASSWORD)
    with pytest.raises(NotSignedIn, match="signed out"):
        who_has_session(at(site, site.rooms.clock() + gone), token)  # type: ignore[arg-type]
    with pytest.raises(NotSignedIn):
        who_has_session(site.rooms, token)


def test_a_changed_role_ends_sessions_and_a_switched_off_person_is_out(site: Site) -> None:
    person = site.person("leaver", UserRole.MSL)
    _, token = sign_in(site.rooms, "leaver", PASSWORD)
    _, secret = make_key(site.rooms, person, "k", (), 1)
    change_user(site.rooms, person.user_id, role=UserRole.MSL, active=False, territories=(), products=())
    with pytest.raises(NotSignedIn):
        who_has_session(site.rooms, token)
    with pytest.raises(NotSignedIn, match="switched off"):
        who_has_key(site.rooms, secret)
    with pytest.raises(WrongPassword):
        sign_in(site.rooms, "leaver", PASSWORD)


def test_a_territory_is_a_code_and_not_a_name(site: Site) -> None:
    with pytest.raises(UsageError, match="'OHIO' is no code of a place"):
        site.person("ohio.by.name", UserRole.MSL, ("US-NY", "Ohio"))
    person = site.person("ohio.by.code", UserRole.MSL, ("us-oh",))
    assert person.territories == ("US-OH",)
    with pytest.raises(UsageError, match="'OHIO' is no code"):
        change_user(site.rooms, person.user_id, role=UserRole.MSL, active=True, territories=("Ohio",), products=())


def test_keys_expire_are_revoked_and_never_exceed_their_owner(site: Site) -> None:
    msl = site.people[UserRole.MSL]
    key, secret = make_key(site.rooms, msl, "k", ("evidence",), 1)
    assert who_has_key(site.rooms, secret)[1] == key
    with pytest.raises(NotSignedIn):
        who_has_key(at(site, site.rooms.clock() + timedelta(days=1)), secret)  # type: ignore[arg-type]
    revoke_key(site.rooms, key.key_id, msl.user_id)
    with pytest.raises(NotSignedIn):
        who_has_key(site.rooms, secret)
    with pytest.raises(UsageError, match="people"):
        make_key(site.rooms, msl, "k", ("people",), 1)
    with pytest.raises(UsageError, match="365"):
        make_key(site.rooms, msl, "k", (), 366)


@pytest.mark.parametrize("password", ["short", "x" * 129, "aaaaaaaaaaaaaa", "weakling-2026-x"])
def test_weak_passwords_are_refused(site: Site, password: str) -> None:
    with pytest.raises(UsageError):
        add_user(site.rooms, "weakling", "Weak", UserRole.MSL, password)


def test_the_admin_page_of_a_filled_house_asks_for_no_first_step(site: Site) -> None:
    client, _ = site.browser(UserRole.ADMIN)
    shown = client.get("/admin").text
    assert "No approved claim is held" not in shown
    assert "The library is empty" not in shown


def test_an_administrator_names_the_company_by_form(site: Site) -> None:
    client, token = site.browser(UserRole.ADMIN)
    before = site.rooms.company
    assert before is not None
    given = {"csrf": token, "act": "company", "company_name": before.name, "company_safety": before.safety_contact}
    bad = {**given, "company_disclosure": "Our oil cures nausea in every patient.", "company_medical": "Medical"}
    refused = client.post("/admin", data=bad)
    assert refused.status_code == 400
    assert "The gate holds these words" in refused.text
    assert site.rooms.company == before
    good = {**bad, "company_disclosure": before.disclosure, "company_medical": "Medical Information, second floor"}
    assert client.post("/admin", data=good).status_code == 303
    assert site.rooms.company.medical_contact == "Medical Information, second floor"
    assert "Medical Information, second floor" in client.get("/admin").text
    site.rooms.objects.put([before])


def test_the_last_administrator_stays(site: Site) -> None:
    admin = site.people[UserRole.ADMIN]
    with pytest.raises(UsageError, match="last administrator"):
        change_user(site.rooms, admin.user_id, role=UserRole.MSL, active=True, territories=(), products=())


def test_the_first_run_page_is_closed_once_there_is_somebody(site: Site) -> None:
    client = site.client()
    assert client.get("/setup").headers["location"] == "/sign-in"
    habit = client.get("/login")
    assert (habit.status_code, habit.headers["location"]) == (303, "/sign-in")
    form = {"code": SETUP_CODE, "login": "second.first", "name": "X", "password": PASSWORD}
    assert client.post("/setup", data=form).status_code == 409
    with pytest.raises(Conflict):
        add_user(site.rooms, "second.first", "X", UserRole.ADMIN, PASSWORD, first=True)


def test_signing_in_by_form_sets_a_cookie_no_script_can_read(site: Site) -> None:
    client = site.client()
    assert client.post("/sign-in", data={"login": "msl", "password": "wrong wrong wrong"}).status_code == 401
    response = client.post("/sign-in", data={"login": "msl", "password": PASSWORD})
    assert response.status_code == 303
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-callprep=")
    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    assert "SameSite=lax" in cookie
    assert client.get("/me").status_code == 200


def test_requests_from_other_sites_are_refused(site: Site) -> None:
    client, csrf = site.browser(UserRole.MSL)
    form = {"csrf": csrf, "act": "save", "theme": "dark", "keys_on": "yes"}
    assert client.post("/me", data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/api/v1/search", json={"question": "x"}).status_code == 403
    headers = {"X-CSRF-Token": csrf}
    assert client.post("/api/v1/search", json={"question": "nausea"}, headers=headers).status_code == 200
    assert client.post("/me", data=form).status_code == 303
    assert 'data-theme="dark"' in client.get("/me").text


def test_too_many_requests_are_429_with_the_time_to_wait(site: Site) -> None:
    from fastapi.testclient import TestClient

    from assistant.web.app import create_app
    from assistant.web.limiting import Limiter

    app = create_app(site.rooms, limiter=Limiter({"sign_in": "2/minute", "draft": "1/minute", "any": "100/minute"}))
    client = TestClient(app, base_url="https://testserver", follow_redirects=False)
    form = {"login": "msl", "password": "wrong wrong wrong"}
    statuses = [client.post("/sign-in", data=form).status_code for _ in range(3)]
    assert statuses == [401, 401, 429]
    _, secret = make_key(site.rooms, site.people[UserRole.MSL], "k", (), 1)
    client.headers["Authorization"] = f"Bearer {secret}"
    body = {"question": "Does CBD help?"}
    client.post("/api/v1/ask", json=body)
    refused = client.post("/api/v1/ask", json=body)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_passwords_and_tokens_are_nowhere_in_the_audit_trail(site: Site) -> None:
    _, token = sign_in(site.rooms, "msl", PASSWORD)
    trail = " ".join(str(event.detail) for event in site.rooms.audit.events())
    assert PASSWORD not in trail
    assert token not in trail
    assert site.rooms.audit.first_bad() is None


def test_a_key_neither_makes_nor_revokes_keys(site: Site) -> None:
    program = site.api(UserRole.MSL)
    assert program.post("/api/v1/keys", json={"name": "more"}).status_code == 403


def test_a_new_password_revokes_the_keys_of_its_owner(site: Site) -> None:
    person = site.person("rekeyed", UserRole.MSL)
    _, secret = make_key(site.rooms, person, "k", (), 1)
    client, csrf = site.browser(person)
    form = {"csrf": csrf, "act": "password", "old": PASSWORD, "new": "another horse battery 7"}
    assert client.post("/me", data=form).status_code == 303
    with pytest.raises(NotSignedIn):
        who_has_key(site.rooms, secret)


def test_the_door_says_the_same_of_no_login_a_wrong_password_a_locked_login_and_one_switched_off(site: Site) -> None:
    locked, off = site.person("soon.locked", UserRole.MSL), site.person("switched.off", UserRole.MSL)
    change_user(site.rooms, off.user_id, role=UserRole.MSL, active=False, territories=(), products=())
    for _ in range(TRIES):
        site.client().post("/sign-in", data={"login": locked.login, "password": "wrong wrong wrong"})
    found = site.rooms.people.by_login(locked.login)
    assert found
    assert found[0].locked_until, "it is locked"
    tries = [("nobody.here", PASSWORD), ("msl", "wrong wrong wrong"), (locked.login, "wrong wrong wrong"),
             (locked.login, PASSWORD), (off.login, PASSWORD)]  # fmt: skip
    for more in ({}, {"choose": "yes", "new": "quite another horse 4", "again": "quite another horse 4"}):
        answers = [site.client().post("/sign-in", data={"login": who, "password": what, **more}) for who, what in tries]
        told = {
            (a.status_code, a.text.replace(f'value="{who}"', "")) for a, (who, _) in zip(answers, tries, strict=True)
        }
        assert len(told) == 1
        assert next(iter(told))[0] == 401
    trail = site.rooms.audit.search(actor="nobody", action="user.refused")
    assert trail, "a login that does not exist is in the trail too"
    assert "nobody.here" not in str([event.detail for event in trail])


def test_the_same_work_is_done_for_a_locked_login(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing takes nearly all the time of a sign-in: without it a lock would show by the clock."""
    from assistant.service import people

    person = site.person("timed.lock", UserRole.MSL)
    site.rooms.people.change_user(person.user_id, {"locked_until": site.rooms.clock() + timedelta(minutes=10)})
    hashed: list[str | None] = []
    monkeypatch.setattr(people, "password_fits", lambda password, kept: bool(hashed.append(kept)))
    for login in (person.login, "nobody.here"):
        with pytest.raises(WrongPassword):
            sign_in(site.rooms, login, PASSWORD)
    assert [kept is None for kept in hashed] == [False, True]


def test_a_password_that_an_administrator_set_opens_nothing_but_the_choice_of_another(site: Site) -> None:
    browser, csrf = site.browser(UserRole.ADMIN)
    row = {"login": "by.form", "name": "By Form", "role": "msl", "password": PASSWORD}
    form = row | {"csrf": csrf, "act": "add", "territories": "", "products": ""}
    assert browser.post("/admin", data=form).status_code == 303
    assert site.api(UserRole.ADMIN).post("/api/v1/users", json=row | {"login": "by.api"}).status_code == 201
    for login in ("by.form", "by.api"):
        client, own = site.client(), "a horse of my own 5"
        asked = client.post("/sign-in", data={"login": login, "password": PASSWORD})
        assert (asked.status_code, "Choose it and sign in" in asked.text) == (401, True)
        assert not client.cookies
        chosen = {"login": login, "password": PASSWORD, "choose": "yes", "new": own, "again": own}
        assert client.post("/sign-in", data=chosen).status_code == 303
        assert client.get("/me").status_code == 200
        assert site.client().post("/sign-in", data={"login": login, "password": PASSWORD}).status_code == 401


def test_a_session_that_was_planted_or_left_is_not_taken_over(site: Site) -> None:
    def entered(with_cookie: str) -> str:
        answer = site.client().post(
            "/sign-in",
            data={"login": "msl", "password": PASSWORD},
            headers={"Cookie": f"__Host-callprep={with_cookie}"},
        )
        return answer.cookies["__Host-callprep"]

    first = entered("planted-by-somebody")
    second = entered(first)
    assert len({"planted-by-somebody", first, second}) == 3
    with pytest.raises(NotSignedIn):
        who_has_session(site.rooms, first)
    assert who_has_session(site.rooms, second)
