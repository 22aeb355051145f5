"""Attacks by request of people limited to one product on everything of another: read, count, guess, change. Every door."""

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.domain import Account, AskedQuestion, Commitment, Interaction, Meeting, Request
from assistant.reviewing import ReviewItem
from assistant.service.checking import bench_for
from assistant.service.exports import note_exports
from assistant.service.prep import find_visit, prepare
from assistant.service.review import submit, submit_text
from assistant.store.ledger import CorrectionTask
from assistant.users import User, UserRole
from assistant.web.api.routes import ROUTES
from assistant.web.pages.routes import PAGES
from guardrails import Quarantined
from tests.assistant.web.site import PASSWORD, Site

AM, MSL, MED, LEG, REG, DRUG, EVA, ADM = UserRole
NARROW = ("QUILLMERA",)
OIL = "HB-V-001"
CITED = "38478773"
"""A record that claims and documents of both products rest on."""
WHOLE = {"/audit", "/audit/export", "/api/v1/audit", "/admin", "/api/v1/users", "/rules"}
"""What its few readers read whole: the trail, which holds ids alone, people and their products, the rules."""
SENTENCE = "Ask for the label of Verdanol before you decide."


@dataclass(frozen=True)
class Oil:
    """All that there is of the other product."""

    pack: str
    review: ReviewItem
    text: ReviewItem
    marks: frozenset[str]
    """Words and ids that nobody limited to the first product may meet."""


@pytest.fixture(scope="module")
def oil(own_site: Site) -> Oil:
    rooms, author = own_site.rooms, own_site.people[AM]
    acting = replace(rooms, actor=author.user_id)
    on = date(2026, 11, 11)
    told = Interaction("I-OIL-1", on, "visit", "A-1", ("P-1",), "promotional", "Hush: talked of the oil.", (f"{OIL} v1",),
                       questions=(AskedQuestion("Hush: may I ask?", False, "open"),),
                       commitments=(Commitment("Hush: a promise", "me", date(2026, 11, 12), "open"),))  # fmt: skip
    named = Interaction("I-OIL-2", on, "visit", "A-1", ("P-1",), "promotional", "Hush: VERDA­NOL came up.")
    start = datetime(2026, 11, 18, 20, tzinfo=UTC)
    later = datetime(2026, 12, 1, 20, tzinfo=UTC)
    lakeshore = rooms.objects.get(Account, "A-1")
    assert lakeshore
    rooms.objects.put([
        replace(lakeshore, formulary=(*lakeshore.formulary, ("VERDANOL", "hush_listed"))),
        told, named,
        Meeting("M-OIL-1", start, 20, "A-1", ("P-1",), "visit", "Hush: a topic", ("VERDANOL",)),
        Meeting("M-OIL-2", later, 20, "A-1", ("P-3",), "visit", "Hush: vеrdanol, with a letter of another alphabet"),
        Request("REQ-OIL", "Hush: what is known of Verdanol?", on, "unsolicited", "A-1", "P-1"),
    ])  # fmt: skip
    pack = prepare(acting, find_visit(acting, rooms.clock(), hcp="P-9"), rooms.clock(), author.name)
    draft_id = pack.draft.draft_id
    review = submit(acting, author, draft_id)
    bench = bench_for(
        profile="screen", mode="promotional", jurisdiction="US", products=(), claims=rooms.claims, now=rooms.clock()
    )
    text = submit_text(acting, author, "Hush: a leave-behind", SENTENCE, bench.context)
    at = rooms.clock().isoformat()
    detail = {"duty": "correct", "because": f"{OIL} v1 was withdrawn"}
    for kind, object_id, more in (
        ("claim", f"{OIL} v1", {}),
        ("call", "I-OIL-1", {"people": ["P-1"], "account": "A-1", "on": "2026-11-11", "told": [f"{OIL} v1"]}),
        ("export", "EXP-OIL", {"draft": draft_id, "target": "hush.docx", "by": author.user_id, "at": at}),
    ):
        rooms.ledger.open_task(CorrectionTask(f"T-OIL-{kind}", "c", kind, object_id, detail | more, at))
    if not isinstance(pack, Quarantined):
        note_exports(acting, pack, ["hush.docx"])
    ids = {draft_id, review.review_id, text.review_id, text.draft_id, OIL, "REQ-OIL", "T-OIL", "hush.docx"}
    return Oil(draft_id, review, text, frozenset({"Hush", "Verdanol", *ids}))


