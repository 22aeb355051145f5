"""A day in real Chromium, everything by its pages. Skips where no Chromium is installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.jobs.worker import Steps
from assistant.service.kept import kept_draft
from assistant.users import UserRole
from eval.cli.app import app as eval_app
from ingest import PublicationType
from tests.assistant.conftest import AS_OF
from tests.assistant.web.chromium import served, signed_in
from tests.assistant.web.site import PASSWORD, Site
from tests.assistant.web.visits import QUESTION, worked

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
    site.person("second.legal", UserRole.REVIEWER_LEGAL)
    manager = signed_in(browser, address, "account_manager")
    pack = prepared_exported_logged(manager, address)
    letter = answered_and_filed(signed_in(browser, address, "msl"), address)
    changed_and_signed_by_three(browser, manager, address)
    expired_and_retracted(browser, address, site, pack, letter)
    gated(browser, address, site, tmp_path)


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


def expired_and_retracted(browser: object, address: str, site: Site, pack: str, letter: str) -> None:
    """A claim expires and a record is retracted while documents are out: they are locked, and it says who must be told."""
    _, kept = kept_draft(site.rooms, pack)
    told = next(s.claim for s, _, _ in kept.draft.statements() if s.claim)
    said = f"{told.claim_id} v{told.version}"
    stored = next(c for c in site.rooms.claims.claims if c.key == said)
    _, kept_letter = kept_draft(site.rooms, letter)
    cited = next(
        c.evidence_id
        for s, _, _ in kept_letter.draft.statements()
        for c in s.citations
        if c.evidence_id in site.rooms.library.articles([c.evidence_id])
    )
    article = site.rooms.library.articles([cited])[cited].article
    retraction = PublicationType("D016441", "Retracted Publication")
    site.rooms.library.add([replace(article, publication_types=(*article.publication_types, retraction))], "test")

    site.now = datetime.combine(stored.expires + timedelta(days=1), time(12), UTC)  # type: ignore[operator]
    admin = signed_in(browser, address, "admin")
    admin.goto(f"{address}/admin")
    admin.click("button[value=cascade]")
    admin.wait_for_url("**/jobs/**")
    worked(site)
    admin.wait_for_selector("text=Open the tasks", timeout=15_000)
    assert said in admin.inner_text("main")
    admin.click("text=Open the tasks")
    admin.wait_for_url("**/tasks")
    words = admin.inner_text("main")
    assert "Tell " in words, "the clinician who was told"
    assert f"Call back {pack}.docx" in words, "the file that the account manager took along"
    assert "Call back reply to MIR-2026-0389" in words, "the letter that the MSL filed"
    manager = signed_in(browser, address, "account_manager")
    manager.goto(f"{address}/documents/{pack}")
    assert "Out of date." in manager.inner_text("main")
    manager.goto(f"{address}/tasks")
    manager.click("form.inline button >> nth=0")
    manager.wait_for_url("**told=task-done**")
    msl = signed_in(browser, address, "msl")
    msl.goto(f"{address}/documents/{letter}")
    assert "Out of date." in msl.inner_text("main")
    site.now = AS_OF


def gated(browser: object, address: str, site: Site, folder: Path) -> None:
    """The evaluator gates a release: a broken limit shuts the gate, and the page says which."""
    evaluator = signed_in(browser, address, "evaluator")
    for floor, word in ((2, "Gate shut"), (1, "Gate open")):
        gate = folder / "gate.yaml"
        job = "{command: rules}"
        gate.write_text(
            f"checks:\n- name: rules in force\n  job: {job}\n  at_least: {{probes_caught: {floor}}}\n", encoding="utf-8"
        )
        done = CliRunner().invoke(eval_app, ["gate", str(gate), "--runs", str(site.rooms.home / "runs")])
        assert done.exit_code == (3 if floor == 2 else 0), done.output
        evaluator.goto(f"{address}/quality")
        assert word in evaluator.inner_text("main")


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
    page.wait_for_selector("text=At work, 1 of 4", timeout=15_000)
    assert "Ward round is ready" in page.inner_text("main")
    assert page.evaluate("window.here"), "the page is still the same"
    site.now += timedelta(minutes=5)
    worked(site)
    page.wait_for_selector("text=Open the day, 4 packs", timeout=15_000)
    site.now = AS_OF


def test_a_day_of_packs_without_script_loads_its_page_again(browser: object, address: str, site: Site) -> None:
    page = signed_in(browser, address, "account_manager", java_script_enabled=False)
    page.goto(f"{address}/prepare?day=2026-11-18")
    page.click("button[value=day]")
    page.wait_for_url("**/jobs/**")
    worked(site)
    page.wait_for_selector("text=Open the day, 4 packs", timeout=15_000)
