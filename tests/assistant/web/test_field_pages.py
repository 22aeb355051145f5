"""Accounts in, calls logged, letters filed: through the pages, within one's territory."""

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from assistant.domain import Account, Interaction, Request
from assistant.errors import Conflict, NotFound
from assistant.service.letters import draft_letter, file_letter
from assistant.users import UserRole
from tests.assistant.web.site import Site, token_in

AM, MSL = UserRole.ACCOUNT_MANAGER, UserRole.MSL
ROWS = "account_id,name,jurisdiction,tier,phase\n"


def exported(account: str, place: str, note: str = "Quiet.") -> bytes:
    whole = {
        "exported_at": "2026-11-16T09:00:00-05:00",
        "accounts": [{"account_id": account, "name": "Harbor Clinic", "jurisdiction": place, "tier": 2, "phase": "awareness"}],
        "people": [{"person_id": f"P-{account}", "account_id": account, "name": "Dr. Ada Quill", "role": "pharmacist"}],
        "interactions": [
            {
                "id": f"I-{account}", "date": "2026-11-02", "channel": "visit", "account_id": account,
                "people": [f"P-{account}"], "type": "promotional", "note": note,
            }
        ],
    }  # fmt: skip
    return json.dumps(whole).encode()


def previewed(client, csrf: str, content: bytes, name: str = "export.json"):  # type: ignore[no-untyped-def]
    files = {"file": (name, content, "application/json")}
    return client.post("/accounts/import", data={"csrf": csrf, "act": "preview", "mapping": ""}, files=files)


def test_an_import_is_previewed_screened_and_written_once(own_site: Site) -> None:
    site = own_site
    client, csrf = site.browser(AM)
    note = "Mrs. Adele Braun, born 3 April 1961, was hospitalised with a rash after the capsules."
    seen = previewed(client, csrf, exported("A-77", "US-OH", note))
    assert seen.status_code == 200
    assert "Harbor Clinic" in seen.text
    assert "Braun" not in seen.text
    assert site.rooms.objects.get(Interaction, "I-A-77") is None, "nothing is written before the yes"
    token = re.search(r'name="token" value="([^"]+)"', seen.text)
    assert token
    form = {"csrf": csrf, "act": "apply", "token": token[1]}
    other, other_csrf = site.browser(site.person("am.else", AM))
    assert other.post("/accounts/import", data={**form, "csrf": other_csrf}).status_code == 404
    assert client.post("/accounts/import", data=form).status_code == 303
    kept = site.rooms.objects.get(Interaction, "I-A-77")
    assert kept
    assert "Braun" not in kept.note
    assert client.post("/accounts/import", data=form).status_code == 404, "a preview is good for one yes"
    assert "As before</dt><dd>3" in previewed(client, csrf, exported("A-77", "US-OH", note)).text


def test_what_is_no_import_is_refused_and_so_is_another_territory(own_site: Site) -> None:
    site = own_site
    ohio = site.person("am.ohio.import", AM, ("US-OH",))
    client, csrf = site.browser(ohio)
    assert previewed(client, csrf, exported("A-78", "US-PA")).status_code == 403
    taken = previewed(client, csrf, exported("A-2", "US-OH"))
    assert "New</dt><dd>3" in taken.text, "that A-2 is held in Pennsylvania does not show"
    token = re.search(r'name="token" value="([^"]+)"', taken.text)
    assert token
    before = site.rooms.objects.get(Account, "A-2")
    assert client.post("/accounts/import", data={"csrf": csrf, "act": "apply", "token": token[1]}).status_code == 404, (
        "told as a preview that is gone is"
    )
    assert site.rooms.objects.get(Account, "A-2") == before
    assert previewed(client, csrf, b"{", "export.json").status_code == 400
    assert previewed(client, csrf, b"x", "export.exe").status_code == 400
    files = {"file": ("a.csv", ROWS.encode(), "text/csv")}
    sneaky = {"csrf": csrf, "act": "preview", "mapping": "../../etc/passwd"}
    assert client.post("/accounts/import", data=sneaky, files=files).status_code == 400
    assert client.post("/accounts/import", data={"csrf": csrf, "act": "preview"}).status_code == 400


