"""A day in real Chromium, everything by its pages. Skips where no Chromium is installed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.jobs.worker import Steps
from assistant.service.kept import kept_draft
from assistant.users import UserRole
from ingest import EntrezSettings, PubMedFetcher
from tests.assistant.conftest import AS_OF
from tests.assistant.web.chromium import looked_at, served, signed_in
from tests.assistant.web.site import PASSWORD, Site
from tests.assistant.web.visits import QUESTION, worked, worker_of
from tests.fakes_ncbi import FakeNCBI, FakeRecord

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(own_site: Site) -> Site:
    """A demo of one's own: the day changes claims and records."""
    return own_site


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    with served(site) as found:
        yield found


def test_a_day(browser: object, address: str, site: Site, tmp_path: Path) -> None:
    """Pictures of what only such a day shows are left in the test's folder."""
    site.person("second.legal", UserRole.REVIEWER_LEGAL)
    with FakeNCBI([FakeRecord("88000011", title="Oil and sleep")]) as ncbi:
        settings = EntrezSettings(entrez_base_url=ncbi.base_url, entrez_email="a@example.org")
        worker = worker_of(site, lambda: PubMedFetcher(settings))
        worker.start()
        try:
            admin = signed_in(browser, address, "admin")
            brought_in(admin, address)
            manager = signed_in(browser, address, "account_manager")
            pack = prepared_exported_logged(manager, address)
            letter = answered_and_filed(signed_in(browser, address, "msl"), address)
            changed_and_signed_by_three(browser, manager, address)
            retracted(browser, admin, address, site, letter, ncbi, tmp_path)
            expired(browser, address, site, pack, letter, tmp_path)
            gated(browser, address, site, tmp_path)
        finally:
            worker.stop(60)


def brought_in(admin: Any, address: str) -> None:
    """The administrator has a PubMed query brought in, which is asked again at each update."""
    admin.goto(f"{address}/admin")
    admin.fill("#query", "oil")
    admin.click("button[value=ingest]")
    admin.wait_for_selector("text=1 new, 0 revised")


def prepared_exported_logged(manager: Any, address: str) -> str:
    """The account manager prepares, exports, and logs the call; id of the pack."""
    manager.goto(f"{address}/prepare?day=2026-11-18")
    manager.click("button[value=one] >> nth=0")
    manager.wait_for_url("**/documents/**")
    pack = manager.url.rpartition("/")[2]
    assert "Released" in manager.inner_text(".bar")
    with manager.expect_download() as download:
        manager.click("text=Export Word")
    assert download.value.suggested_filename.endswith(".docx")
    manager.click("text=Log the call")
    manager.wait_for_url("**/log?**")
    assert manager.locator("input[name=people]:checked").count() >= 1, "the meeting's people are ticked"
    manager.check("input[name=told] >> nth=0")
    manager.fill("#note", "Wants the denominator.")
    manager.fill("#question", "Does it help with neuropathy?")
    manager.click("text=Log the call")
    manager.wait_for_url("**told=logged**")
    assert "Wants the denominator." in manager.inner_text("main")
    return str(pack)


def answered_and_filed(msl: Any, address: str) -> str:
    """The MSL answers a question, drafts the letter to a request and files it; id of the letter."""
    msl.goto(f"{address}/requests")
    assert "Does it help with neuropathy?" in msl.inner_text("main"), "the account manager's question has come"
    msl.goto(f"{address}/ask")
    msl.fill("#q", QUESTION)
    msl.keyboard.press("Control+Enter")
    msl.wait_for_url("**/documents/**")
    chip = msl.locator(".doc .cite").first
    chip.focus()
    msl.keyboard.press("Enter")
    msl.wait_for_selector("#drawer mark.quote")
    assert chip.get_attribute("aria-expanded") == "true"
    msl.keyboard.press("Escape")
    assert msl.locator("#drawer > *").count() == 0
    assert "cite" in msl.evaluate("document.activeElement.className")
    msl.goto(f"{address}/requests")
    row = "tr:has-text('MIR-2026-0389')"
    msl.click(f"{row} >> button[value=letter]")
    msl.wait_for_url("**/documents/**")
    letter = msl.url.rpartition("/")[2]
    assert "Released" in msl.inner_text(".bar")
    msl.goto(f"{address}/requests")
    msl.click(f"{row} >> button[value=file]")
    msl.wait_for_url("**told=filed**")
    assert "answered" in msl.inner_text(row)
    return str(letter)


