"""What pages say where there is nothing to show, in print, and about times: words that a reader acts on."""

import html
import re
from datetime import datetime

from assistant.domain import Account
from assistant.users import UserRole
from assistant.web.pages.frame import templates
from tests.assistant.web.site import Site


def prepared(site: Site, account: str, hcp: str = "") -> str:
    """The page of a pack that the account manager had drafted."""
    client, csrf = site.browser(UserRole.ACCOUNT_MANAGER)
    sent = client.post("/prepare", data={"csrf": csrf, "act": "one", "account": account, "hcp": hcp})
    assert sent.status_code == 303, sent.text
    return client.get(sent.headers["location"]).text


def test_a_held_document_names_the_rules_that_ask_and_none_of_its_words(own_site: Site) -> None:
    client, csrf = own_site.browser(UserRole.ACCOUNT_MANAGER)
    note = "One of her patients fainted after a dose and was admitted."
    call = {
        "csrf": csrf,
        "date": "2026-11-17",
        "channel": "visit",
        "type": "promotional",
        "people": "P-1",
        "note": note,
    }
    assert client.post("/accounts/A-1/log", data=call).status_code == 303
    page = prepared(own_site, "A-1", "P-1")
    assert re.search(r'Adverse event or complaint to relay <span class="meta"><a href="/rules#AE-01">', page)
    assert "fainted" not in page


def test_a_printed_pack_tells_certificate_place_and_time(own_site: Site) -> None:
    page = prepared(own_site, "A-3")
    paper = re.search(r'<p class="paper">(.*?)</p>', page)
    assert paper
    place = own_site.rooms.objects.get(Account, "A-3").jurisdiction  # type: ignore[union-attr]
    assert re.match(r"Certificate [0-9a-f-]{8,}, text sha256 [0-9a-f]{16}, ", paper[1])
    assert f"checked 17 Nov 2026, 18:00 EST, for {place}." in paper[1]


def test_times_are_those_of_the_company_wherever_they_were_taken() -> None:
    filters = templates().filters
    assert filters["moment"]("2026-11-17T23:00:00+00:00") == "17 Nov 2026, 18:00 EST"
    assert filters["second"]("2026-11-18T03:00:07+00:00") == "2026-11-17 22:00:07 EST"
    assert filters["minute"](datetime.fromisoformat("2026-11-17T18:00:00-05:00")) == "17 Nov 2026, 18:00 EST"


def test_intervals_and_units_stay_on_one_line_and_no_letter_changes() -> None:
    unbroken = templates().filters["unbroken"]
    text = "Risk fell (RR 2.9; 95% CI 1.8 to 4.7; <b>288</b> people), 10 mg for 2 weeks, -4 to 27, n = 40."
    shown = unbroken(text)
    assert html.unescape(re.sub(r"</?span[^>]*>", "", shown)) == text
    kept = re.findall(r'<span class="nowrap">(.*?)</span>', shown)
    assert kept == ["95% CI 1.8 to 4.7", "10 mg", "2 weeks", "-4 to 27", "n = 40"]
    assert "<b>" not in shown
    assert unbroken("") == ""


def test_names_of_the_data_read_as_words() -> None:
    words = templates().filters["words"]
    assert [words(n) for n in ("pt_chair", "pk", "disease_state", "option")] == [
        "P&T chair",
        "PK",
        "disease state",
        "option",
    ]


def test_a_search_whose_words_stand_nowhere_says_so(own_site: Site) -> None:
    client, _ = own_site.browser(UserRole.MSL)
    said = "No record has these words."
    assert said in client.get("/evidence?q=zzzxq").text
    assert said not in client.get("/evidence?q=nabiximols").text
