"""A call that one logged is corrected on the page of its account, and by a program."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from assistant.domain import Correction, Interaction, Person, Request
from assistant.service.calls import log_contact
from assistant.users import UserRole
from tests.assistant.web.site import Site, token_in

AM, MSL = UserRole.ACCOUNT_MANAGER, UserRole.MSL
CALL: dict[str, Any] = {
    "date": "2026-11-16", "channel": "lunch", "place": "Infusion unit", "account_id": "A-1", "people": ["P-4"],
    "minutes": 15, "type": "promotional", "note": "A patient fainted after the capsules.\nLabel overview.",
    "told": ["HB-B-003 v1"], "materials": ["HB-M-014 v2"], "insights": "Nurses chart nausea once a shift.",
    "questions": [
        {"text": "How long does it last?", "solicited": False, "handled": "routed"},
        {"text": "Is there a liquid?", "solicited": True, "handled": "answered"},
    ],
    "commitments": [
        {"text": "Bring the label", "owner": "J. Pell", "due": "2026-11-20", "status": "sent"},
        {"text": "Call the pharmacy", "owner": "J. Pell", "due": "2026-11-23", "status": "open"},
    ],
    "outcome": "follow-up agreed",
}  # fmt: skip


def logged(site: Site, call_id: str, **other: object) -> str:
    """The id of a call that the account manager logged."""
    person = site.people[AM]
    log_contact(replace(site.rooms, actor=person.user_id), CALL | {"id": call_id} | other, site.now, person)
    return call_id


def filled(page: str) -> dict[str, Any]:
    """What a browser sends of the form if nobody touches it."""
    form = page[page.index('<form class="card') :]
    sent: dict[str, Any] = {}
    for name, value in re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"[^>]*>', form):
        sent.setdefault(name, unescape(value))
    for name in ("people", "told", "solicited"):
        sent[name] = [unescape(v) for v in re.findall(rf'name="{name}" value="([^"]+)" checked', form)]
    for name, words in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', form):
        sent[name] = unescape(words).replace("\n", "\r\n")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form):
        (sent[name],) = re.findall(r'value="([^"]+)" selected', options)
    return sent


def entry(page: str, call_id: str) -> str:
    """A call on the page of its account."""
    return page.partition(f'<li id="call-{call_id}">')[2].partition("</li>")[0]


def by(site: Site, call_id: str) -> Interaction:
    link = site.rooms.objects.get(Correction, call_id)
    assert link
    made = site.rooms.objects.get(Interaction, link.by_id)
    assert made
    return made


def test_a_call_is_corrected_on_the_page_of_its_account(own_site: Site) -> None:
    site, call_id = own_site, logged(own_site, "I-800")
    client, csrf = site.browser(AM)
    place = f"/accounts/A-1/calls/{call_id}"
    assert (
        f'href="{place}">Correct<span class="sr"> the call of Mon 16 Nov 2026</span></a>'
        in client.get("/accounts/A-1").text
    )
    form = filled(client.get(place).text)
    assert client.post(place, data=form | {"csrf": csrf}).status_code == 400, "nothing differs"
    assert site.rooms.objects.get(Correction, call_id) is None
    before, reports = site.rooms.objects.get(Interaction, call_id), site.rooms.documents.reports()
    assert before

    answer = client.post(place, data=form | {"csrf": csrf, "people": ["P-4", "P-1"], "date": "2026-11-15"})
    assert answer.headers["location"] == "/accounts/A-1?told=corrected"
    made = by(site, call_id)
    day = made.on.replace(day=15)
    expected = replace(before, interaction_id=made.interaction_id, on=day, person_ids=made.person_ids)
    assert made == expected, "what the form does not show stays"
    assert set(made.person_ids) == {"P-1", "P-4"}
    assert site.rooms.documents.reports() == reports, "the event was told before"

    page = client.get(answer.headers["location"]).text
    assert "The call is corrected." in page
    old = entry(page, call_id)
    assert "Corrected on Tue 17 Nov 2026" in old
    assert f'<a href="#call-{made.interaction_id}">See the correction' in old
    assert "<del>" in old
    assert "Correct<span" not in old
    new = entry(page, made.interaction_id)
    assert "<del>" not in new
    assert f"/accounts/A-1/calls/{made.interaction_id}" in new
    assert client.get(place).status_code == 409


def test_a_corrected_form_sent_twice_is_one_correction_and_in_other_words_none(own_site: Site) -> None:
    site, call_id = own_site, logged(own_site, "I-801")
    client, csrf = site.browser(AM)
    place = f"/accounts/A-1/calls/{call_id}"
    form = filled(client.get(place).text) | {"csrf": csrf, "question": "Is it for the night?", "promise": ""}
    assert [client.post(place, data=form).status_code for _ in range(2)] == [303, 303]
    made = by(site, call_id)
    assert [q.text for q in made.questions] == ["Is it for the night?", "Is there a liquid?"]
    assert [c.text for c in made.commitments] == ["Call the pharmacy"]
    assert len([r for r in site.rooms.objects.all(Request) if r.text == "Is it for the night?"]) == 1
    fell = "Another patient developed a severe rash."
    refused = client.post(place, data=form | {"note": fell})
    assert refused.status_code == 409
    assert "was corrected already, in other words" in refused.text
    assert f'<a href="/accounts/A-1#call-{made.interaction_id}">See the call as it stands now</a>' in refused.text
    assert fell in refused.text, "what was typed is at hand"
    assert any(fell in r.text for r in site.rooms.documents.reports()), "an event is relayed though nothing is kept"


def test_a_wrong_correction_comes_back_and_a_new_event_is_told(own_site: Site) -> None:
    site, call_id = own_site, logged(own_site, "I-802", note="Label overview.")
    client, csrf = site.browser(AM)
    place = f"/accounts/A-1/calls/{call_id}"
    form = filled(client.get(place).text) | {"csrf": csrf}
    wrong = client.post(place, data=form | {"date": "soon", "note": "Adele Braun, born 3 April 1961, had a seizure."})
    assert wrong.status_code == 400
    assert 'role="alert"' in wrong.text
    assert any("had a seizure" in r.text for r in site.rooms.documents.reports())
    told = client.post(place, data=form | {"note": "A patient had a stroke after a dose."})
    assert told.headers["location"].endswith("told=corrected-relayed")


def test_a_call_of_somebody_else_offers_no_correction(own_site: Site) -> None:
    site, call_id = own_site, logged(own_site, "I-803")
    client, csrf = site.browser(site.person("am.correcting", AM))
    page = client.get("/accounts/A-1").text
    assert entry(page, call_id)
    assert "/calls/" not in page
    place = f"/accounts/A-1/calls/{call_id}"
    assert client.get(place).status_code == 403
    told = {"csrf": csrf, "note": "A patient lost her sight after a dose."}
    assert client.post(place, data=told).status_code == 403
    assert any("lost her sight" in r.text for r in site.rooms.documents.reports())
    mine, _ = site.browser(AM)
    assert mine.get(f"/accounts/A-2/calls/{call_id}").status_code == 404, "it is no call of that account"
    assert "/calls/" not in site.browser(MSL)[0].get("/accounts/A-1").text


def test_a_link_to_a_correction_leads_somewhere_however_old_the_call_became(own_site: Site) -> None:
    site, call_id = own_site, logged(own_site, "I-804", date="2026-11-17")
    for n in range(25):
        logged(site, f"I-81{n:02}", date="2026-11-14", note="")
    client, csrf = site.browser(AM)
    place = f"/accounts/A-1/calls/{call_id}"
    form = filled(client.get(place).text) | {"csrf": csrf, "date": "2024-01-08"}
    assert client.post(place, data=form).status_code == 303
    assert entry(client.get("/accounts/A-1").text, by(site, call_id).interaction_id)


def test_a_program_corrects_a_call(own_site: Site) -> None:
    site, call_id = own_site, logged(own_site, "I-805", note="Label overview.")
    path, client = f"/api/v1/contacts/{call_id}/correction", site.api(AM)
    key = {"Idempotency-Key": "correction-of-today"}
    made = client.post(path, json={"minutes": 25, "told": []}, headers=key)
    row = made.json()
    kept = by(site, call_id)
    assert (made.status_code, row["contact_id"], row["corrected_id"]) == (201, kept.interaction_id, call_id)
    assert (kept.minutes, kept.told, kept.insights) == (25, (), CALL["insights"])
    assert client.post(path, json={"minutes": 25, "told": []}, headers=key).json() == row
    assert client.post(path, json={"minutes": 26}).status_code == 409
    again = f"/api/v1/contacts/{row['contact_id']}/correction"
    assert client.post(again, json={}).status_code == 400
    assert client.post(again, json={"account_id": "A-2"}).status_code == 422
    assert client.post(again, json={"date": "soon", "note": "A patient had a seizure at home."}).status_code == 400
    assert any("seizure at home" in r.text for r in site.rooms.documents.reports())
    assert client.post(again, json={"told": ["HB-X-404 v1"]}).status_code == 400


@pytest.mark.parametrize(
    ("login", "territories", "status"), [("api.other.am", (), 403), ("api.far.am", ("US-WY",), 404)]
)
def test_a_program_corrects_no_call_of_somebody_else(
    own_site: Site, login: str, territories: tuple[str, ...], status: int
) -> None:
    call_id = logged(own_site, f"I-806-{login}")
    client = own_site.api(own_site.person(login, AM, territories))
    assert client.post(f"/api/v1/contacts/{call_id}/correction", json={"minutes": 25}).status_code == status
    assert own_site.rooms.objects.get(Correction, call_id) is None


def test_who_is_limited_learns_nothing_of_people_elsewhere(own_site: Site) -> None:
    """One form after the other names a person of another territory and nobody at all."""
    site = own_site
    far = site.rooms.objects.get(Person, "P-6")
    assert far
    person = site.person("am.ohio", AM, ("US-OH",))
    client, csrf = site.browser(person)
    call = {"csrf": csrf, "date": "2026-11-16", "channel": "visit", "type": "promotional", "note": "Label overview."}
    log_contact(replace(site.rooms, actor=person.user_id), CALL | {"id": "I-807", "told": []}, site.now, person)
    before = len(site.rooms.objects.all(Interaction))
    for name in ("P-6", "P-404"):
        once = token_in(client.get("/accounts/A-1/log").text)
        answers = (
            client.post("/accounts/A-1/log", data=call | {"once": once, "people": name}),
            client.post("/accounts/A-1/calls/I-807", data=call | {"people": name}),
            site.api(person).post("/api/v1/contacts/I-807/correction", json={"people": [name]}),
        )
        assert [answer.status_code for answer in answers] == [400] * 3, name
        assert all("the account or a person is unknown" in answer.text for answer in answers), name
    assert len(site.rooms.objects.all(Interaction)) == before
    assert far.name not in client.get("/accounts/A-1").text


def test_another_promise_has_not_the_state_of_the_one_it_takes_the_place_of(own_site: Site) -> None:
    site, call_id = own_site, logged(own_site, "I-810")
    call = site.rooms.objects.get(Interaction, call_id)
    assert call
    was, *others = call.commitments
    site.rooms.objects.put([replace(call, commitments=(replace(was, status="done"), *others))])
    client, csrf = site.browser(AM)
    place = f"/accounts/A-1/calls/{call_id}"
    form = filled(client.get(place).text) | {"csrf": csrf}
    client.post(place, data=form | {"promise": "Bring the storage sheet"})
    promise, *_ = by(site, call_id).commitments
    assert (promise.text, promise.owner, promise.status) == ("Bring the storage sheet", was.owner, "open")


def test_the_request_of_a_question_that_was_taken_back_is_struck_out_and_not_answered(own_site: Site) -> None:
    site, call_id = own_site, logged(own_site, "I-811")
    key = f"MIR-2026-{call_id}-1"
    msl, _ = site.browser(MSL)
    shown = msl.get("/requests").text
    assert f'Draft letter<span class="sr"> to {key}' in shown
    site.api(AM).post(f"/api/v1/contacts/{call_id}/correction", json={"questions": []})
    shown = msl.get("/requests").text
    row = shown[: shown.index(key)].rpartition("<tr")[2] + shown[shown.index(key) :].partition("</tr>")[0]
    assert "<del>“How long does it last?”</del>" in row
    assert 'class="badge">corrected<' in row
    assert "<a " not in row
    assert "<button" not in row
    assert f'value="{key}"' not in msl.get("/ask").text
    page = site.browser(AM)[0].get("/accounts/A-1").text
    line = page[page.index("<h2>Requests</h2>") :].partition(key)[2].partition("</li>")[0]
    assert "taken back or worded anew in a correction of the call" in line
    rows = {r["request_id"]: r["status"] for r in site.api(MSL).get("/api/v1/requests?limit=200").json()["items"]}
    assert rows[key] == "corrected"


def test_a_program_lists_the_calls_of_an_account(own_site: Site) -> None:
    site, call_id = own_site, logged(own_site, "I-812", date="2026-11-17")
    path, client = "/api/v1/accounts/A-1/calls", site.api(AM)
    made = client.post(f"/api/v1/contacts/{call_id}/correction", json={"minutes": 25}).json()["contact_id"]
    whole = client.get(path, params={"limit": 200}).json()
    rows = {row["contact_id"]: row for row in whole["items"]}
    assert whole["total"] == len(rows) == len([i for i in site.rooms.objects.all(Interaction) if i.account_id == "A-1"])
    days = [row["date"] for row in whole["items"]]
    assert days == sorted(days, reverse=True)
    assert (rows[call_id]["corrected_by"], rows[call_id]["may_correct"]) == (made, False)
    assert (rows[made]["corrected_by"], rows[made]["may_correct"], rows[made]["minutes"]) == (None, True, 25)
    assert not rows["I-06"]["may_correct"], "it came in with a file"
    assert rows[made]["questions"][0]["request"] == f"MIR-2026-{call_id}-1"
    pages = [client.get(path, params={"limit": 3, "offset": 0}).json()]
    while pages[-1]["next"]:
        pages.append(client.get(path, params={"limit": 3, "offset": pages[-1]["next"]}).json())
    assert [row for page in pages for row in page["items"]] == whole["items"]
    seen = {row["contact_id"]: row for row in site.api(MSL).get(path, params={"limit": 200}).json()["items"]}
    assert set(seen) == set(rows)
    assert not any(row["may_correct"] for row in seen.values())


def test_whoever_is_limited_finds_the_calls_that_the_page_shows(own_site: Site) -> None:
    site, path = own_site, "/api/v1/accounts/A-1/calls"
    promise = {"text": "Call back", "owner": "the Verdanol team", "due": "2026-11-30", "status": "open"}
    others = {
        logged(site, "I-813", note="She asked about Verdanol."),
        logged(site, "I-815", place="Verdanol booth"),
        logged(site, "I-816", commitments=[promise]),
    }
    logged(site, "I-814")
    far = site.api(site.person("calls.far", AM, ("US-WY",)))
    assert far.get(path).status_code == far.get("/api/v1/accounts/none/calls").status_code == 404
    narrow = site.person("calls.narrow", AM, products=("QUILLMERA",))
    answer = site.api(narrow).get(path, params={"limit": 200}).json()
    ids = {row["contact_id"] for row in answer["items"]}
    assert answer["total"] == len(ids)
    assert not ids & others
    assert "I-814" in ids
    assert "Verdanol" not in str(answer)
    shown = set(re.findall(r'<li id="call-([^"]+)"', site.browser(narrow)[0].get("/accounts/A-1").text))
    assert shown
    assert shown <= ids, "the page shows the newest of the same"
