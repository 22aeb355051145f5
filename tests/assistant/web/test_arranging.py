"""A page may show a document in another order than its file, but all of it, and nothing that balances is folded away."""

from assistant.web.pages.arranging import parts_of
from guardrails import Draft, Section


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
        "messages", "card_1", "balance", "card_2", "do_not_say", "commitments", "changed", "header", "agenda", "basis",
    ]  # fmt: skip
    assert [p.title for p in parts][:2] == ["messages", "card_1"]
    assert [p.section.section_id for p in parts if p.folds] == ["header", "agenda", "basis"]


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
