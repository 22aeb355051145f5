"""A day in real Chromium, and every page without a serious finding of axe. Skips where no Chromium is installed."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from assistant.service.job_runs import run_job
from assistant.users import UserRole
from tests.assistant.web.site import PASSWORD, Site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (apt-get install chromium)"),
]
sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
QUESTION = "Does CBD prevent chemotherapy-induced peripheral neuropathy?"
PAGES = {
    UserRole.ACCOUNT_MANAGER: ("/prepare?day=2026-11-18", "/accounts", "/accounts/A-1", "/ask", "/check", "/safety"),
    UserRole.MSL: (
        "/requests",
        "/evidence?q=nabiximols+pain",
        "/evidence/39016024",
        "/claims",
        "/claims/HB-B-001",
        "/me",
    ),
    UserRole.REVIEWER_LEGAL: ("/review?show=all", "/rules", "/audit", "/released"),
    UserRole.EVALUATOR: ("/quality",),
    UserRole.ADMIN: ("/admin", "/more"),
}


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(site.app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


def signed_in(browser: object, address: str, login: str, width: int = 1280, **options: object):  # type: ignore[no-untyped-def]
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("button.main")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def test_a_day(browser: object, address: str, site: Site) -> None:
    manager = signed_in(browser, address, "account_manager")
    manager.goto(f"{address}/prepare?day=2026-11-18")
    manager.click("button[value=one] >> nth=0")
    manager.wait_for_url("**/documents/**")
    assert "Released" in manager.inner_text(".bar")
    with manager.expect_download() as download:
        manager.click("text=Export Word")
    assert download.value.suggested_filename.endswith(".docx")

    msl = signed_in(browser, address, "msl")
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

    manager.goto(f"{address}/check")
    manager.fill("#text", "Our oil calms every patient on the ward.")
    manager.fill("#title", "Ward poster")
    manager.click("button[value=review]")
    manager.wait_for_url("**/review/**")
    assert "NOT RELEASED" in manager.inner_text("main")
    place = manager.url.split("?")[0]

    legal = signed_in(browser, address, "reviewer_legal")
    legal.goto(place)
    legal.click("details summary >> nth=0")
    legal.fill("textarea[name=wording] >> nth=0", "Our oil was studied")
    legal.click("button[value=edit] >> nth=0")
    legal.wait_for_url("**told=changed**")
    legal.goto(f"{place}?view=changes")
    assert legal.locator("ins").count() >= 1
    states = []
    for login in ("reviewer_legal", "reviewer_medical", "reviewer_regulatory"):
        reviewer = legal if login == "reviewer_legal" else signed_in(browser, address, login)
        reviewer.goto(place)
        reviewer.check("input[value=approve_with_changes]")
        reviewer.fill("#password", PASSWORD)
        reviewer.click("button[value=sign]")
        reviewer.wait_for_url("**told=signed**")
        states.append("NOT RELEASED" in reviewer.inner_text("main"))
    assert states == [True, True, False]
    legal.goto(f"{address}/audit?action=review.signed")
    assert "The chain holds" in legal.inner_text("main")


def test_pages_work_without_script(browser: object, address: str) -> None:
    page = signed_in(browser, address, "msl", java_script_enabled=False)
    page.goto(f"{address}/ask")
    page.fill("#q", QUESTION)
    page.click("form.askbox button.main")
    page.wait_for_url("**/documents/**")
    page.click(".doc .cite >> nth=0")
    page.wait_for_url("**/evidence/**")
    assert page.locator("mark.quote").count() >= 1


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_overflows(
    browser: object, address: str, width: int, scheme: str
) -> None:
    for role, paths in PAGES.items():
        page = signed_in(browser, address, role.value, width, color_scheme=scheme)
        problems: list[str] = []
        page.on(
            "console", lambda message, seen=problems: seen.append(message.text) if message.type == "error" else None
        )
        for path in paths:
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            found = axe.Axe().run(page).response["violations"]
            assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == [], path
        assert problems == []


def test_a_day_of_packs_in_the_background(browser: object, address: str, site: Site) -> None:
    from assistant.jobs.worker import Worker

    page = signed_in(browser, address, "account_manager")
    page.goto(f"{address}/prepare?day=2026-11-18")
    page.click("button[value=day]")
    page.wait_for_url("**/jobs/**")
    worker = Worker(site.rooms.jobs, lambda job, steps: run_job(site.rooms, job, steps), site.rooms.clock)
    while worker.work_once():
        pass
    page.wait_for_selector("text=Open the day, 4 packs", timeout=15_000)
