"""Text of people, records and files never runs in a page: real Chromium, its content policy off, so that escaping alone holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from assistant.artifacts.parts import FactBook, table
from assistant.documents.html import render_html
from assistant.domain import Account, AskedQuestion, Interaction, Person
from assistant.reviewing import Comment, Job, JobState
from assistant.service.review import submit_text
from assistant.users import UserRole
from guardrails import Claim, Context, Draft, Mode, Profile, Section
from ingest import AbstractSection, Article, Author
from tests.assistant.attacks.payloads import CLASSES, PAYLOADS
from tests.assistant.attacks.unjudged import unjudged
from tests.assistant.conftest import AS_OF
from tests.assistant.web.chromium import served, signed_in
from tests.assistant.web.site import Site

NOW = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
SAMPLE = PAYLOADS[::40]
WATCH = """
window.__ran = [];
for (const name of ['alert', 'confirm', 'prompt', 'print'])
  window[name] = () => window.__ran.push(name);
"""
FOUND = """() => [
  ...window.__ran,
  ...[...document.querySelectorAll('[href],[src],[action],[formaction],[data],[srcdoc]')]
      .flatMap(e => ['href', 'src', 'action', 'formaction', 'data', 'srcdoc'].map(n => e.getAttribute(n)))
      .filter(v => v && /^[\\s\\u0000-\\u001f]*(javascript|vbscript|data:text)|<script/i.test(v)),
  ...[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).map(a => a.name).filter(n => /^on/i.test(n)),
  ...(/(^|[^0-9a-z])9359([^0-9a-z]|$)/i.test(document.documentElement.innerText) ? ['template'] : []),
]"""
"""What ran, addresses and handlers that would run when touched, and a template that was worked out (never part of a hash)."""


@pytest.fixture(scope="module")
def address(own_site: Site) -> Iterator[str]:
    with served(own_site) as url:
        yield url


def page_of(browser: Any, address: str, login: str) -> Any:
    return signed_in(browser, address, login, script=WATCH, bypass_csp=True)


def on_account(site: Site, n: int, text: str) -> str:
    """Names of account and person, a note, a recorded question."""
    account = Account(f"X-{n}", text, "US-OH", 1, "awareness", protocol_note=text, decision_process=text)
    person = Person(f"XP-{n}", f"X-{n}", text, "pharmacist", focus=text)
    asked = AskedQuestion(text, True, "routed")
    contact = Interaction(
        f"XI-{n}", date(2026, 11, 1), "phone", f"X-{n}", (f"XP-{n}",), "call", text, questions=(asked,)
    )
    site.rooms.objects.put([account, person, contact])
    return f"/accounts/X-{n}"


def on_record(site: Site, n: int, text: str) -> str:
    """Title, label and words of an abstract, journal, author."""
    pmid = str(80_000_000 + n)
    sections = (AbstractSection(text, None, text),)
    site.rooms.library.add([Article(pmid, pmid, text, sections, journal=text, authors=(Author(text),))], "attack")
    return f"/evidence/{pmid}"


def on_claim(site: Site, n: int, text: str) -> str:
    """The wording of a claim."""
    site.rooms.claim_rows.put([Claim(f"X-{n}", 1, text, "admin", "draft")], NOW, ())
    return f"/claims/X-{n}"


def on_review(site: Site, n: int, text: str) -> str:
    """Title, text and comment of an item of the review desk."""
    user = site.people[UserRole.REVIEWER_LEGAL]
    item = submit_text(site.rooms, user, text, text, Context(mode=Mode.INTERNAL, profile=Profile.SCREEN))
    site.rooms.reviews.add_comment(Comment(f"XC-{n}", item.review_id, 1, 0, 1, text, text, user.user_id, text, NOW))
    return f"/review/{item.review_id}"


def on_job(site: Site, n: int, text: str) -> str:
    """Error and step of background work."""
    who = site.people[UserRole.ADMIN].user_id
    site.rooms.jobs.add(Job(f"XJ-{n}", "ingest", {"query": text}, JobState.FAILED, who, AS_OF, step=text, error=text))
    return f"/jobs/XJ-{n}"


def on_question(_site: Site, _n: int, text: str) -> str:
    """A question in the address of a page, which shows it in its field."""
    return f"/evidence?q={quote(text)}"


FIELDS: dict[str, tuple[UserRole, Callable[[Site, int, str], str]]] = {
    "account": (UserRole.ACCOUNT_MANAGER, on_account),
    "record": (UserRole.MSL, on_record),
    "claim": (UserRole.REVIEWER_LEGAL, on_claim),
    "review": (UserRole.REVIEWER_LEGAL, on_review),
    "job": (UserRole.ADMIN, on_job),
    "question": (UserRole.MSL, on_question),
}
LISTS = {UserRole.ACCOUNT_MANAGER: ("/accounts",), UserRole.MSL: ("/evidence?q=alert",), UserRole.ADMIN: ("/jobs",)} | {
    UserRole.REVIEWER_LEGAL: ("/claims", "/review?show=all")
}


def ran_in_pages(browser: Any, site: Site, address: str, name: str, payloads: Sequence[str]) -> list[object]:
    role, plant = FIELDS[name]
    page = page_of(browser, address, role.value)
    places = [(plant(site, n, text), text) for n, text in enumerate(payloads)]
    ran: list[object] = []
    for place, text in (*places, *((place, "") for place in LISTS[role])):
        answer = page.goto(f"{address}{place}")
        assert answer.status == 200, (place, text, answer.status)
        page.mouse.move(200, 200)
        if found := page.evaluate(FOUND):
            ran.append((place, text, found))
    page.context.close()
    return ran


def ran_in_uploads(browser: Any, address: str, payloads: Sequence[str]) -> list[object]:
    """File names and cells of imports, shown in previews and errors."""
    page = page_of(browser, address, UserRole.ACCOUNT_MANAGER.value)
    ran: list[object] = []
    for text in payloads:
        page.goto(f"{address}/accounts/import")
        name = text.replace("/", "_").replace("\0", "_")
        rows = f'account_id,name\n"{text.replace(chr(34), chr(34) * 2)}",x\n'.encode()
        page.set_input_files("#file", {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": rows})
        page.click("button[value=preview]")
        page.wait_for_load_state()
        if found := page.evaluate(FOUND):
            ran.append((text, found))
    page.context.close()
    return ran


def exported(text: str) -> str:
    """A released document with the text in every place of it."""
    facts = FactBook("t", "Facts")
    line = " ".join(text.split())
    parts = (facts.line(line, "bullet", line), table((line, "Item"), [(line, line)]))
    draft = Draft("D-1", "x", line, (Section("s", line, parts),), banner=line, footer=line)
    return render_html(unjudged(draft, facts, NOW))


def ran_in_exports(browser: Any, folder: Path, payloads: Sequence[str]) -> list[object]:
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(WATCH)
    page = context.new_page()
    ran: list[object] = []
    for n, text in enumerate(payloads):
        path = folder / f"{n}.html"
        path.write_text(exported(text), encoding="utf-8")
        page.goto(path.as_uri())
        if found := page.evaluate(FOUND):
            ran.append((text, found))
    context.close()
    return ran


def test_the_payloads_are_many_and_the_watch_sees_them_run(browser: Any) -> None:
    assert len(PAYLOADS) >= 300
    assert len(CLASSES) == 8
    context = browser.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    seen = 0
    for text in CLASSES["tags"] + CLASSES["events"]:
        page.goto("about:blank")
        page.evaluate("text => { document.open(); document.write('<p>' + text); document.close() }", text)
        seen += bool(page.evaluate(FOUND))
    assert seen > 150
    context.close()


@pytest.mark.parametrize("name", FIELDS)
def test_a_sample_runs_in_no_page(browser: Any, own_site: Site, address: str, name: str) -> None:
    assert ran_in_pages(browser, own_site, address, name, SAMPLE) == []


def test_a_sample_runs_in_no_upload_and_no_export(browser: Any, address: str, tmp_path: Path) -> None:
    assert ran_in_uploads(browser, address, SAMPLE) == []
    assert ran_in_exports(browser, tmp_path, SAMPLE) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", FIELDS)
def test_nothing_runs_in_any_page(browser: Any, own_site: Site, address: str, name: str) -> None:
    assert ran_in_pages(browser, own_site, address, name, PAYLOADS) == []


@pytest.mark.slow
def test_nothing_runs_in_any_upload_or_export(browser: Any, address: str, tmp_path: Path) -> None:
    assert ran_in_uploads(browser, address, PAYLOADS) == []
    assert ran_in_exports(browser, tmp_path, PAYLOADS) == []
