"""A page may show a document in another order than its file, but all of it, and nothing that balances is folded away."""

from typing import Any

import pytest

from assistant.users import UserRole
from assistant.web.pages.arranging import parts_of
from guardrails import Draft, Section
from tests.assistant.web.chromium import served, signed_in
from tests.assistant.web.site import Site


def draft(artifact: str, *keys: str) -> Draft:
    sections = tuple(Section(key, f"{n}. {key}", ()) for n, key in enumerate(keys, 1))
    return Draft("D", artifact, "T", sections)


def test_a_pack_begins_with_what_may_be_said_and_loses_no_part() -> None:
    keys = (
        "header",
        "commitments",
        "changed",
        "agenda",
        "messages",
        "card_1",
        "balance",
        "card_2",
        "do_not_say",
        "basis",
    )
    parts = parts_of(draft("call_pack", *keys))
    assert [p.section.section_id for p in parts] == [
        "card_1", "card_2", "messages", "balance", "do_not_say", "commitments", "changed", "header", "agenda", "basis",
    ]  # fmt: skip
    assert [p.title for p in parts][:3] == ["card_1", "card_2", "messages"]
    assert [p.section.section_id for p in parts if p.folds] == ["header", "agenda", "basis"]


def test_a_pack_without_a_card_begins_with_why_nothing_may_be_said() -> None:
    parts = parts_of(draft("call_pack", "header", "commitments", "messages", "do_not_say"))
    assert [p.section.section_id for p in parts][:2] == ["messages", "do_not_say"]


def test_a_brief_keeps_the_numbers_that_its_sentences_name() -> None:
    parts = parts_of(draft("pt_brief", "header", "summary", "evidence", "safety"))
    assert [(p.title, p.folds) for p in parts] == [
        ("1. header", True),
        ("2. summary", False),
        ("3. evidence", True),
        ("4. safety", False),
    ]


def test_a_document_of_another_kind_stays_as_it_is() -> None:
    parts = parts_of(draft("email_fragment", "greeting", "closing"))
    assert [(p.section.section_id, p.folds) for p in parts] == [("greeting", False), ("closing", False)]


@pytest.mark.slow
def test_a_phone_folds_what_can_wait_and_a_link_opens_it(browser: Any, own_site: Site) -> None:
    client, csrf = own_site.browser(UserRole.ACCOUNT_MANAGER)
    made = client.post("/prepare", data={"csrf": csrf, "act": "one", "account": "A-1", "hcp": "P-1"})
    pack = made.headers["location"].partition("?")[0]
    closed = "[...document.querySelectorAll('[data-fold]')].filter((part) => !part.open).length"
    last = "[...document.querySelectorAll('[data-fold] h2')].pop().id"
    with served(own_site) as address:
        for width, folded in ((390, 10), (1280, 0)):
            page = signed_in(browser, address, UserRole.ACCOUNT_MANAGER.value, width)
            page.goto(address + pack)
            assert page.evaluate(closed) == folded
            assert page.evaluate("document.querySelector('.doc h2').textContent") == "Card 1"
            page.goto(f"{address}{pack}#{page.evaluate(last)}")
            assert page.evaluate(closed) == max(0, folded - 1)
            page.context.close()
