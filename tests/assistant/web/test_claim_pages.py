"""A claim from its first draft to its end, through the pages; and what follows when it falls."""

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from assistant.errors import Conflict, Forbidden, NotFound, WrongPassword
from assistant.service.claim_desk import draft_claim, rewrite_claim, stamp_of, take_step
from assistant.service.claim_steps import find_claim
from assistant.service.tasks import close_task, tasks_of
from assistant.users import UserRole
from guardrails import GuardrailError
from tests.assistant.web.site import PASSWORD, Site

AM, MED, LEG, REG = (
    UserRole.ACCOUNT_MANAGER, UserRole.REVIEWER_MEDICAL, UserRole.REVIEWER_LEGAL, UserRole.REVIEWER_REGULATORY,
)  # fmt: skip
FORM = {
    "claim_id": "ZZ-001", "text": "Bottles of the capsules hold ten capsules each.", "claim_type": "admin",
    "modes": ["promotional"], "references": "label:QUIL-PI-03#16", "products": "quillmera", "include": "US",
    "effective_from": "2026-11-01", "expires": "2027-06-30",
}  # fmt: skip


def step(client: TestClient, csrf: str, site: Site, act: str, name: str, **more: str) -> int:
    claim = find_claim(site.rooms, name)
    form = {"csrf": csrf, "act": act, "name": claim.key, "seen": stamp_of(claim), "password": PASSWORD, **more}
    return client.post(f"/claims/{claim.claim_id}", data=form).status_code


def test_a_claim_is_drafted_edited_submitted_signed_revised_and_withdrawn(own_site: Site) -> None:
    site = own_site
    author, csrf = site.browser(site.person("second.medical", MED))
    assert author.post("/claims/new", data={"csrf": csrf, **FORM}).status_code == 303
    assert author.post("/claims/new", data={"csrf": csrf, **FORM}).status_code == 400
    edit = author.get("/claims/ZZ-001/edit").text
    assert "Bottles of the capsules" in edit
    seen = stamp_of(find_claim(site.rooms, "ZZ-001"))
    changed = {"csrf": csrf, "seen": seen, **FORM, "text": "Bottles hold ten capsules of Quillmera each."}
    assert author.post("/claims/ZZ-001/edit", data=changed).status_code == 303
    assert author.post("/claims/ZZ-001/edit", data=changed).status_code == 409, "seen is out of date"
    assert step(author, csrf, site, "submit", "ZZ-001") == 303
    assert step(author, csrf, site, "sign", "ZZ-001") == 403, "nobody signs what he wrote"
    for role in (MED, LEG, REG):
        client, token = site.browser(role)
        assert step(client, token, site, "sign", "ZZ-001", password="wrong password!") == 401
        assert step(client, token, site, "sign", "ZZ-001") == 303
    assert find_claim(site.rooms, "ZZ-001").state == "approved"
    assert [s.discipline for s in find_claim(site.rooms, "ZZ-001").signatures] == ["M", "L", "R"]

    seen = stamp_of(find_claim(site.rooms, "ZZ-001"))
    made = {**FORM, "csrf": csrf, "seen": seen, "text": "Bottles hold ten capsules each, in a blister."}
    assert author.post("/claims/ZZ-001/edit", data=made).status_code == 303
    assert find_claim(site.rooms, "ZZ-001").key == "ZZ-001 v2"
    assert find_claim(site.rooms, "ZZ-001 v1").state == "approved", "v1 stays usable meanwhile"
    legal, token = site.browser(LEG)
    assert step(legal, token, site, "withdraw", "ZZ-001 v1") == 409, "a withdrawal needs its reason"
    assert step(legal, token, site, "withdraw", "ZZ-001 v1", reason="The pack size changed.") == 303
    page = legal.get("/claims/ZZ-001").text
    assert "<strong>v1</strong> withdrawn" in page
    assert "Submit to review" in page


def test_every_kind_that_the_form_offers_is_taken(own_site: Site) -> None:
    client, csrf = own_site.browser(MED)
    choices = client.get("/claims/new").text.partition('id="claim_type"')[2].partition("</select>")[0]
    kinds = re.findall(r'<option value="([^"]+)"', choices)
    assert len(kinds) > 8
    for number, kind in enumerate(kinds):
        form = FORM | {"csrf": csrf, "claim_id": f"ZZ-K-{number}", "claim_type": kind}
        assert client.post("/claims/new", data=form).status_code == 303, kind


