"""Every route, taken from the application itself, times every role and nobody; and the things of others."""

import re

import pytest

from assistant.service.jobs import KINDS, cancel
from assistant.users import UserRole
from assistant.web.api.routes import OPEN
from assistant.web.pages.routes import PAGES
from tests.assistant.web.site import Site

AM, MSL, MED, LEG, REG, DRUG, EVA, ADM = UserRole
REVIEWERS = {MED, LEG, REG}
FIELD = {AM, MSL}
ALL = set(UserRole)

API: dict[str, set[UserRole]] = {
    "POST /ask": ALL - {ADM, DRUG},
    "POST /prep": FIELD,
    "POST /brief": FIELD,
    "POST /check": ALL - {ADM, DRUG},
    "POST /search": ALL,
    "GET /library": ALL,
    "GET /records/{article_id}": ALL,
    "GET /claims": ALL,
    "GET /claims/{claim_id}": ALL,
    "POST /claims": REVIEWERS,
    "PATCH /claims/{claim_id}": REVIEWERS,
    "POST /claims/{claim_id}/steps": REVIEWERS,
    "POST /imports": {AM},
    "POST /imports/{token}": {AM},
    "POST /requests/{request_id}/letter": {MSL},
    "POST /requests/{request_id}/answer": {MSL},
    "GET /tasks": FIELD | REVIEWERS | {ADM},
    "POST /tasks/{task_id}/closing": FIELD | REVIEWERS | {ADM},
    "GET /accounts": FIELD,
    "GET /accounts/{account_id}": FIELD,
    "GET /accounts/{account_id}/calls": FIELD,
    "PATCH /accounts/{account_id}": {AM},
    "POST /accounts/{account_id}/plan": {AM},
    "POST /accounts/{account_id}/business-review": {AM},
    "POST /contacts/{contact_id}/correction": {AM},
    "GET /requests": {MSL},
    "GET /safety-reports": FIELD | REVIEWERS | {ADM, DRUG},
    "POST /safety-reports/{report_id}/closing": {DRUG},
    "GET /documents": FIELD | REVIEWERS,
    "GET /documents/{draft_id}": FIELD | REVIEWERS,
    "POST /documents/{draft_id}/review": FIELD,
    "GET /reviews": REVIEWERS,
    "POST /reviews": FIELD,
    "GET /reviews/{review_id}": REVIEWERS,
    "POST /reviews/{review_id}/comments": REVIEWERS,
    "POST /reviews/{review_id}/changes": REVIEWERS,
    "POST /reviews/{review_id}/decisions": REVIEWERS,
    "GET /released": REVIEWERS | {ADM},
    "GET /audit": REVIEWERS | {ADM},
    "GET /audit/verification": REVIEWERS | {ADM},
    "GET /model-costs": REVIEWERS | {ADM},
    "GET /jobs": FIELD | {EVA, ADM},
    "POST /jobs": FIELD | {EVA, ADM},
    "GET /jobs/{job_id}": FIELD | {EVA, ADM},
    "GET /jobs/{job_id}/events": FIELD | {EVA, ADM},
    "DELETE /jobs/{job_id}": FIELD | {EVA, ADM},
    "GET /searches": ALL,
    "POST /searches": ALL,
    "DELETE /searches/{search_id}": ALL,
    "GET /alerts": ALL,
    "GET /me": ALL,
    "GET /keys": ALL,
    "POST /keys": ALL,
    "DELETE /keys/{key_id}": set(),
    "GET /users": {ADM},
    "POST /users": {ADM},
    "PATCH /users/{user_id}": {ADM},
    "GET /metrics": {ADM},
}
"""Written by hand, apart from the permission table, so that a slip there shows here. With a key nobody ends one."""