def test_wrong_rows_are_named_on_the_page_and_what_they_tell_of_a_patient_is_relayed(own_site: Site) -> None:
    site = own_site
    client, csrf = site.browser(AM)
    rows = "".join(f"I-{n},1899-12-30,visit,A-1,P-1,access,\n" for n in range(700, 780))
    rows += "I-780,2026-11-02,visit,Harold Penhallow,P-1,access,He fainted after the capsule.\n"
    content = ("id,date,channel,account_id,people,type,note\n" + rows).encode()
    data = {"csrf": csrf, "act": "preview", "mapping": "interactions"}
    seen = client.post("/accounts/import", data=data, files={"file": ("calls.csv", content, "text/csv")}).text
    assert "row 1, date: the date 1899-12-30 cannot be true" in seen
    assert "and 31 more" in seen
    assert "Penhallow" not in seen
    token = re.search(r'name="token" value="([^"]+)"', seen)
    assert token
    assert client.post("/accounts/import", data={"csrf": csrf, "act": "apply", "token": token[1]}).status_code == 400
    opened = site.rooms.documents.reports()
    assert "interaction:I-780" in [r.source for r in opened]
    again = client.post("/accounts/import", data=data, files={"file": ("calls.csv", content, "text/csv")}).text
    assert "<dd>0 (1 recorded already)</dd>" in again
    body = {"name": "calls.csv", "content": content.decode(), "mapping": "interactions"}
    assert site.api(AM).post("/api/v1/imports", json=body).json()["reports"] == 0
    assert site.rooms.documents.reports() == opened


def test_an_account_names_its_people_and_calls_no_kept_promise_overdue(own_site: Site) -> None:
    client, _ = own_site.browser(AM)
    words = client.get("/accounts/A-1").text
    assert "stated by Mara Ellingsworth" in words
    assert "stated by P-1" not in words
    contact = own_site.rooms.objects.get(Interaction, "I-06")
    assert contact
    sent = next(c for c in contact.commitments if c.status == "sent")
    late = replace(contact, commitments=(replace(sent, due=date(2026, 11, 1)),))
    own_site.rooms.objects.put([late])
    shown = client.get("/accounts/A-1").text
    assert f"Promised: {sent.text}, due 2026-11-01, sent" in shown
    assert f"</span> Promised: {sent.text}" not in shown


