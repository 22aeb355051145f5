"""The pages of docs/checks say what the checks do now."""

from __future__ import annotations

from eval.check_pages import PAGES, pages


def test_every_page_is_what_the_checks_say() -> None:
    made = pages()
    assert {path.name for path in PAGES.glob("*.md")} == set(made)
    stale = [name for name, text in made.items() if (PAGES / name).read_text(encoding="utf-8") != text]
    assert not stale, "run: python -m eval.check_pages"