def narrow(site: Site, role: UserRole) -> User:
    return site.person(f"narrow.{role.value}", role, products=NARROW)


def filled(path: str) -> str:
    here = {"claim_id": "HB-C-002", "account_id": "A-1", "article_id": CITED, "name": "app.css"}
    return re.sub(r"\{(\w+)\}", lambda m: here.get(m[1], "none"), path)


@pytest.mark.parametrize("role", list(UserRole))
def test_no_list_and_no_page_names_anything_of_anothers_product(own_site: Site, oil: Oil, role: UserRole) -> None:
    person, seen = narrow(own_site, role), 0
    api, (browser, _) = own_site.api(person), own_site.browser(person)
    places = [(api, f"/api/v1{r.path}") for r in ROUTES if r.method == "GET" and not r.stream]
    places += [(browser, p.path) for p in PAGES if p.method == "GET"]
    places += [(browser, path) for path in (
        "/prepare?day=2026-11-18", "/prepare?day=2026-12-01", "/tasks?show=all", "/review?show=all", "/review?show=closed",
        "/review?show=fast", "/claims?words=verdanol", "/claims?offset=20", "/accounts/A-1/log?meeting=M-OIL-1",
        "/accounts/A-3", "/evidence?q=verdanol",
    )]  # fmt: skip
    for client, path in places:
        if path in WHOLE:
            continue
        answer = client.get(filled(path), params={"limit": 200} if path.startswith("/api") else None)
        text = answer.text.replace("q=verdanol", "").replace('value="verdanol"', "")
        seen += answer.status_code == 200
        met = {mark for mark in oil.marks if mark in text or (mark == "Verdanol" and "VERDANOL" in text)}
        assert not met, f"{path} as {role}"
        assert answer.status_code < 500, path
    assert seen > 5


def test_whoever_may_see_all_meets_it_at_all_these_doors(own_site: Site, oil: Oil) -> None:
    """The marks are there to be met: the attack above cannot pass for want of them."""
    wide = {AM: ("/accounts/A-1", "/claims", "/prepare?day=2026-11-18", "/documents", "/tasks", "/accounts/A-1/log"),
            MSL: ("/requests", "/ask", "/accounts/A-1"), MED: ("/review?show=all", "/released", "/tasks", "/claims")}  # fmt: skip
    for role, paths in wide.items():
        browser, _ = own_site.browser(role)
        for path in paths:
            text = browser.get(path).text
            assert any(mark in text for mark in oil.marks), f"{path} as {role}"


def test_counts_do_not_tell_that_there_is_more(own_site: Site, oil: Oil) -> None:
    def total(person: User | UserRole, path: str) -> int:
        return int(own_site.api(person).get(f"/api/v1/{path}").json()["total"])

    products = {c.key: c.product_ids for c in own_site.rooms.claims.claims}
    own = [key for key, ids in products.items() if set(ids) <= set(NARROW)]
    assert total(narrow(own_site, DRUG), "claims") == len(own) < total(DRUG, "claims") == len(products)
    assert total(narrow(own_site, MSL), "requests") == total(MSL, "requests") - 1
    assert total(narrow(own_site, MED), "reviews") == total(MED, "reviews") - 2
    assert total(narrow(own_site, MED), "tasks") == total(MED, "tasks") - 3

    def used(role: UserRole | User) -> str:
        page = own_site.browser(role)[0].get(f"/evidence/{CITED}").text
        return page.split("Used by")[1]

    assert OIL not in used(narrow(own_site, MED))


