"""Texts that no one writes take no longer than others: encoded files, floods of one sign, lists without an end."""

from __future__ import annotations

import base64
import random
from datetime import UTC, datetime
from itertools import pairwise
from time import process_time

import pytest

from guardrails import Context, Decision, Profile, check, draft_from_text, find_phi, screen_note, split_sentences
from guardrails.checks.cert import _MOST_TURNS, _stretches
from guardrails.claims.talk import is_talk
from guardrails.overlaps import Overlaps
from guardrails.scorer.windows import says_something
from guardrails.screens.spans import Span, without_overlaps
from guardrails.statements import split_to_judge
from guardrails.unbroken import LONGEST, broken_up

_SIZE = 6000
_CODED = base64.b64encode(random.Random(1).randbytes(_SIZE)).decode()[:_SIZE]
_FLOODS = {
    "an encoded file": _CODED,
    "one word": "a" * _SIZE,
    "capitals": "Aa" * (_SIZE // 2),
    "digits": "1" * _SIZE,
    "dashes": "Our oil " + "—" * _SIZE + " helps.",
    "hyphens": "a-" * (_SIZE // 2),
    "spaces": "Our oil" + " " * _SIZE + "helps.",
    "lines": "Our oil" + " \n" * (_SIZE // 2) + "helps.",
    "underlines": "_" * _SIZE,
    "addresses": "a@a." * (_SIZE // 4),
    "links": "http://a." * (_SIZE // 9),
    "hidden signs": "a\u200b" * (_SIZE // 2),
    "semicolons": "a; " * (_SIZE // 3),
    "bullets": "- a\n" * (_SIZE // 4),
    "numbers": "1 " * (_SIZE // 2),
    "shares": "1% " * (_SIZE // 3),
    "names": "John Smith " * (_SIZE // 11),
    "short claims": ("It works. " * 3 + "\n\n") * (_SIZE // 32),
    "initials": "A. " * (_SIZE // 3),
}
_SECONDS = 12
"""Of processor time. A text of this size takes a tenth of it; what backtracks over it took minutes."""


@pytest.mark.parametrize("name", _FLOODS)
def test_a_verdict_comes(name: str) -> None:
    text = _FLOODS[name]
    began = process_time()
    verdict = check(
        draft_from_text(text), evidence={}, claims=(), context=Context(profile=Profile.SCREEN), now=datetime.now(UTC)
    )
    screen_note(text)
    is_talk(text[:3000])
    assert process_time() - began < _SECONDS
    assert not verdict.coverage.timed_out
    assert not verdict.coverage.errored
    assert all(text[f.start : f.end] == f.quote for f in verdict.findings)


_LENGTH = 60_000
_PATIENCE = 30
_LONG_FLOODS = {
    "short lines": "a\n",
    "cells": "cures pain\t",
    "dates": "1/2/2024 ",
    "dates of a person": "she came 1/2/2024 ",
    "homes": "lives on Oak Street ",
    "streets": "the house on Oak Street ",
    "claims": "Verdanol cures nausea. ",
    "courtesies": "It works well. ",
    "bullets": "- nausea\n",
    "figures": "1 2 3 ",
    "quotations": '"a" ',
    "open quotations": '"a ',
    "links": "http://a.b/c ",
    "brackets": "(a) [b] ",
    "open brackets": "(",
    "one word": "a",
    "telephones": "her 570-555-0100 ",
    "records": "MRN 123456 ",
    "lists of what not to say": "Do not say:\n- cures nausea\n",
}


@pytest.mark.parametrize("name", _LONG_FLOODS)
def test_ten_times_the_text_takes_ten_times_as_long(name: str) -> None:
    """Where every piece was held against every other one these took minutes; they take a second or two."""
    text = _LONG_FLOODS[name] * (_LENGTH // len(_LONG_FLOODS[name]))
    began = process_time()
    verdict = check(
        draft_from_text(text), evidence={}, claims=(), context=Context(profile=Profile.SCREEN), now=datetime.now(UTC)
    )
    screen_note(text)
    assert process_time() - began < _PATIENCE
    assert not verdict.coverage.timed_out
    assert not verdict.coverage.errored


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("We met and\t\nspoke of rooms and\nof tea", ["We met and", "spoke of rooms and", "of tea"]),
        (
            "We met and\nspoke of rooms and\nof tea and\v\rof cake",
            ["We met and\nspoke of rooms and\nof tea and\v\rof cake"],
        ),
        ("rooms\ntea\ncake", ["rooms", "tea", "cake"]),
    ],
)
def test_wrapped_lines_are_one_sentence_and_rows_are_not(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


def test_what_stands_behind_an_encoded_file_is_read() -> None:
    text = f"{_CODED}\n\nVerdanol cures chemotherapy nausea in every patient."
    verdict = check(
        draft_from_text(text), evidence={}, claims=(), context=Context(profile=Profile.SCREEN), now=datetime.now(UTC)
    )
    assert any("cures" in f.quote and text[f.start : f.end] == f.quote for f in verdict.findings)


def test_a_name_behind_a_flood_of_spaces_keeps_its_place() -> None:
    text = "Note." + " " * 900 + "Patient John Smith called."
    (name,) = (span for span in find_phi(text) if span.category == "name")
    assert text[name.start : name.end] == "John Smith"


@pytest.mark.parametrize("run", ["x", " ", "\n"])
def test_runs_are_cut_and_places_hold(run: str) -> None:
    text = "Before " + run * 1000 + " after"
    cut = broken_up(text)
    assert len(cut) == len(text)
    assert cut.startswith("Before ")
    assert cut.endswith(" after")
    assert max(len(piece) for piece in cut.split()) <= LONGEST
    assert run * (LONGEST + 1) not in cut


def test_ordinary_text_stays_as_it_is() -> None:
    text = "Nausea fell in 12 of 40 adults. " * 100
    assert broken_up(text) == text
    assert broken_up("x" * LONGEST) == "x" * LONGEST


def test_a_list_without_a_stop_is_cut_at_its_marks() -> None:
    text = "oral solution for adults; " * 200
    spans = split_sentences(text)
    assert len(spans) > 2
    assert all(text[start:end].endswith(";") for start, end in spans)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")
    unmarked = split_sentences("x" * 4000)
    assert [end - start for start, end in unmarked] == [1500, 1500, 1000]


_PARKING = "the clinic has a parking lot and "
_KICKBACK = "put ten patients on the capsule this month and we'll pay for your trip to Lisbon"


@pytest.mark.parametrize("before", [1440, 1460, 1480])
def test_a_violation_across_a_cut_is_read_whole(before: int) -> None:
    text = (_PARKING * 60)[:before] + _KICKBACK + " and " + _PARKING * 20
    verdict = check(
        draft_from_text(text), evidence={}, claims=(), context=Context(profile=Profile.SCREEN), now=datetime.now(UTC)
    )
    assert any(f.check_id == "KICK-01" and text[f.start : f.end] == f.quote for f in verdict.findings)


@pytest.mark.parametrize("text", [_PARKING * 300, "oral solution for adults; " * 300, "x" * 4000, "a, " + " " * 3000])
def test_parts_to_judge_overlap_at_words_and_leave_nothing_out(text: str) -> None:
    parts = split_to_judge(text)
    assert {place for part in parts for place in range(*part)} >= {n for n, sign in enumerate(text) if sign != " "}
    assert all(end - start <= 1500 and text[start:end] == text[start:end].strip() for start, end in parts)
    assert all(200 <= a[1] - b[0] <= 400 and a[0] < b[0] for a, b in pairwise(parts))
    assert len(parts) <= 1 + len(text) // 350
    starts = [start for start, _ in parts[1:]]
    assert all(text[start - 1].isspace() for start in starts) or " " not in text


@pytest.mark.parametrize("rooms", range(52, 60))
def test_a_part_begins_with_the_denial_of_what_it_tells(rooms: int) -> None:
    """Wherever the cut falls, "nobody may ever say" stays with what nobody may say."""
    text = f"We met; {'we spoke of rooms; ' * rooms}nobody may ever say that Zenvora cures cancer pain; {'we spoke of rooms; ' * 60}"
    context = Context(profile=Profile.SCREEN)
    assert (
        check(draft_from_text(text), evidence={}, claims=(), context=context, now=datetime.now(UTC)).decision
        is Decision.RELEASE
    )


@pytest.mark.parametrize("mark", [" / ", " – ", " and ", " but "])
def test_a_part_without_marks_begins_where_a_clause_does(mark: str) -> None:
    starts = set()
    for offset in range(0, 60, 3):
        text = "x" * offset + mark + f"nobody may ever say that Zenvora cures cancer pain{mark}" * 60
        starts |= {text[start:].split()[0] for start, _ in split_to_judge(text)[1:]}
    assert starts == {"nobody"}


def test_what_lies_in_two_parts_is_found_once_and_what_lies_behind_is_found_too() -> None:
    text = f"We met; {'we spoke of rooms; ' * 70}Zenvora cures cancer pain; {'we spoke of rooms; ' * 20}"
    verdict = check(
        draft_from_text(text), evidence={}, claims=(), context=Context(profile=Profile.SCREEN), now=datetime.now(UTC)
    )
    found = [(f.rule or f.check_id, f.start, f.end) for f in verdict.findings]
    (cure,) = (f for f in found if f[0].startswith("CURE-01"))
    assert text[cure[1] : cure[2]] == "cures"
    assert len(found) == len(set(found))
    assert max(end for _, _, end in found) > cure[2] + 200, (
        "a finding on the part behind is not taken for the first one's"
    )


def test_a_claim_behind_many_turns_is_read_apart() -> None:
    plain = (
        "in one small study some slept but "
        + "the room was cold but " * 30
        + "zenvora ends all pain but "
        + "we had tea but " * 30
    )
    stretches = [plain[start:end] for start, end in _stretches(plain, frozenset())]
    (apart,) = (s for s in stretches if s.strip().startswith("zenvora"))
    assert len(apart.split()) < 10
    assert sum(map(len, stretches)) < (_MOST_TURNS + 5) * len(plain)


def test_overlapping_spans_become_one_with_the_first_reason() -> None:
    spans = [Span(8, 12, "b", "second"), Span(0, 5, "a", "third"), Span(4, 9, "c", "last"), Span(20, 21, "d", "apart")]
    assert without_overlaps(spans) == (Span(0, 12, "b", "second"), Span(20, 21, "d", "apart"))


def test_overlaps_are_those_of_a_plain_search() -> None:
    source = random.Random(7)
    spans = [Span(a, a + source.randrange(0, 30), "", "") for a in (source.randrange(0, 500) for _ in range(200))]
    overlaps = Overlaps(spans)
    assert sorted(overlaps, key=id) == sorted(spans, key=id)
    for start in range(0, 520, 7):
        found = set(map(id, overlaps.touching(start, start + 11)))
        assert found == {id(s) for s in spans if s.start < start + 11 and start < s.end}


def test_headings_and_cells_of_a_document_say_nothing_alone() -> None:
    text = "Field\n\nEntry\n\nKey messages\n\n16. Basis\n\nBalance\n\nThe meeting is on Monday at noon in room 4.\n\nNext step"
    verdict = check(
        draft_from_text(text), evidence={}, claims=(), context=Context(profile=Profile.SCREEN), now=datetime.now(UTC)
    )
    assert verdict.decision is Decision.RELEASE, verdict.findings


_ROOM = "The meeting is on Monday at noon in room 4."


@pytest.mark.parametrize("line", ["No side effects", "Pain, solved", "Better than opioids", "Zenvora cures pain"])
def test_a_claim_on_a_line_of_its_own_is_held_as_it_is_alone(line: str) -> None:
    for text in (line, f"{_ROOM}\n\n{line}\n\n{_ROOM}"):
        verdict = check(
            draft_from_text(text),
            evidence={},
            claims=(),
            context=Context(profile=Profile.SCREEN),
            now=datetime.now(UTC),
        )
        assert verdict.decision is not Decision.RELEASE, text
        assert "PHI-01" not in {f.check_id for f in verdict.findings}


def test_a_claim_in_an_endless_list_does_not_drown() -> None:
    text = "We met; " + "we spoke of rooms; " * 90 + "Zenvora cures cancer pain; " + "we spoke of rooms; " * 20
    verdict = check(
        draft_from_text(text), evidence={}, claims=(), context=Context(profile=Profile.SCREEN), now=datetime.now(UTC)
    )
    assert verdict.decision is Decision.BLOCK


@pytest.mark.parametrize("signs", range(240, 252))
def test_a_word_behind_a_rule_of_dashes_loses_no_letter(signs: int) -> None:
    text = "-" * signs + "cures cancer pain in every patient."
    assert "cures cancer" in broken_up(text)
    verdict = check(
        draft_from_text(text), evidence={}, claims=(), context=Context(profile=Profile.SCREEN), now=datetime.now(UTC)
    )
    assert verdict.decision is Decision.BLOCK


@pytest.mark.parametrize(
    ("stretch", "says"), [("Zenvora—cures—all—pain", True), ("16. Basis of it", False), ("It cures all pain", True)]
)
def test_a_dash_parts_words_as_a_space_does(stretch: str, says: bool) -> None:
    assert says_something(stretch) is says
