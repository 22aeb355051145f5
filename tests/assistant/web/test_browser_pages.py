"""Every page in real Chromium, wide and narrow, light and dark: axe finds nothing serious, nothing runs over the edge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.assistant.web.chromium import served, signed_in
from tests.assistant.web.site import Site
from tests.assistant.web.visits import Visit, visits

pytestmark = pytest.mark.slow
axe = pytest.importorskip("axe_playwright_python.sync_playwright")


@pytest.fixture(scope="module")
def seen(own_site: Site) -> Iterator[tuple[str, tuple[Visit, ...]]]:
    """The address, and all that is to be visited there."""
    every = visits(own_site)
    with served(own_site) as address:
        yield address, every


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_overflows(
    browser: Any, seen: tuple[str, tuple[Visit, ...]], width: int, scheme: str
) -> None:
    address, every = seen
    wrong: list[str] = []
    for role in {visit.role for visit in every}:
        options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
        page = (
            signed_in(browser, address, role.value, width, color_scheme=scheme)
            if role
            else browser.new_context(**options).new_page()
        )
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        for visit in (v for v in every if v.role is role and not v.page.endswith("/drawer")):
            page.goto(address + visit.path)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{visit.path} runs over {width} px")
            if width != 320:
                found = axe.Axe().run(page).response["violations"]
                wrong.extend([f"{visit.path}: {v['id']}" for v in found if v["impact"] in ("serious", "critical")])
        page.context.close()
    held = "Failed to load resource: the server responded with a status of 409 (Conflict)"
    assert [words for words in wrong if words != held] == []