def test_a_thing_of_another_product_is_answered_as_one_that_does_not_exist(own_site: Site, oil: Oil) -> None:
    """Status and words are the same, so that no id can be guessed."""
    password = {"password": PASSWORD}
    vote = {"version": 1, "choice": "approve", "reason": "Read."} | password
    step = {"version": 1, "step": "withdraw", "reason": "x"} | password
    tag = {"If-Match": '"0"'}
    asked = [
        *((MED, "GET", f"/api/v1/claims/{key}", None) for key in (OIL, "none")),
        *((MED, "PATCH", f"/api/v1/claims/{key}", {"text": "Another wording of it."}) for key in (OIL, "none")),
        *((MED, "POST", f"/api/v1/claims/{key}/steps", step) for key in (OIL, "none")),
        *((MED, "GET", f"/api/v1/reviews/{key}", None) for key in (oil.review.review_id, oil.text.review_id, "none")),
        *((MED, "POST", f"/api/v1/reviews/{key}/decisions", vote) for key in (oil.text.review_id, "none")),
        *((MED, "POST", f"/api/v1/reviews/{key}/comments", {"version": 1, "start": 0, "end": 1, "text": "x"})
          for key in (oil.review.review_id, "none")),
        *((MED, "POST", f"/api/v1/reviews/{key}/changes",
           {"version": 1, "edits": [{"start": 0, "end": 1, "text": "x"}], "note": ""}) for key in (oil.text.review_id, "none")),
        *((MED, "GET", f"/api/v1/documents/{key}", None) for key in (oil.pack, "none")),
        *((AM, "GET", f"/api/v1/documents/{key}", None) for key in (oil.pack, "none")),
        *((AM, "POST", f"/api/v1/documents/{key}/review", {}) for key in (oil.pack, "none")),
        *((MSL, "POST", f"/api/v1/requests/{key}/letter", {}) for key in ("REQ-OIL", "none")),
        *((MSL, "POST", f"/api/v1/requests/{key}/answer", {"draft_id": "none"}) for key in ("REQ-OIL", "none")),
        *((MSL, "POST", "/api/v1/ask", {"question": "Is it safe?", "request_id": key}) for key in ("REQ-OIL", "none")),
        *((role, "POST", f"/api/v1/tasks/T-OIL-{key}/closing", {})
          for role in (AM, MED) for key in ("claim", "call", "export", "none")),
    ]  # fmt: skip
    answers: dict[tuple[UserRole, str, str], set[tuple[int, str]]] = {}
    for role, method, path, body in asked:
        answer = own_site.api(narrow(own_site, role)).request(method, path, json=body, headers=tag)
        ids = "|".join(map(re.escape, (OIL, oil.pack, oil.review.review_id, oil.text.review_id, "REQ-OIL", "none")))
        route = re.sub(rf"{ids}|T-OIL-\w+", "*", path)
        words = re.sub(rf"{ids}|T-OIL-\w+", "*", str(answer.json()["detail"]))
        answers.setdefault((role, method, route), set()).add((answer.status_code, words))
    for where, found in answers.items():
        assert len(found) == 1, f"{where}: {found}"
        assert next(iter(found))[0] == 404, f"{where}: {found}"
    pages = own_site.browser(narrow(own_site, MED))
    for path, key in (("/documents/{}", oil.pack), ("/review/{}", oil.review.review_id), ("/claims/{}", OIL),
                      ("/claims/{}/edit", OIL), ("/documents/{}/files/docx", oil.pack)):  # fmt: skip
        there, nowhere = (pages[0].get(path.format(k)) for k in (key, "Q-0"))
        assert (there.status_code, there.text.replace(key, "*")) == (404, nowhere.text.replace("Q-0", "*")), path


def test_nothing_of_another_product_was_changed(own_site: Site, oil: Oil) -> None:
    rooms = own_site.rooms
    assert all(c.state == "approved" for c in rooms.claims.claims if c.claim_id == OIL)
    assert {t.task_id for t in rooms.ledger.tasks()} >= {"T-OIL-claim", "T-OIL-call", "T-OIL-export"}
    assert not rooms.reviews.comments(oil.review.review_id)
    assert len(rooms.reviews.versions(oil.text.review_id)) == 1


