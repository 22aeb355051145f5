"""Patterns over tokens: they begin and end with whole tokens, and gaps stay inside their clause."""

from __future__ import annotations

import pytest

from guardrails.normalise import fold
from guardrails.patterns import PatternIndex, compile_all, compile_pattern
from guardrails.reading import read


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("good", "A good, very good one", ["good", "good"]),
        ("good", "goods and no-goods", []),
        ("good*", "goods and goodness", ["goods", "goodness"]),
        ("good !(bad)", "good bad good one", ["good"]),
        ("good ~1 !(and)", "good and bad", ["good and"]),
        ("good ..2 one", "good as one; good ; one", ["good as one"]),
        ("good ~2 one", "good ; one", ["good ; one"]),
        ("good ..2 !(;)", "good ; one", []),
        ("< good", "good good", ["good"]),
        ("good >", "good good.", ["good ."]),
        ("good >", "good (and good).", ["good ) ."]),
        ("very? good ^(one|two)?", "very good two", ["very good two"]),
        ("@relieve.s @condition", "It relieves nausea", ["relieves nausea"]),
        ("@relieve.s", "It may relieve nausea", []),
    ],
)
def test_a_pattern_covers_whole_tokens(pattern: str, text: str, words: list[str]) -> None:
    reading = read(fold(text))
    index = PatternIndex([compile_pattern(pattern)])
    found = [[t.word for t in reading.tokens[m.first : m.last + 1]] for _, m in index.find(reading)]
    assert [" ".join(row) for row in found] == words
    assert list(compile_pattern(pattern).find(reading)) == [match for _, match in index.find(reading)]


def test_patterns_written_alike_are_found_each() -> None:
    index = PatternIndex([compile_pattern(source) for source in ("good one", "one", "good one")])
    assert [number for number, _ in index.find(read("a good one"))] == [0, 1, 2]


def test_the_marked_item_is_told_apart_from_the_whole() -> None:
    (match,) = compile_pattern("it ^@relieve.s nausea").find(read("it relieves nausea"))
    assert (match.first, match.last, match.focus, match.focus_last) == (0, 2, 1, 1)


def test_a_brand_is_read_also_where_it_is_spelled_out_and_others_cost_no_second_reading() -> None:
    spelled = read(fold("L a r k o i l works"), frozenset({"larkoil", "zentora"}))
    assert "@brand" in spelled.keys
    assert read("it works", frozenset({"zentora"})) is read("it works")


def test_a_service_compiles_what_it_has_before_a_reader_pays_for_it() -> None:
    pattern = compile_pattern("some rare* word")
    assert "expression" not in vars(pattern)
    assert compile_all() >= 1
    assert "expression" in vars(pattern)