PAGE_ROWS: dict[str, set[UserRole]] = {
    "POST /sign-out": ALL,
    "GET /": ALL,
    "GET /me": ALL,
    "POST /me": ALL,
    "GET /more": ALL,
    "GET /ask": ALL - {ADM, DRUG},
    "POST /ask": ALL - {ADM, DRUG},
    "GET /prepare": FIELD,
    "POST /prepare": FIELD,
    "GET /documents": FIELD | REVIEWERS,
    "GET /documents/{draft_id}": ALL,
    "GET /documents/{draft_id}/files/{form}": FIELD | REVIEWERS,
    "POST /documents/{draft_id}/review": FIELD,
    "GET /evidence": ALL,
    "GET /evidence/{article_id}": ALL,
    "GET /evidence/{article_id}/drawer": ALL,
    "GET /searches": ALL,
    "POST /searches": ALL,
    "GET /claims": ALL,
    "GET /claims/new": REVIEWERS,
    "GET /claims/new/id": REVIEWERS,
    "POST /claims/new": REVIEWERS,
    "GET /claims/{claim_id}": ALL,
    "POST /claims/{claim_id}": REVIEWERS,
    "GET /claims/{claim_id}/edit": REVIEWERS,
    "POST /claims/{claim_id}/edit": REVIEWERS,
    "GET /rules": ALL,
    "GET /check": ALL - {ADM, DRUG},
    "POST /check": ALL - {ADM, DRUG},
    "GET /accounts": FIELD,
    "GET /accounts/import": {AM},
    "POST /accounts/import": {AM},
    "GET /accounts/{account_id}": FIELD,
    "GET /accounts/{account_id}/log": {AM},
    "POST /accounts/{account_id}/log": {AM},
    "GET /accounts/{account_id}/calls/{contact_id}": {AM},
    "POST /accounts/{account_id}/calls/{contact_id}": {AM},
    "POST /accounts/{account_id}/papers": {AM},
    "GET /requests": {MSL},
    "POST /requests/{request_id}": {MSL},
    "GET /tasks": FIELD | REVIEWERS | {ADM},
    "POST /tasks": FIELD | REVIEWERS | {ADM},
    "GET /safety": FIELD | REVIEWERS | {ADM, DRUG},
    "POST /safety": {DRUG},
    "GET /review": REVIEWERS,
    "GET /review/{review_id}": FIELD | REVIEWERS,
    "POST /review/{review_id}": FIELD | REVIEWERS,
    "GET /released": REVIEWERS | {ADM},
    "GET /audit": REVIEWERS | {ADM},
    "GET /audit/export": REVIEWERS | {ADM},
    "GET /model-costs": REVIEWERS | {ADM},
    "GET /quality": REVIEWERS | {EVA, ADM},
    "GET /admin": {ADM},
    "POST /admin": {ADM},
    "GET /jobs": FIELD | {EVA, ADM},
    "GET /jobs/{job_id}": FIELD | {EVA, ADM},
    "POST /jobs/{job_id}": FIELD | {EVA, ADM},
}
"""Pages and forms, by hand as well. Who is let in by the table and refused by the thing itself gets another status than 403."""


JOB_KINDS: dict[str, set[UserRole]] = {
    "packs": FIELD,
    "alerts": FIELD,
    "digest": FIELD,
    "gate": {EVA, ADM},
    "recheck": {ADM},
    "ingest": {ADM},
    "update": {ADM},
    "cascade": {ADM},
}
"""Who begins which background work, by hand."""


@pytest.mark.parametrize("role", list(UserRole))
def test_each_role_begins_exactly_the_work_of_its_own(own_site: Site, role: UserRole) -> None:
    assert set(JOB_KINDS) == set(KINDS)
    user, client = own_site.people[role], own_site.api(role)
    for kind, allowed in JOB_KINDS.items():
        body = {"kind": kind, "day": "2026-11-18", "query": "dronabinol"}
        status = client.post("/api/v1/jobs", json=body).status_code
        assert (status == 403) == (role not in allowed), f"{kind} as {role}: {status}"
        assert status in (202, 201, 200, 403), f"{kind} as {role}: {status}"
    mine = [job for job in own_site.rooms.jobs.jobs() if job.made_by == user.user_id]
    assert {job.kind for job in mine} == {kind for kind, allowed in JOB_KINDS.items() if role in allowed}
    for job in mine:  # the next role begins the same
        assert cancel(own_site.rooms, user, job.job_id)


def test_the_matrix_has_a_row_for_every_operation(site: Site) -> None:
    paths = site.client().get("/openapi.json").json()["paths"]
    found = {f"{m.upper()} {p.removeprefix('/api/v1')}" for p, ms in paths.items() for m in ms if p not in OPEN}
    assert found == set(API)


@pytest.mark.parametrize("role", list(UserRole))
def test_each_role_passes_exactly_its_operations(site: Site, role: UserRole) -> None:
    client = site.api(role)
    for operation, allowed in API.items():
        status = _status(client, operation)
        assert (status == 403) == (role not in allowed), f"{operation} as {role}: {status}"
        assert status not in (401, 500), operation


def test_nobody_passes_without_a_key(site: Site) -> None:
    nobody = site.client()
    for operation in API:
        assert _status(nobody, operation) == 401, operation
    nobody.headers["Authorization"] = "Bearer cp_wrong"
    for operation in API:
        assert _status(nobody, operation) == 401, operation


def test_a_scoped_key_passes_its_scope_alone(site: Site) -> None:
    narrow = site.api(MSL, scopes=("evidence",))
    assert narrow.get("/api/v1/library").status_code == 200
    assert narrow.post("/api/v1/ask", json={"question": "x?"}).status_code == 403
    assert narrow.get("/api/v1/accounts").status_code == 403


def test_a_key_opens_no_page_and_presses_no_button(site: Site) -> None:
    """A page's buttons do more than one thing: a key for documents alone could have changed what is under review."""
    for role, scopes in ((MED, ("documents",)), (MED, ()), (AM, ("signed_in",)), (ADM, ("people",))):
        program = site.api(role, scopes=scopes)
        for page in PAGES:
            if page.permission is not None:
                assert program.request(page.method, _filled(page.path), data={"csrf": ""}).status_code == 403, page.path


