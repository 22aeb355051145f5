"""Products of a person: only those the claims library has, and no other product's documents for whoever is limited to one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.domain import Meeting
from assistant.errors import UsageError
from assistant.service.people import add_user, change_user
from assistant.users import User, UserRole
from tests.assistant.web.site import PASSWORD, Site

AM = UserRole.ACCOUNT_MANAGER
BRIEF = {"indication": "chemotherapy-induced nausea and vomiting", "requested_by": "committee"}


@pytest.fixture(scope="module")
def narrow(own_site: Site) -> User:
    return own_site.person("narrow.one", AM, products=("quillmera",))


def test_a_product_is_kept_as_the_library_writes_it_and_an_unknown_one_refused(own_site: Site, narrow: User) -> None:
    assert narrow.products == ("QUILLMERA",)
    with pytest.raises(
        UsageError, match=r"No product 'QUILMERA' in the claims library\. There are: QUILLMERA, VERDANOL"
    ):
        add_user(own_site.rooms, "mis.typed", "N", AM, PASSWORD, products=("QUILMERA",))
    assert own_site.rooms.people.by_login("mis.typed") is None
    with pytest.raises(UsageError, match="'QUILMERA'"):
        change_user(own_site.rooms, narrow.user_id, role=AM, active=True, territories=(), products=("QUILMERA",))


def test_a_product_that_left_the_library_does_not_stand_in_the_way_of_a_change(own_site: Site) -> None:
    person = own_site.person("old.hand", AM)
    own_site.rooms.people.change_user(person.user_id, {"products": ["GONE"]})
    changed = change_user(own_site.rooms, person.user_id, role=AM, active=False, territories=(), products=("gone",))
    assert (changed.products, changed.active) == (("GONE",), False)


def test_the_admin_page_says_which_products_exist_and_whose_they_are(own_site: Site, narrow: User) -> None:
    browser, csrf = own_site.browser(UserRole.ADMIN)
    page = browser.get("/admin").text
    assert "Such as QUILLMERA, VERDANOL; empty: all." in page
    assert 'data-label="Products"><span>QUILLMERA</span>' in page
    form = {"csrf": csrf, "act": "add", "login": "a.b.c", "name": "A", "role": "msl", "password": PASSWORD}
    refused = browser.post("/admin", data=form | {"products": "QUILMERA", "territories": ""})
    assert refused.status_code == 400
    assert "There are: QUILLMERA, VERDANOL" in refused.text
    body = {"login": "a.b.c", "name": "A", "role": "msl", "password": PASSWORD, "products": ["QUILMERA"]}
    answer = own_site.api(UserRole.ADMIN).post("/api/v1/users", json=body)
    assert (answer.status_code, "There are: QUILLMERA, VERDANOL" in answer.json()["detail"]) == (400, True)


def test_another_products_brief_is_neither_offered_nor_made(own_site: Site, narrow: User) -> None:
    browser, csrf = own_site.browser(narrow)
    offered = browser.get("/prepare").text
    assert 'value="QUILLMERA"' in offered
    assert 'value="VERDANOL"' not in offered
    refused = browser.post("/prepare", data=BRIEF | {"csrf": csrf, "act": "brief", "product": "VERDANOL"})
    assert refused.status_code == 403
    assert "VERDANOL is not among your products (QUILLMERA)" in refused.text
    api = own_site.api(narrow)
    assert api.post("/api/v1/brief", json=BRIEF | {"product": "Verdanol"}).status_code == 403
    assert api.post("/api/v1/brief", json=BRIEF | {"product": "P-NONE"}).status_code == 404
    assert api.post("/api/v1/brief", json=BRIEF | {"product": "quillmera"}).status_code in (200, 409)


def test_a_text_about_another_product_is_neither_checked_nor_sent_to_review(own_site: Site, narrow: User) -> None:
    browser, csrf = own_site.browser(narrow)
    assert 'value="VERDANOL"' not in browser.get("/check").text
    form = {"csrf": csrf, "text": "Ask for the label.", "product": "VERDANOL", "act": "check"}
    assert browser.post("/check", data=form).status_code == 403
    api, text = own_site.api(narrow), {"text": "Ask for the label.", "products": ["VERDANOL"]}
    assert api.post("/api/v1/check", json=text).status_code == 403
    assert api.post("/api/v1/reviews", json=text | {"title": "T"}).status_code == 403
    assert api.post("/api/v1/check", json=text | {"products": ["QUILLMERA"], "profile": "draft"}).status_code == 200
    assert api.post("/api/v1/check", json=text | {"products": ["dronabinol"]}).status_code != 403, "not of this house"


def test_meetings_on_another_product_are_neither_shown_nor_prepared(own_site: Site, narrow: User) -> None:
    browser, csrf = own_site.browser(narrow)
    day = "/prepare?day=2026-11-18"
    mine, every = browser.get(day).text, own_site.browser(AM)[0].get(day).text
    assert (mine.count("data-row"), every.count("data-row")) == (3, 4)
    assert "Prepare all 3" in mine
    assert "His question about the company" not in mine
    one = {"csrf": csrf, "act": "one", "account": "A-3", "hcp": "P-9", "topic": ""}
    body = {"account": "A-3", "hcp": "P-9"}
    assert browser.post("/prepare", data=one).status_code == 400
    assert own_site.api(narrow).post("/api/v1/prep", json=body).status_code == 400, "as where no meeting is planned"
    assert own_site.api(narrow).post("/api/v1/prep", json=body | {"topic": "Verdanol"}).status_code == 403


def test_a_day_of_other_products_alone_is_an_empty_day(own_site: Site, narrow: User) -> None:
    start = datetime(2027, 3, 2, 15, tzinfo=UTC)
    own_site.rooms.objects.put([Meeting("M-other", start, 20, "A-3", (), "visit", "Oil", ("VERDANOL",))])
    page = own_site.browser(narrow)[0].get("/prepare?day=2027-03-02").text
    assert "No meetings on" in page
    assert "Prepare all" not in page


def test_a_meeting_without_plan_is_about_a_product_of_ones_own(own_site: Site) -> None:
    from assistant.service.asking import visit_for

    now = own_site.rooms.clock() + timedelta(days=900)
    for products, about in (((), ("QUILLMERA",)), (("QUILLMERA",), ("QUILLMERA",)), (("VERDANOL",), ())):
        person = replace(own_site.people[AM], products=products)
        visit = visit_for(own_site.rooms, person, now, account="A-1", hcp=None, topic="Neuropathic pain")
        assert visit.meeting.product_ids == about, "the oil has no label: nothing is promoted"


def test_the_plan_of_an_account_names_no_line_of_another_product(own_site: Site, narrow: User) -> None:
    def lines(person: User) -> set[str]:
        answer = own_site.api(person).post("/api/v1/accounts/A-1/plan")
        assert answer.status_code == 200
        every = {c.key: c for c in own_site.rooms.claims.claims}
        return {p for key, c in every.items() if key in answer.text for p in c.product_ids}

    assert "QUILLMERA" in lines(own_site.people[AM])
    assert lines(narrow) == {"QUILLMERA"}
    assert lines(own_site.person("narrow.two", AM, products=("VERDANOL",))) <= {"VERDANOL"}