def test_a_call_is_logged_from_the_pack(own_site: Site) -> None:
    site = own_site
    client, csrf = site.browser(AM)
    made = client.post("/prepare", data={"csrf": csrf, "act": "one", "account": "A-1", "hcp": "P-1", "topic": "nausea"})
    pack = client.get(made.headers["location"]).text
    day = client.get("/prepare?day=2026-11-18").text
    assert made.headers["location"] in day, "the day shows the pack of a single meeting too"
    place = re.search(r'href="(/accounts/A-1/log[^"]+)"', pack)
    assert place
    form_page = client.get(place[1].replace("&amp;", "&")).text
    told = re.findall(r'name="told" value="([^"]+)"', form_page)
    assert told, "the claims of the pack are at hand"
    form = {
        "csrf": csrf, "date": "2026-11-17", "channel": "visit", "type": "promotional", "people": ["P-1"], "told": told[:1],
        "note": "Mrs. Adele Braun, born 3 April 1961, fainted after the capsules.", "question": "Does it work in pain?",
        "handled": "routed", "promise": "Send the label.", "due": "2026-11-24",
    }  # fmt: skip
    logged = client.post("/accounts/A-1/log", data=form)
    assert logged.status_code == 303
    page = client.get(logged.headers["location"]).text
    assert "safety report is open in your name" in page
    assert "Braun" not in page
    kept = next(i for i in site.rooms.objects.all(Interaction) if i.note.endswith("fainted after the capsules."))
    assert kept.told == tuple(told[:1])
    assert kept.commitments[0].text == "Send the label."
    request = next(r for r in site.rooms.objects.all(Request) if r.text == "Does it work in pain?")
    assert request.account_id == "A-1"
    assert "fainted" in client.get("/safety").text, "the reporter sees his own report"
    assert client.post("/accounts/A-1/log", data={**form, "date": "yesterday"}).status_code == 400
    assert client.post("/accounts/A-1/log", data={**form, "people": ["P-none"]}).status_code == 400
    before = site.rooms.objects.all(Interaction)
    once = token_in(form_page)
    twice = [client.post("/accounts/A-1/log", data={**form, "note": "Twice.", "once": once}) for _ in range(2)]
    assert [answer.status_code for answer in twice] == [303, 303]
    kept_once = site.rooms.objects.all(Interaction)
    assert len(kept_once) == len(before) + 1, "a button pressed twice logs one call"
    events = [e for e in site.rooms.audit.events() if e.action == "contact.logged"]
    assert len(events) == 2, "and is noted once"
    mended = {**form, "note": "Mended. She fainted on the stairs after the capsules.", "once": once}
    refused = client.post("/accounts/A-1/log", data=mended)
    assert refused.status_code == 409
    assert "logged already and stays as it was logged" in refused.text
    assert '<a href="/accounts/A-1">See the call as it is logged</a>' in refused.text
    assert "Mended. She fainted on the stairs" in refused.text, "what was typed is at hand"
    assert "on the stairs" in client.get("/safety").text, "an event is relayed though the words are not kept"
    assert site.rooms.objects.all(Interaction) == kept_once
    further = client.post("/accounts/A-1/log", data={**mended, "once": token_in(refused.text)})
    assert further.status_code == 303
    assert len(site.rooms.objects.all(Interaction)) == len(before) + 2, "sent again it is a further call"
    before = site.rooms.objects.all(Interaction)[1:]
    other, other_csrf = site.browser(site.person("am.too", AM))
    assert other.post("/accounts/A-1/log", data={**form, "csrf": other_csrf, "once": once}).status_code == 303
    assert len(site.rooms.objects.all(Interaction)) == len(before) + 2, "another's form never names one's call"
    ohio, token = site.browser(site.person("am.pa.log", AM, ("US-PA",)))
    assert ohio.post("/accounts/A-1/log", data={**form, "csrf": token}).status_code == 404


def test_a_form_sent_again_across_new_year_is_the_same_call(own_site: Site) -> None:
    """A button pressed twice: what the year gives to ids of requests makes no other words of it."""
    site = own_site
    client, csrf = site.browser(AM)
    form = {
        "csrf": csrf, "date": "2026-11-17", "channel": "phone", "type": "promotional", "question": "Is there a liquid?",
        "handled": "routed", "once": token_in(client.get("/accounts/A-1/log").text),
    }  # fmt: skip
    eve, before = site.now, site.rooms.objects.all(Interaction)
    site.now = datetime.fromisoformat("2026-12-31T23:59:59-05:00")
    try:
        client, form["csrf"] = site.browser(AM)
        first = client.post("/accounts/A-1/log", data=form)
        site.now += timedelta(seconds=2)
        again = client.post("/accounts/A-1/log", data=form)
    finally:
        site.now = eve
    assert (first.status_code, again.status_code) == (303, 303)
    assert len(site.rooms.objects.all(Interaction)) == len(before) + 1
    asked = [r.request_id for r in site.rooms.objects.all(Request) if r.text == "Is there a liquid?"]
    assert len(asked) == 1
    assert asked[0].startswith("MIR-2026-")