def test_a_brief_takes_no_request_of_another_territory(site: Site) -> None:
    body = {
        "product": "QUILLMERA",
        "indication": "chemotherapy-induced nausea and vomiting",
        "requested_by": "committee",
    }
    every = site.api(site.person("am.brief.ohio", AM, ("US-OH",))).post("/api/v1/brief", json=body)
    other = site.api(site.person("am.brief.york", AM, ("US-NY",))).post("/api/v1/brief", json=body)
    for word in ("Tadlock", "REQ-PT-2026-07", "see it in context"):
        assert word in every.text, "a pharmacist in Ohio asked"
        assert word not in other.text


def test_documents_about_an_account_that_is_ones_own_no_more_are_out_of_sight(own_site: Site) -> None:
    person = own_site.person("am.moving", AM, ("US-OH",))
    key = own_site.api(person)
    made = [
        key.post("/api/v1/prep", json={"account": "A-1", "hcp": "P-1"}).json()["draft_id"],
        key.post("/api/v1/accounts/A-1/plan").json()["draft_id"],
    ]
    change = {"role": "account_manager", "active": True, "territories": ["US-NY"], "products": []}
    assert own_site.api(ADM).patch(f"/api/v1/users/{person.user_id}", json=change).status_code == 200
    assert key.get("/api/v1/documents").json()["items"] == []
    for draft_id in made:
        assert key.get(f"/api/v1/documents/{draft_id}").status_code == 404
        assert key.post(f"/api/v1/documents/{draft_id}/review").status_code == 404


def test_nobody_opens_accounts_of_another_territory(site: Site) -> None:
    ohio = site.person("am.ohio", AM, ("US-OH",))
    client = site.api(ohio)
    assert client.get("/api/v1/accounts/A-1").status_code == 200
    assert client.get("/api/v1/accounts/A-2").status_code == client.get("/api/v1/accounts/A-none").status_code == 404
    assert {row["account_id"] for row in client.get("/api/v1/accounts").json()["items"]} == {"A-1"}
    for unknown in ({"account": "A-3", "topic": "nausea"}, {"hcp": "P-9"}, {"account": "Wexmoor"}, {"account": "zzz"}):
        refused = client.post("/api/v1/prep", json=unknown)
        assert refused.status_code == 404
        assert not re.search("A-[23]|P-[6-9]|Cedar|Castellane", refused.json()["detail"].partition("Known")[2]), (
            "what is known elsewhere is not told"
        )
    assert client.post("/api/v1/accounts/A-2/plan").status_code == 404
    assert client.post("/api/v1/accounts/A-2/business-review", json={}).status_code == 404
    other = site.api(AM).post("/api/v1/jobs", json={"kind": "packs", "day": "2031-02-01"}).json()
    assert client.get(f"/api/v1/jobs/{other['job_id']}").status_code == 403
    assert client.delete(f"/api/v1/jobs/{other['job_id']}").status_code == 403


def test_the_matrix_has_a_row_for_every_page(site: Site) -> None:
    assert {f"{page.method} {page.path}" for page in PAGES if page.permission is not None} == set(PAGE_ROWS)


SETTINGS = {"POST /me": {"theme": "system", "keys_on": "yes"}}
"""Forms that are sent whole, since an empty one would change the person for other tests."""


@pytest.mark.parametrize("role", list(UserRole))
def test_each_role_passes_exactly_its_pages(site: Site, role: UserRole) -> None:
    client, csrf = site.browser(role)
    out = "POST /sign-out"
    for row, allowed in (*((r, a) for r, a in PAGE_ROWS.items() if r != out), (out, PAGE_ROWS[out])):
        method, _, path = row.partition(" ")
        form = {"csrf": csrf, **SETTINGS.get(row, {})} if method == "POST" else None
        response = client.request(method, _filled(path), data=form)
        refused = response.status_code == 403 and "This room is not one of" in response.text
        assert refused == (role not in allowed), f"{row} as {role}: {response.status_code}"
        assert response.status_code < 500, row
        if row == "POST /me":
            assert response.headers["location"] == "/me?told=saved"
    assert client.get("/me").headers["location"] == "/sign-in", "the session has ended"


def test_pages_send_nobody_to_the_sign_in(site: Site) -> None:
    for page in PAGES:
        if page.permission is not None:
            response = site.client().request(page.method, _filled(page.path))
            assert response.status_code == 303, page.path
            assert response.headers["location"] == "/sign-in"


def test_forms_without_the_token_of_the_session_change_nothing(site: Site) -> None:
    client, _ = site.browser(AM)
    for page in PAGES:
        if page.permission is not None and page.method == "POST":
            response = client.post(_filled(page.path), data={"csrf": "wrong"})
            assert response.status_code == 403, page.path


def _filled(path: str) -> str:
    return re.sub(r"\{\w+\}", "none", path)


def _status(client: object, operation: str) -> int:
    method, _, path = operation.partition(" ")
    body = {} if method in ("POST", "PATCH") else None
    prefix = "" if path == "/metrics" else "/api/v1"
    return client.request(method, prefix + _filled(path), json=body).status_code  # type: ignore[attr-defined,no-any-return]
