"""What programs do with claims, letters, corrections and imports: each based on what was read, nothing twice."""

import json
from dataclasses import replace

import pytest

from assistant.domain import Account
from assistant.users import UserRole
from tests.assistant.web.site import PASSWORD, Site

AM, MSL, MED, LEG, REG = (
    UserRole.ACCOUNT_MANAGER, UserRole.MSL, UserRole.REVIEWER_MEDICAL, UserRole.REVIEWER_LEGAL,
    UserRole.REVIEWER_REGULATORY,
)  # fmt: skip
CLAIM = {
    "claim_id": "ZZ-API-1", "text": "Bottles of the capsules hold ten capsules each.", "claim_type": "admin",
    "products": ["QUILLMERA"], "modes": ["promotional"], "references": ["label:QUIL-PI-03#16"],
    "effective_from": "2026-11-01", "expires": "2027-06-30",
}  # fmt: skip


def test_a_claim_lives_through_the_api(own_site: Site) -> None:
    site, path = own_site, "/api/v1/claims/ZZ-API-1"
    author = site.api(site.person("api.medical", MED))
    key = {"Idempotency-Key": "claim-of-today"}
    made = author.post("/api/v1/claims", json=CLAIM, headers=key)
    assert (made.status_code, made.json()["claim"]) == (201, "ZZ-API-1 v1")
    assert author.post("/api/v1/claims", json=CLAIM, headers=key).json() == made.json()
    assert author.post("/api/v1/claims", json=CLAIM).status_code == 400
    nothing = dict.fromkeys(("products", "modes", "references", "jurisdictions", "effective_from", "expires"))
    empty = author.post("/api/v1/claims", json=CLAIM | nothing | {"claim_id": "ZZ-API-2"})
    assert empty.status_code in (201, 400), "null is a field left out"

    old = author.get(path).headers["ETag"]
    wording = {"text": "Bottles hold ten capsules of Quillmera each."}
    assert author.patch(path, json=wording).status_code == 428
    changed = author.patch(path, json=wording, headers={"If-Match": old})
    assert changed.json()["versions"][0]["text"] == wording["text"]
    assert author.patch(path, json=CLAIM, headers={"If-Match": old}).status_code == 422, "the id stays"
    assert author.patch(path, json={"claim_type": "dosing"}, headers={"If-Match": old}).status_code == 412

    def step(who: object, step: str, tag: str = "", **more: str) -> tuple[int, dict]:  # type: ignore[type-arg]
        client = author if who is None else site.api(who)  # type: ignore[arg-type]
        sent = {"version": 1, "step": step, "password": PASSWORD, **more}
        answer = client.post(path + "/steps", json=sent, headers={"If-Match": tag or client.get(path).headers["ETag"]})
        return answer.status_code, answer.json()

    assert step(None, "submit", tag=old)[0] == 412
    assert step(None, "submit")[0] == 200
    assert step(None, "sign")[0] == 403, "nobody signs what he wrote"
    assert step(LEG, "sign", password="wrong password!")[0] == 401
    for role in (MED, LEG, REG):
        status, row = step(role, "sign")
        assert status == 200
    assert row["claim"]["standing"] == "in force"
    assert step(LEG, "withdraw")[0] == 409, "a withdrawal needs its reason"
    status, row = step(LEG, "withdraw", reason="The pack size changed.")
    assert (status, row["claim"]["standing"], row["followed"][0]["subject"]) == (200, "withdrawn", "ZZ-API-1 v1")
    assert step(LEG, "reinstate")[0] == 409


def test_those_who_were_told_are_tasks_that_one_closes(own_site: Site) -> None:
    site, path = own_site, "/api/v1/claims/HB-C-003"
    client = site.api(REG)
    sent = {"version": 1, "step": "withdraw", "reason": "Corrected.", "password": PASSWORD}
    tag = client.get(path).headers["ETag"]
    row = client.post(path + "/steps", json=sent, headers={"If-Match": tag}).json()
    tasks = set(row["followed"][0]["tasks"])
    assert tasks
    seen = {task["task_id"] for task in client.get("/api/v1/tasks?limit=200").json()["items"]}
    assert tasks <= seen
    one = sorted(tasks)[0]
    far = site.api(site.person("api.far", AM, ("US-WY",)))
    assert far.post(f"/api/v1/tasks/{one}/closing").status_code == 404
    assert client.post(f"/api/v1/tasks/{one}/closing").status_code == 201
    assert client.post(f"/api/v1/tasks/{one}/closing").status_code == 404


def test_a_letter_is_drafted_and_filed_once(own_site: Site) -> None:
    client = own_site.api(MSL)
    letter = client.post("/api/v1/requests/MIR-2026-0389/letter").json()
    assert letter["decision"] == "RELEASE"
    filing, other = {"draft_id": letter["draft_id"]}, "/api/v1/requests/MIR-0/answer"
    assert client.post(other, json=filing).status_code == 404
    filed = client.post("/api/v1/requests/MIR-2026-0389/answer", json=filing)
    assert (filed.status_code, filed.json()["status"]) == (201, "answered")
    assert client.post("/api/v1/requests/MIR-2026-0389/answer", json=filing).status_code == 409


