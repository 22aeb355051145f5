from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given, settings, strategies as st

from ingest import (
    AbstractSection,
    Article,
    Integrity,
    Link,
    MeshHeading,
    PublicationType,
    split_passages,
    version_hash_of,
)
from ingest.domain import Declared, Design, Species, nfc

WORD = st.text(alphabet="abcDE12%.,;é–", min_size=1, max_size=9)
SENTENCE = st.lists(WORD, min_size=1, max_size=30).map(lambda words: " ".join(words) + ".")
TEXT = st.lists(SENTENCE, min_size=1, max_size=8).map(lambda parts: nfc(" ".join(parts)))
SECTIONS = st.lists(
    st.builds(AbstractSection, st.none() | st.sampled_from(["METHODS", "RÉSULTATS"]), st.none(), TEXT), max_size=5
).map(tuple)


def count_words(text: str) -> int:
    return len(re.findall(r"\w+|[^\w\s]", text))


def split_plain(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"\S[^.]*\.*", text)]


def article(*sections: AbstractSection) -> Article:
    return Article(article_id="7", pmid="7", title="A title", sections=sections)


@settings(deadline=None)
@given(SECTIONS, st.integers(5, 60))
def test_passages_rebuild_the_abstract(sections: tuple[AbstractSection, ...], limit: int) -> None:
    record = article(*sections)
    passages = split_passages(record, "f" * 64, split_plain, count_words, limit)
    assert passages
    covered = {n for p in passages for n in range(p.start, p.end)}
    spans = record.section_spans()
    for section, start, end in spans:
        assert record.text[start:end] == section.text
        assert all(n in covered or record.text[n].isspace() for n in range(start, end))
    assert all(any(start <= p.start and p.end <= end for _, start, end in spans) for p in passages if sections)


@settings(deadline=None)
@given(SECTIONS, st.integers(5, 60))
def test_offsets_are_exact_and_no_passage_is_too_long(sections: tuple[AbstractSection, ...], limit: int) -> None:
    record = article(*sections)
    passages = split_passages(record, "f" * 64, split_plain, count_words, limit)
    for number, passage in enumerate(passages):
        assert record.text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip()
        assert passage.text or not sections
        assert count_words(passage.text) <= limit
        assert passage.passage_id == f"7:ffffffffffff:{number}"
    assert len({(p.start, p.end) for p in passages}) == len(passages)


@settings(deadline=None)
@given(TEXT, st.lists(st.tuples(st.integers(-5, 400), st.integers(-5, 400)), max_size=9))
def test_a_careless_splitter_loses_no_text(text: str, spans: list[tuple[int, int]]) -> None:
    record = article(AbstractSection(None, None, text))
    passages = split_passages(record, "0" * 64, lambda _: spans, count_words, 40)
    covered = {n for p in passages for n in range(p.start, p.end)}
    assert all(n in covered or record.text[n].isspace() for n in range(len(record.text)))


def test_passages_overlap_by_one_sentence_and_stay_in_their_section() -> None:
    record = article(
        AbstractSection("METHODS", "METHODS", "One two three. Four five six. Seven eight nine."),
        AbstractSection("RESULTS", "RESULTS", "Ten eleven."),
    )
    passages = split_passages(record, "a" * 64, split_plain, count_words, 8)
    assert [(p.label, p.text) for p in passages] == [
        ("METHODS", "One two three. Four five six."),
        ("METHODS", "Four five six. Seven eight nine."),
        ("RESULTS", "Ten eleven."),
    ]
    assert record.text.startswith("METHODS: One")
    assert passages[0].start == len("METHODS: ")


def test_a_sentence_too_long_is_cut_between_clauses() -> None:
    record = article(AbstractSection(None, None, "aa bb cc dd ee; ff gg hh ii jj kk ll mm nn."))
    passages = split_passages(record, "a" * 64, split_plain, count_words, 9)
    assert passages[0].text == "aa bb cc dd ee;"


def test_a_title_alone_is_one_passage_without_text_and_nothing_at_all_is_none() -> None:
    (alone,) = split_passages(article(), "a" * 64, split_plain, count_words)
    assert (alone.passage_id, alone.start, alone.end, alone.text) == ("7:aaaaaaaaaaaa:0", 0, 0, "")
    assert split_passages(dataclasses.replace(article(), title=""), "a" * 64, split_plain, count_words) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"},
        {"sections": (AbstractSection("METHODS", None, "One."),)},
        {"publication_types": (PublicationType("D016441", "Retracted Publication"),)},
        {"links": (Link("RetractionIn", "J X. 2020", "8"),)},
        {"declared": Declared(Species.HUMAN, Design.RCT, integrity=Integrity.CONCERN)},
    ],
)
def test_the_version_changes_with_what_matters(change: dict[str, object]) -> None:
    record = article(AbstractSection(None, None, "One."))
    assert version_hash_of(dataclasses.replace(record, **change)) != version_hash_of(record)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "MEDLINE"},
        {"mesh": (MeshHeading("D006801", "Humans"),)},
        {"links": (Link("CommentIn", "J X. 2020", "8"),)},
        {"doi": "10.1/x"},
    ],
)
def test_the_version_stays_when_only_the_indexing_changes(change: dict[str, object]) -> None:
    record = article(AbstractSection(None, None, "One."))
    assert version_hash_of(dataclasses.replace(record, **change)) == version_hash_of(record)


def test_a_renamed_publication_type_is_no_new_version() -> None:
    old = dataclasses.replace(article(), publication_types=(PublicationType("D016440", "Retraction of Publication"),))
    new = dataclasses.replace(article(), publication_types=(PublicationType("D016440", "Retraction Notice"),))
    assert version_hash_of(old) == version_hash_of(new)
