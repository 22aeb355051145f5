"""Texts made of statements: what is put together, taken apart and exchanged."""

from __future__ import annotations

import numpy as np
import pytest

from eval.second_texts import MOST_WORDS, exchanged, mixed, near_words, taken_apart


def _row(text: str, label: str = "ok", mode: str = "any") -> dict[str, object]:
    return {"id": "X-1", "round": "X", "text": text, "label": label, "mode": mode, "categories": []}


HONEST = [_row(f"The label of product {n} names sedation") for n in range(9)]
WRONG = [_row("It is safe for all of them.", "violation"), _row("It heals every one of them.", "violation")]


def test_a_text_put_together_holds_its_statement_and_one_to_three_honest_ones() -> None:
    made = mixed([*HONEST, *WRONG], 40, seed=1)
    assert len(made) == 40
    for row in made:
        told = [wrong["text"] for wrong in WRONG if str(wrong["text"]) in str(row["text"])]
        assert (row["label"] == "violation") == bool(told)
        assert 1 <= str(row["text"]).count("names sedation") <= 4
    assert {row["label"] for row in made} == {"ok", "violation"}
    assert {"\n" in str(row["text"]) for row in made} == {True, False}


def test_each_statement_put_together_ends_like_a_sentence() -> None:
    made = mixed([*HONEST, *WRONG], 10, seed=1)
    assert all(line[-1:] in ".!?" for row in made for line in str(row["text"]).splitlines())


def test_statements_of_another_mode_are_not_put_beside_it() -> None:
    others = [_row("For scientists alone, on request.", mode="msl_reactive") for _ in range(4)]
    rows = [*HONEST, *others, *WRONG]
    assert not any("scientists" in str(r["text"]) and r["mode"] == "any" for r in mixed(rows, 60, seed=1))


def test_no_text_put_together_is_longer_than_a_reader_takes_whole() -> None:
    long = [_row("word " * 30 + f"{n}") for n in range(6)]
    assert all(len(str(r["text"]).split()) <= MOST_WORDS for r in mixed([*long, *WRONG], 30, seed=2))


def test_the_same_seed_makes_the_same_texts() -> None:
    rows = [*HONEST, *WRONG]
    assert mixed(rows, 20, seed=3) == mixed(rows, 20, seed=3) != mixed(rows, 20, seed=4)


def test_statements_are_taken_apart_at_sentences_lines_and_clauses() -> None:
    row = _row("Ask about the fall first; then call the safety desk. Thanks.\nThe label lists dizziness for it")
    alone = taken_apart([row], 9, seed=0)
    assert sorted(alone) == [
        "Ask about the fall first",
        "The label lists dizziness for it",
        "then call the safety desk.",
    ]


def test_a_sentence_keeps_the_mark_that_closes_its_quotation() -> None:
    row = _row('He wrote "It is safe for them." Then he left the room.')
    assert sorted(taken_apart([row], 9, seed=0)) == ['He wrote "It is safe for them."', "Then he left the room."]


def test_what_is_left_over_is_joined_by_twos() -> None:
    row = _row(
        "Here is number one. Here is number two. Here is number three. Here is number four. Here is number five."
    )
    made = taken_apart([row], 2, seed=0)
    assert len(made) == 3
    assert made[2].count("Here is number") == 2


def test_a_statement_of_one_part_gives_none() -> None:
    assert taken_apart([_row("The label lists dizziness for it.")], 5, seed=0) == []


VOCABULARY = {"nausea": 0, "vomiting": 1, "the": 2, "truck": 3, "seldom": 4}
VECTORS = np.array([[1, 0.1, 0], [1, 0.2, 0], [1, 0.1, 0], [0, 0, 1], [1, 0.1, 0]], dtype=np.float32)
SAID = [_row("The nausea, the vomiting, the truck") for _ in range(3)]


def test_near_words_are_of_the_statements_and_carry_something() -> None:
    near = near_words(SAID, VOCABULARY, VECTORS)
    assert near == {"nausea": ["vomiting"], "vomiting": ["nausea"], "truck": []}


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_only_words_with_near_ones_are_exchanged_and_capitals_stay(seed: int) -> None:
    rows = [_row("Nausea by truck, nausea by night, and nausea at noon") for _ in range(20)]
    made = exchanged(rows, {"nausea": ["vomiting"], "truck": []}, 20, seed)
    assert made
    for text in made:
        assert text.startswith(("Nausea by truck,", "Vomiting by truck,"))
        assert text.lower().replace("vomiting", "nausea") == "nausea by truck, nausea by night, and nausea at noon"


def test_a_statement_in_which_nothing_was_exchanged_is_not_made() -> None:
    assert exchanged([_row("No word of it is known here")], {}, 1, seed=0) == []