def changed_and_signed_by_three(browser: object, manager: Any, address: str) -> None:
    """Three reviewers approve a text with changes and sign; only then it is released."""
    manager.goto(f"{address}/check")
    manager.fill("#text", "Our oil calms every patient on the ward.")
    manager.fill("#title", "Ward poster")
    manager.click("button[value=review]")
    manager.wait_for_url("**/review/**")
    assert "NOT RELEASED" in manager.inner_text("main")
    place = manager.url.split("?")[0]
    editor = signed_in(browser, address, "second.legal")
    editor.goto(place)
    editor.click("details summary >> nth=0")
    editor.fill("textarea[name=wording] >> nth=0", "Our oil was studied")
    editor.click("button[value=edit] >> nth=0")
    editor.wait_for_url("**told=changed**")
    assert "You wrote this version." in editor.inner_text("main")
    editor.goto(f"{place}?view=changes")
    assert editor.locator("ins").count() >= 1
    states = []
    for login in ("reviewer_legal", "reviewer_medical", "reviewer_regulatory"):
        reviewer = signed_in(browser, address, login)
        reviewer.goto(place)
        reviewer.check("input[value=approve_with_changes]")
        reviewer.fill("#password", PASSWORD)
        reviewer.click("button[value=sign]")
        reviewer.wait_for_url("**told=signed**")
        states.append("NOT RELEASED" in reviewer.inner_text("main"))
    assert states == [True, True, False]
    reviewer.goto(f"{address}/audit?action=review.signed")
    assert "The chain holds" in reviewer.inner_text("main")


def retracted(browser: object, admin: Any, address: str, site: Site, letter: str, ncbi: FakeNCBI, folder: Path) -> None:
    """PubMed has a notice of retraction; the administrator asks it for news, and the letter is out of date at once."""
    _, kept = kept_draft(site.rooms, letter)
    cited = next(c.evidence_id for s, _, _ in kept.draft.statements() for c in s.citations if c.evidence_id.isdecimal())
    day = AS_OF.date()
    ncbi.publish(FakeRecord("88000012", title="Retraction: an oil", edat=day, crdt=day, lr=day, retracts=cited))
    admin.goto(f"{address}/admin")
    admin.click("button[value=update]")
    admin.wait_for_selector(f"text=Changed standing: {cited}")
    looked_at(admin, folder, "job-update")
    msl = signed_in(browser, address, "msl")
    msl.goto(f"{address}/documents/{letter}")
    assert "Out of date." in msl.inner_text("main")
    looked_at(msl, folder, "letter-out-of-date")
    msl.goto(f"{address}/evidence/{cited}")
    assert "Retracted" in msl.inner_text("main")
    looked_at(msl, folder, "study-retracted")