def test_the_map_says_who_decides_who_is_missing_and_who_is_silent(own_site: Site) -> None:
    page = own_site.browser(MSL)[0].get("/accounts/A-1").text
    assert "Who decides" in page
    assert 'aria-label="Influence 5 of 5"' in page
    assert "Silent for 90 days" in page or "Last met" in page


def test_a_letter_is_drafted_and_filed_once(own_site: Site) -> None:
    site = own_site
    client, csrf = site.browser(MSL)
    made = client.post("/requests/MIR-2026-0389", data={"csrf": csrf, "act": "letter"})
    assert made.status_code == 303
    draft_id = made.headers["location"].rpartition("/")[2]
    assert "File as sent" in client.get("/requests").text
    form = {"csrf": csrf, "act": "file", "draft": draft_id}
    assert client.post("/requests/MIR-2026-0371", data=form).status_code == 409, "it answers another request"
    other = site.person("msl.letters", MSL)
    assert site.browser(other)[0].post("/requests/MIR-2026-0389", data=form).status_code == 403
    assert client.post("/requests/MIR-2026-0389", data=form).status_code == 303
    request = site.rooms.objects.get(Request, "MIR-2026-0389")
    assert request
    assert request.status == "answered"
    assert [e.target for e in site.rooms.ledger.exports_of([draft_id])] == ["reply to MIR-2026-0389"]
    assert client.post("/requests/MIR-2026-0389", data=form).status_code == 409
    msl = site.people[MSL]
    with pytest.raises(NotFound):
        draft_letter(site.rooms, msl, "MIR-0")
    with pytest.raises(Conflict):
        file_letter(site.rooms, msl, "MIR-2026-0389", draft_id)


def test_no_letter_goes_to_a_question_that_was_taken_back(own_site: Site) -> None:
    site, msl = own_site, own_site.people[MSL]
    draft_id = str(draft_letter(site.rooms, msl, "MIR-2026-0389").draft.draft_id)
    request = site.rooms.objects.get(Request, "MIR-2026-0389")
    assert request
    gone = replace(request, status="corrected")
    site.rooms.objects.put([gone])
    for answer in (
        lambda: draft_letter(site.rooms, msl, gone.request_id),
        lambda: file_letter(site.rooms, msl, gone.request_id, draft_id),
    ):
        with pytest.raises(Conflict, match="taken back"):
            answer()
    assert site.rooms.objects.get(Request, gone.request_id) == gone


@pytest.mark.parametrize(
    ("form", "title"), [({"act": "plan"}, "Account plan"), ({"act": "review", "days": "180"}, "Business review")]
)
def test_papers_of_an_account_are_judged_shown_and_taken_along(
    own_site: Site, form: dict[str, str], title: str
) -> None:
    client, csrf = own_site.browser(AM)
    assert "Business review" in client.get("/accounts/A-1").text
    place = client.post("/accounts/A-1/papers", data={"csrf": csrf, **form}).headers["location"]
    shown = client.get(place).text
    assert f"<h1>{title}: " in shown
    assert "ot for customers." in shown
    assert "Released" in shown
    name = place.rpartition("/")[2]
    assert client.get(f"/documents/{name}/files/document.docx").content[:2] == b"PK"
    assert next(own_site.rooms.audit.search(action="document.exported")).detail["draft_id"] == name


def test_papers_are_for_the_account_manager_of_the_territory_and_for_a_period(own_site: Site) -> None:
    client, csrf = own_site.browser(AM)
    for days in ("", "-3", "0", "x", "9999"):
        assert (
            client.post("/accounts/A-1/papers", data={"csrf": csrf, "act": "review", "days": days}).status_code == 400
        )
    ohio, ohio_csrf = own_site.browser(own_site.person("am.plans", AM, ("US-OH",)))
    assert ohio.post("/accounts/A-2/papers", data={"csrf": ohio_csrf, "act": "plan"}).status_code == 404
    msl, _ = own_site.browser(MSL)
    assert "Business review" not in msl.get("/accounts/A-1").text