def test_papers_and_packs_of_an_account_hold_nothing_of_another_product(own_site: Site, oil: Oil) -> None:
    api = own_site.api(narrow(own_site, AM))
    wide = own_site.api(AM)
    for path, body in (
        ("accounts/A-1/plan", None),
        ("accounts/A-1/business-review", {"days": 90}),
        ("prep", {"account": "A-1", "hcp": "P-1", "topic": "Nausea after chemotherapy"}),
    ):
        mine, every = api.post(f"/api/v1/{path}", json=body), wide.post(f"/api/v1/{path}", json=body)
        assert mine.status_code == every.status_code == 200, path
        assert "Hush" in every.text or OIL in every.text, path
        assert "Hush" not in mine.text, path
        assert f"{OIL} v1" not in mine.text, path
    assert (
        "REQ-OIL"
        not in own_site.api(narrow(own_site, MSL)).post("/api/v1/prep", json={"account": "A-1", "hcp": "P-1"}).text
    )


@pytest.mark.parametrize("written", ["Verdanol", "VERDANOL", "verdanol", "Ver­danol", "Vеrdanol", "Verdanol®"])
def test_a_text_that_names_another_product_is_refused_however_it_is_written(
    own_site: Site, oil: Oil, written: str
) -> None:
    person = narrow(own_site, AM)
    api, text = own_site.api(person), f"Ask for the label of {written} today."
    assert api.post("/api/v1/check", json={"text": text}).status_code == 403
    assert api.post("/api/v1/reviews", json={"title": "T", "text": text}).status_code == 403
    assert api.post("/api/v1/reviews", json={"title": written, "text": "Ask for the label."}).status_code == 403
    browser, csrf = own_site.browser(person)
    for act in ("check", "review"):
        assert browser.post("/check", data={"csrf": csrf, "text": text, "act": act}).status_code == 403
    upload = {"file": ("a.txt", text.encode(), "text/plain")}
    assert browser.post("/check", data={"csrf": csrf, "act": "review"}, files=upload).status_code == 403
    assert api.post("/api/v1/check", json={"text": "Ask for the label of Quillmera today."}).status_code == 200


def test_a_check_does_not_compare_with_anothers_approved_wording(own_site: Site, oil: Oil) -> None:
    (wording,) = (c.text for c in own_site.rooms.claims.claims if c.claim_id == OIL)
    said = re.sub("(?i)verdanol", "Zenvora", wording)
    body = {"text": said, "profile": "draft"}
    answer = own_site.api(narrow(own_site, AM)).post("/api/v1/check", json=body)
    assert answer.status_code == 200
    assert OIL not in answer.text


def test_no_call_is_logged_with_a_claim_of_another_product(own_site: Site, oil: Oil) -> None:
    browser, csrf = own_site.browser(narrow(own_site, AM))
    form = {
        "csrf": csrf,
        "date": "2026-11-17",
        "channel": "visit",
        "type": "promotional",
        "people": ["P-1"],
        "note": "Short.",
    }
    answers = [browser.post("/accounts/A-1/log", data=form | {"told": [f"{key} v1"]}) for key in (OIL, "HB-X-999")]
    assert [a.status_code for a in answers] == [400, 400]
    assert [len(re.findall("is no claim of yours", a.text)) for a in answers] == [1, 1]
    fainted = form | {"told": [f"{OIL} v1"], "note": "A patient passed out after the capsules."}
    before = len(own_site.rooms.documents.reports())
    assert browser.post("/accounts/A-1/log", data=fainted).status_code == 400
    assert len(own_site.rooms.documents.reports()) == before + 1, "a possible event is told whatever is refused"


def test_no_import_reads_or_writes_a_meeting_of_another_product(own_site: Site, oil: Oil) -> None:
    api, before = own_site.api(narrow(own_site, AM)), own_site.rooms.objects.get(Meeting, "M-OIL-1")
    head = "id,start,minutes,account_id,people,channel,topic,products\n"
    row = "{key},2026-11-18T20:00:00+00:00,20,A-1,P-1,visit,{topic},{product}\n"
    body = {"name": "m.csv", "mapping": "meetings"}
    for topic, product in (("Label", "VERDANOL"), ("Verdanol", "")):
        content = head + row.format(key="M-NEW", topic=topic, product=product)
        answer = api.post("/api/v1/imports", json=body | {"content": content})
        assert answer.status_code == 403, answer.text
    taken = api.post(
        "/api/v1/imports", json=body | {"content": head + row.format(key="M-OIL-1", topic="Mine", product="")}
    )
    assert (taken.status_code, taken.json()["new"], taken.json()["changed"]) == (201, 1, 0), "as if it were not there"
    assert api.post(f"/api/v1/imports/{taken.json()['token']}", json={}).status_code == 404
    assert own_site.rooms.objects.get(Meeting, "M-OIL-1") == before


