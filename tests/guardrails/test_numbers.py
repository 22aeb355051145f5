"""The numeric grammar: what is a value, where it stands, what it counts."""

from __future__ import annotations

import importlib.util
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from guardrails.numbers import Number, NumberKind, find_numbers

_spec = importlib.util.spec_from_file_location("number_table", Path(__file__).with_name("number_table.py"))
assert _spec is not None
assert _spec.loader is not None
_table = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_table)
NUMBERS = _table.NUMBERS


def _shape(text: str, number: Number) -> tuple[str, str, object]:
    value: object = number.value
    if number.kind is NumberKind.INTERVAL:
        value = (number.value, number.high)
    elif number.kind is NumberKind.FRACTION:
        value = (number.value, number.total)
    return text[number.start : number.end], number.kind.value, value


def test_precision_and_recall_on_the_table():
    """At least 150 hand-marked values; quote, kind and value all have to be right."""
    found = expected = right = 0
    wrong = []
    for text, want in NUMBERS:
        got = [_shape(text, number) for number in find_numbers(text)]
        hits = [shape for shape in got if shape in want]
        found, expected, right = found + len(got), expected + len(want), right + len(hits)
        if len(hits) < max(len(got), len(want)):
            wrong.append((text, got, want))
    assert expected >= 150
    assert right / found >= 0.97, wrong
    assert right / expected >= 0.97, wrong


@pytest.mark.parametrize(
    ("text", "unit", "per"),
    [
        ("10 mg/kg/day", "mg", ("day", "kg")),
        ("10 mg/kg per day", "mg", ("day", "kg")),
        ("10 mg daily", "mg", ("day",)),
        ("100 mg/mL", "mg", ("mL",)),
        ("3 mg per dose", "mg", ("dose",)),
        ("75 mg/m2", "mg", ("m2",)),
    ],
)
def test_what_stands_below_the_line(text, unit, per):
    (number,) = find_numbers(text)
    assert (number.unit, number.per) == (unit, per)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("about 30%", "~"),
        ("more than 40 sites", ">"),
        ("at least 18 years", ">="),
        ("P < .05", "<"),
        ("≤ 0.4 mg", "<="),
        ("30%", ""),
    ],
)
def test_comparators(text, sign):
    assert find_numbers(text)[0].comparator == sign


def test_units_convert():
    a, b = find_numbers("0.72 mg or 720 µg")
    assert a.in_base(a.value) == pytest.approx(b.in_base(b.value))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789.,%/-–() ±<>=pPnCI to of mgkday weeks half", max_size=60))
def test_numbers_lie_in_the_text_and_never_overlap(text):
    numbers = find_numbers(text)
    assert all(0 <= n.start < n.end <= len(text) for n in numbers)
    assert all(a.end <= b.start for a, b in pairwise(numbers))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 100), st.integers(2, 900))
def test_a_percent_and_a_count_are_read_back(percent, count):
    numbers = find_numbers(f"Relief was seen in {percent}% of {count} mg users")
    assert numbers[0].percent == percent
