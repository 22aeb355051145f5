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


CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
EXPECTED = """(controls) => [...document.querySelectorAll(controls)].filter((e) => {
  if (e.disabled || !e.checkVisibility({visibilityProperty: true}) || e.closest("dialog:not([open])")) return false;
  const group = `input[name="${e.name}"]`, q = (s) => document.querySelector(s);
  if (e.type === "radio") return e === (q(group + ":checked") || q(group));
  return true;
}).map((e, i) => (e.dataset.walk = i)).length"""
STEP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getClientRects()[0], style = getComputedStyle(e);
  const labels = [...(e.labels || [])];
  const shown = [box.top + 3, box.top + box.height / 2, box.bottom - 3].some((y) => {
    const top = document.elementFromPoint(box.left + Math.min(box.width / 2, 30), y);
    return top && (e.contains(top) || top.contains(e) || labels.some((label) => label.contains(top)));
  });
  return {
    walk: e.dataset.walk, name: e.outerHTML.slice(0, 90), ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    covered: !shown,
  };
}"""


MISSED = """(seen) => [...document.querySelectorAll("[data-walk]")]
  .filter((e) => !seen.includes(e.dataset.walk)).map((e) => e.outerHTML.slice(0, 90))"""


def walked(page: Any) -> list[str]:
    """What is wrong with the way of the Tab key over the page: controls it misses, without ring, or under a bar."""
    expected, reached, wrong = page.evaluate(EXPECTED, CONTROLS), set(), []
    for _ in range(expected + 10):
        page.keyboard.press("Tab")
        here = page.evaluate(STEP)
        if here is None:
            break
        reached.add(here["walk"])
        wrong += [f"no ring on {here['name']}"] * (not here["ring"]) + [f"under a bar: {here['name']}"] * here[
            "covered"
        ]
    missed = page.evaluate(MISSED, sorted(number for number in reached if number))
    return wrong + [f"not reached: {name}" for name in missed]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_tab_key_reaches_every_control_and_shows_where_it_is(
    browser: Any, seen: tuple[str, tuple[Visit, ...]], width: int
) -> None:
    address, every = seen
    wrong: list[str] = []
    for role in {visit.role for visit in every if visit.role}:
        page = signed_in(browser, address, role.value, width)
        for visit in (v for v in every if v.role is role and not v.page.endswith("/drawer")):
            page.goto(address + visit.path)
            wrong += [f"{visit.path}: {words}" for words in walked(page)]
        page.context.close()
    assert not wrong, "\n".join(wrong)


def test_on_paper_a_table_stays_a_table(browser: Any, seen: tuple[str, tuple[Visit, ...]]) -> None:
    """A sheet of A4 is narrower than a window in which rows become cards."""
    page = signed_in(browser, seen[0], "reviewer_legal", 794)
    page.goto(f"{seen[0]}/claims")
    display = "getComputedStyle(document.querySelector('td')).display"
    assert page.evaluate(display) != "table-cell"
    page.emulate_media(media="print")
    assert page.evaluate(display) == "table-cell"