def test_a_plan_and_a_review_of_an_account_are_what_the_pages_make(own_site: Site) -> None:
    client = own_site.api(AM)
    plan = client.post("/api/v1/accounts/A-1/plan").json()
    assert (plan["decision"], plan["artifact"]) == ("RELEASE", "account_plan")
    review = client.post("/api/v1/accounts/A-1/business-review", json={"days": 180}).json()
    assert (review["decision"], review["artifact"]) == ("RELEASE", "business_review")
    assert "certificate" in review
    assert client.post("/api/v1/accounts/A-1/business-review", json={"days": 0}).status_code == 422
    assert client.post("/api/v1/accounts/A-0/plan").status_code == 404


@pytest.fixture
def accounts(own_site: Site) -> dict[str, str]:
    """Two rows of a file; the second has no tier that can be."""
    content = "account_id,name,jurisdiction,tier,phase\nA-901,Ridge Clinic,US-OH,2,awareness\nA-902,Vale Clinic,US-OH,99,awareness\n"
    return {"name": "accounts.csv", "content": content}


def test_an_import_is_previewed_then_written_once(own_site: Site, accounts: dict[str, str]) -> None:
    client = own_site.api(AM)
    preview = client.post("/api/v1/imports", json={**accounts, "mapping": "accounts"})
    row = preview.json()
    assert (preview.status_code, row["new"], row["changed"]) == (201, 1, 0)
    assert [(e["row"], e["column"]) for e in row["errors"]] == [(2, "tier")]
    assert client.get("/api/v1/accounts/A-901").status_code == 404, "a preview writes nothing"
    assert client.post(f"/api/v1/imports/{row['token']}", json={}).status_code == 400, "one wrong row stops all"
    again = client.post("/api/v1/imports", json={**accounts, "mapping": "accounts"}).json()["token"]
    other = own_site.api(own_site.person("api.other", AM))
    assert other.post(f"/api/v1/imports/{again}", json={"skip_bad": True}).status_code == 404, "somebody else's preview"
    done = client.post(f"/api/v1/imports/{again}", json={"skip_bad": True})
    assert done.json() == {"written": 1}
    assert client.get("/api/v1/accounts/A-901").json()["name"] == "Ridge Clinic"
    assert client.post(f"/api/v1/imports/{again}", json={"skip_bad": True}).status_code == 404
    sneaky = {**accounts, "mapping": "../../etc/passwd"}
    assert client.post("/api/v1/imports", json=sneaky).status_code == 400


def exported(account: Account) -> dict[str, str]:
    """A file with one account as it is held."""
    row = {"account_id": account.account_id, "name": account.name, "jurisdiction": account.jurisdiction}
    row |= {"tier": account.tier, "phase": account.phase}
    content = json.dumps({"exported_at": "2026-11-16T09:00:00-05:00", "accounts": [row]})
    return {"name": "export.json", "content": content}


def test_a_preview_tells_nothing_of_accounts_of_other_territories(own_site: Site) -> None:
    ohio = own_site.api(own_site.person("api.ohio", AM, ("US-OH",)))
    foreign = own_site.rooms.objects.get(Account, "A-2")
    assert foreign
    assert not foreign.jurisdiction.startswith("US-OH")

    def asked(body: dict[str, str]) -> tuple[int, str]:
        answer = ohio.post("/api/v1/imports", json=body)
        return answer.status_code, answer.json()["detail"]

    status, words = asked(exported(foreign))
    assert status == 403
    same = (status, words.replace("A-2", "A-999"))
    assert asked(exported(replace(foreign, account_id="A-999"))) == same, (
        "the same words for what is held and what is not"
    )
    rows = "account_id,person_id,name,role\n{},P-spy,Dr. Ada Quill,pharmacist\n"
    told = []
    for key in ("A-2", "A-999"):
        sent = {"name": "p.csv", "content": rows.format(key), "mapping": "people"}
        answer = ohio.post("/api/v1/imports", json=sent).json()
        told.append(str(answer["errors"]).replace("A-2", "A-999"))
    assert told[0] == told[1]
    assert "no account" in told[0]


@pytest.mark.parametrize(("role", "held"), [(UserRole.ACCOUNT_MANAGER, True), (UserRole.MSL, False)])
def test_an_msl_is_prepared_without_promotional_lines(site: Site, role: UserRole, held: bool) -> None:
    told = site.api(site.people[role]).post("/api/v1/prep", json={"hcp": "Ellingsworth"}).text
    assert ("48 of 120 patients" in told) is held
    assert ("Listening priorities" in told) is not held