def test_what_a_formulary_says_of_another_product_is_neither_read_nor_lost(own_site: Site, oil: Oil) -> None:
    api = own_site.api(narrow(own_site, AM))
    for path in ("/accounts", "/accounts/A-1"):
        assert "VERDANOL" not in api.get(f"/api/v1{path}").text.upper()
    row = api.get("/api/v1/accounts/A-1")
    tag = {"If-Match": row.headers["etag"]}
    assert api.patch("/api/v1/accounts/A-1", json={"tier": 3}, headers=tag).json()["formulary"] == {
        "QUILLMERA": "not_listed"
    }
    assert api.patch("/api/v1/accounts/A-1", json={"tier": 1}, headers=tag).status_code == 412
    mine = {k: v for k, v in row.json().items() if k != "fictional"} | {"tier": 1, "formulary": {"QUILLMERA": "listed"}}
    own = json.dumps({"exported_at": "2026-11-17T18:00:00-05:00", "fictional": True, "accounts": [mine]})
    for content, status in ((own, 201), (own.replace("QUILLMERA", "Verdanol"), 403)):
        answer = api.post("/api/v1/imports", json={"name": "a.json", "mapping": "", "content": content})
        assert answer.status_code == status, answer.text
        if status == 201:
            assert answer.json()["changed"] == 1
            assert api.post(f"/api/v1/imports/{answer.json()['token']}", json={}).status_code == 200
    kept = own_site.rooms.objects.get(Account, "A-1")
    assert kept
    assert dict(kept.formulary) == {"QUILLMERA": "listed", "VERDANOL": "hush_listed"}
    assert kept.tier == 1


def test_whoever_is_limited_while_signed_in_loses_sight_at_once(own_site: Site, oil: Oil) -> None:
    person = own_site.person("was.wide", AM)
    key, (browser, _) = own_site.api(person), own_site.browser(person)
    assert key.get(f"/api/v1/claims/{OIL}").status_code == 200
    own_site.now += timedelta(minutes=1)  # a document of that very moment would be the other person's
    made = key.post("/api/v1/prep", json={"account": "A-3", "hcp": "P-9"}).json()["draft_id"]
    review = key.post("/api/v1/accounts/A-1/business-review", json={"days": 90}).json()["draft_id"]
    sent, once = {"title": "T", "text": "Verdanol is an oil."}, {"Idempotency-Key": "before-the-limit"}
    assert [key.post("/api/v1/reviews", json=sent, headers=once).status_code for _ in range(2)] == [201, 201]
    submitted = key.post(f"/api/v1/documents/{made}/review", headers=once | {"Idempotency-Key": "before-the-limit-2"})
    assert submitted.status_code == 201
    change = {"role": "account_manager", "active": True, "territories": [], "products": ["QUILLMERA"]}
    admin = own_site.api(ADM)
    assert admin.patch(f"/api/v1/users/{person.user_id}", json=change).status_code == 200
    assert browser.get("/claims").headers["location"] == "/sign-in", "the session has ended"
    assert key.post("/api/v1/reviews", json=sent, headers=once).status_code == 403, "nor is an earlier answer repeated"
    assert key.get(f"/api/v1/claims/{OIL}").status_code == 404, "a key asks anew at every request"
    again = key.post(f"/api/v1/documents/{made}/review", headers={"Idempotency-Key": "before-the-limit-2"})
    assert again.status_code == 404, "the answer of before the limit is not given again"
    for draft_id in (made, review):
        assert key.get(f"/api/v1/documents/{draft_id}").status_code == 404
    assert key.get("/api/v1/documents").json()["items"] == []
    assert admin.patch(f"/api/v1/users/{person.user_id}", json=change | {"active": False}).status_code == 200
    assert key.get("/api/v1/me").status_code == 401
