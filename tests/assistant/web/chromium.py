"""Real Chromium at a site that is served: tests of a day, and of every page, share this."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from tests.assistant.web.site import PASSWORD, Site

PATIENT_MS = 120_000
"""On a busy machine a page, or work in the background, takes longer than the half minute that Chromium's driver waits."""


@contextmanager
def served(site: Site) -> Iterator[str]:
    """The address of the site on this machine, while it is needed."""
    server = uvicorn.Server(uvicorn.Config(site.app, port=0, log_level="warning", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def signed_in(browser: Any, address: str, login: str, width: int = 1280, script: str = "", **options: object) -> Any:
    """A page of this person, on the first page of the role; `script` runs before each page."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    context.set_default_timeout(PATIENT_MS)
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("button.main")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def looked_at(page: Any, folder: Path, name: str) -> None:
    """The page as it stands is kept as a picture, and axe finds nothing serious on it."""
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    found = pytest.importorskip("axe_playwright_python.sync_playwright").Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == [], name
