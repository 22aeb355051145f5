"""No page without a visitor: each is opened in tests, so that none breaks or grows slow unseen."""

import re
from html.parser import HTMLParser

import pytest

from assistant.web.pages.routes import PAGES
from tests.assistant.web.site import Site
from tests.assistant.web.visits import NOT_PAGES, Visit, visits

VOID = {"meta", "link", "input", "br", "use", "path", "hr", "img"}


@pytest.fixture(scope="module")
def opened(own_site: Site) -> dict[Visit, str]:
    """The page at every visit."""
    every, clients, found = visits(own_site), {}, {}
    for visit in every:
        if visit.role not in clients:
            clients[visit.role] = own_site.browser(visit.role)[0] if visit.role else own_site.client()
        answer = clients[visit.role].get(visit.path)
        expected = (409,) if visit.path.startswith("/documents/CALL-PACK") else ()
        assert answer.status_code in (200, *expected), (visit, answer.text[:300])
        found[visit] = answer.text
    return found


def test_every_page_of_the_table_is_visited(opened: dict[Visit, str]) -> None:
    pages = {entry.path for entry in PAGES if entry.method == "GET"}
    assert {visit.page for visit in opened} | set(NOT_PAGES) == pages


def test_every_page_has_one_title_and_headings_in_order(opened: dict[Visit, str]) -> None:
    for visit, text in opened.items():
        if visit.page.endswith("/drawer"):
            continue
        levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
        assert levels.count(1) == 1, visit
        shown = [level for level in levels if level]
        assert all(b <= a + 1 for a, b in zip(shown[shown.index(1) :], shown[shown.index(1) + 1 :], strict=False)), (
            visit
        )


def test_every_id_stands_once_on_its_page(opened: dict[Visit, str]) -> None:
    for visit, text in opened.items():
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert sorted(ids) == sorted(set(ids)), visit


class Nesting(HTMLParser):
    """Elements that were opened and not closed, or closed and not opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.wrong.append(tag)


def test_every_page_closes_what_it_opens(opened: dict[Visit, str]) -> None:
    for visit, text in opened.items():
        nesting = Nesting()
        nesting.feed(text)
        assert (nesting.open, nesting.wrong) == ([], []), visit