def expired(browser: object, address: str, site: Site, pack: str, letter: str, folder: Path) -> None:
    """A claim expires while documents are out: they are locked, and it says who must be told. The clock alone is not clicked."""
    _, kept = kept_draft(site.rooms, pack)
    said_there = {f"{s.claim.claim_id} v{s.claim.version}" for s, _, _ in kept.draft.statements() if s.claim}
    stored = next(c for c in site.rooms.claims.claims if c.key in said_there and c.state == "approved")
    said = stored.key
    site.now = datetime.combine(stored.expires + timedelta(days=1), time(12), UTC)  # type: ignore[operator]
    admin = signed_in(browser, address, "admin")
    admin.goto(f"{address}/admin")
    admin.click("button[value=cascade]")
    admin.wait_for_url("**/jobs/**")
    admin.wait_for_selector("text=Open the tasks")
    assert said in admin.inner_text("main")
    looked_at(admin, folder, "job-cascade")
    admin.click("text=Open the tasks")
    admin.wait_for_url("**/tasks")
    words = admin.inner_text("main")
    assert f"The claim {said} has expired." in words
    assert "Tell " in words, "the clinician who was told"
    assert f"Call back {pack}.docx" in words, "the file that the account manager took along"
    assert "Call back reply to MIR-2026-0389" in words, "the letter that the MSL filed"
    looked_at(admin, folder, "tasks")
    manager = signed_in(browser, address, "account_manager")
    manager.goto(f"{address}/documents/{pack}")
    assert "Out of date." in manager.inner_text("main")
    manager.goto(f"{address}/tasks")
    manager.click("form.inline button >> nth=0")
    manager.wait_for_url("**told=task-done**")
    site.now = AS_OF


def gated(browser: object, address: str, site: Site, folder: Path) -> None:
    """The evaluator measures the gate of a release: a broken limit shuts it, and the page says which; a kept one opens it."""
    evaluator = signed_in(browser, address, "evaluator")
    for floor, word in ((2, "Gate shut"), (1, "Gate open")):
        checks = f"checks:\n- name: rules in force\n  job: {{command: rules}}\n  at_least: {{probes_caught: {floor}}}\n"
        (site.rooms.home / "gate.yaml").write_text(checks, encoding="utf-8")
        evaluator.goto(f"{address}/quality")
        evaluator.click("text=Measure the gate")
        evaluator.wait_for_url("**/jobs/**")
        evaluator.wait_for_selector(f"text={word}")
        evaluator.click(f"text={word}")
        evaluator.wait_for_url("**/quality")
        assert word in evaluator.inner_text("main")
        assert ("probes_caught" in evaluator.inner_text("main")) == (floor == 2), "the broken limit is named"
        looked_at(evaluator, folder, word.lower().replace(" ", "-"))


def test_pages_work_without_script(browser: object, address: str) -> None:
    page = signed_in(browser, address, "msl", java_script_enabled=False)
    page.goto(f"{address}/ask")
    page.fill("#q", QUESTION)
    page.click("form.askbox button.main")
    page.wait_for_url("**/documents/**")
    page.click(".doc .cite >> nth=0")
    page.wait_for_url("**/evidence/**")
    assert page.locator("mark.quote").count() >= 1


def test_a_day_of_packs_tells_its_steps_without_loading_the_page_again(
    browser: object, address: str, site: Site
) -> None:
    page = signed_in(browser, address, "account_manager")
    page.goto(f"{address}/prepare?day=2026-11-18")
    page.click("button[value=day]")
    page.wait_for_url("**/jobs/**")
    page.evaluate("window.here = true")
    site.now += timedelta(seconds=1)
    leased = site.rooms.jobs.lease("test", site.now, timedelta(seconds=60))
    assert leased
    Steps(site.rooms.jobs, leased, "test", lambda: site.now).reached("Ward round is ready", 1, 4)
    page.wait_for_selector("text=At work, 1 of 4")
    assert "Ward round is ready" in page.inner_text("main")
    assert page.evaluate("window.here"), "the page is still the same"
    site.now += timedelta(minutes=5)
    worked(site)
    page.wait_for_selector("text=Open the day, 4 packs")
    site.now = AS_OF


def test_a_day_of_packs_without_script_loads_its_page_again(browser: object, address: str, site: Site) -> None:
    page = signed_in(browser, address, "account_manager", java_script_enabled=False)
    page.goto(f"{address}/prepare?day=2026-11-18")
    page.click("button[value=day]")
    page.wait_for_url("**/jobs/**")
    worked(site)
    page.wait_for_selector("text=Open the day, 4 packs")
