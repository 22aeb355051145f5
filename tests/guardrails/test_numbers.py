"""The numeric grammar: what is a value, where it stands, what it counts."""

from __future__ import annotations

import importlib.util
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from guardrails import support
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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.5 × 10^6 cells", 2.5e6),
        ("2.5 X 10(6) cells", 2.5e6),
        ("2.5 x 10 (6) cells", 2.5e6),
        ("2.5e6 copies", 2.5e6),
        ("a count of 2 × 10⁹/L", 2e9),
        ("up to 10⁻³ molar", 1e-3),
        ("at 10(-7) M", 1e-7),
        ("10^6 cells", 1e6),
        ("1.5 million people", 1.5e6),
        ("1,500 thousand", 1.5e6),
    ],
)
def test_a_power_of_ten_is_part_of_its_number(text: str, value: float) -> None:
    (number,) = find_numbers(text)
    assert (number.kind, number.value) == (NumberKind.COUNT, value)


@pytest.mark.parametrize(
    ("text", "value", "comparator"),
    [("P = 3 × 10^-5", 3e-5, ""), ("P<2.1e-8", 2.1e-8, "<"), ("p value of 3.11 × 10−15", 3.11e-15, "")],
)
def test_a_tiny_p_value_keeps_its_power(text: str, value: float, comparator: str) -> None:
    (number,) = find_numbers(text)
    assert (number.kind, number.value, number.comparator) == (NumberKind.P_VALUE, value, comparator)


@pytest.mark.parametrize("text", ["CYP2E1 and Sox10", "Cancer Prev Res; 10(5)", "1·10 to 1·20"])
def test_what_only_looks_like_a_power_is_none(text: str) -> None:
    assert all(number.value < 3 for number in find_numbers(text))


def test_another_power_is_another_number() -> None:
    for other in ("2.5 × 10^7", "2.5 × 10^-6", "25 million", "2.5 billion"):
        assert not support(f"The dose was {other} cells.", "The dose was 2.5 × 10^6 cells.").confirmed
    for same in ("2.5 x 10(6)", "2.5e6", "2.5 million", "2,500,000"):
        assert support(f"The dose was {same} cells.", "The dose was 2.5 × 10^6 cells.").confirmed


def test_a_difference_takes_no_unit_from_the_time_at_which_it_was_measured() -> None:
    weeks, difference, _ = find_numbers("Pain was lower at 12 weeks (difference 4, 95% CI 1 to 7).")
    assert (weeks.unit, difference.unit) == ("weeks", "")