def test_an_id_that_is_taken_is_told_before_the_form_is_sent_and_keeps_what_was_typed(own_site: Site) -> None:
    client, csrf = own_site.browser(MED)
    form = client.get("/claims/new").text
    assert 'hx-get="/claims/new/id"' in form
    told = client.get("/claims/new/id", params={"claim_id": "HB-B-001"}).text
    assert "HB-B-001 is taken" in told
    assert 'href="/claims/HB-B-001"' in told
    assert client.get("/claims/new/id", params={"claim_id": "HB-B-999"}).text.strip() == ""
    typed = FORM | {"claim_id": "HB-B-001", "exclude": "US-TX", "modes": ["promotional", "formulary"]}
    refused = client.post("/claims/new", data={"csrf": csrf, **typed})
    assert refused.status_code == 400
    assert "HB-B-001 is taken" in refused.text
    assert 'aria-invalid="true"' in refused.text
    for kept in ('value="HB-B-001"', FORM["text"], 'value="US-TX"', "label:QUIL-PI-03#16", "2027-06-30"):
        assert kept in refused.text
    assert refused.text.count("checked") == 2
    narrow, _ = own_site.browser(own_site.person("narrow.medical", MED, products=("VERDANOL",)))
    told = narrow.get("/claims/new/id", params={"claim_id": "HB-B-001"}).text
    assert "HB-B-001 is taken" in told
    assert 'href="/claims' not in told, "of another's product no more than that"


def test_who_may_not_change_a_claim(own_site: Site) -> None:
    site = own_site
    claim = find_claim(site.rooms, "HB-B-001")
    manager, narrow = site.people[AM], replace(site.people[MED], products=("VERDANOL",))
    with pytest.raises(Forbidden):
        draft_claim(site.rooms, manager, {"claim_id": "ZZ-9", "text": "x" * 30, "claim_type": "admin"})
    with pytest.raises(NotFound, match="No claim 'HB-B-001'"):
        rewrite_claim(site.rooms, narrow, "HB-B-001", stamp_of(claim), {"expires": "2027-01-01"})
    with pytest.raises(NotFound, match="No claim 'HB-B-001'"):
        take_step(site.rooms, narrow, "HB-B-001", stamp_of(claim), "withdraw", reason="x", password=PASSWORD)
    with pytest.raises(Conflict):
        take_step(site.rooms, site.people[MED], "HB-B-001", "old", "withdraw", reason="x", password=PASSWORD)
    with pytest.raises(WrongPassword):
        take_step(site.rooms, site.people[MED], "HB-B-001", stamp_of(claim), "withdraw", reason="x", password="no")
    with pytest.raises(GuardrailError):
        take_step(site.rooms, site.people[MED], "HB-B-001", stamp_of(claim), "submit")
    assert site.browser(AM)[0].get("/claims/HB-B-001").text.count("Withdraw") == 0


def test_those_who_were_told_are_named_and_each_task_is_closed_by_one_whom_it_concerns(own_site: Site) -> None:
    site = own_site
    claim = find_claim(site.rooms, "HB-C-003")
    _, (report,) = take_step(
        site.rooms, site.people[REG], claim.key, stamp_of(claim), "withdraw", reason="Corrected.", password=PASSWORD
    )
    assert report.calls
    ohio, wyoming = site.person("am.tasks", AM, ("US-OH",)), site.person("am.far", AM, ("US-WY",))
    mine = [t for t in tasks_of(site.rooms, ohio) if t.task_id in report.tasks]
    assert mine
    assert tasks_of(site.rooms, wyoming) == ()
    assert {t.task_id for t in tasks_of(site.rooms, site.people[REG])} >= set(report.tasks)
    page = site.browser(ohio)[0].get("/tasks").text
    assert "Ellingsworth" in page
    from assistant.errors import NotFound

    with pytest.raises(NotFound):
        close_task(site.rooms, wyoming, mine[0].task_id)
    client, csrf = site.browser(ohio)
    assert client.post("/tasks", data={"csrf": csrf, "task": mine[0].task_id}).status_code == 303
    assert mine[0].task_id not in {t.task_id for t in tasks_of(site.rooms, ohio)}
    assert "Done" in client.get("/tasks?show=all").text
