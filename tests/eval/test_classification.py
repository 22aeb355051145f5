"""Classification metrics equal figures worked by hand; order is nothing; what cannot be computed says why."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, strategies as st

from eval.metrics.classification import (
    accuracy,
    balanced_accuracy,
    binary_scores,
    confusion,
    f1,
    false_positive_rate,
    macro_f1,
    merged,
    precision,
    recall,
)
from eval.metrics.intervals import mean_of_shares, share, wilson

# 10 cases by hand: violation 6 (4 flagged), ok 4 (1 flagged).
PAIRS = [("violation", "violation")] * 4 + [("violation", "ok")] * 2 + [("ok", "violation")] + [("ok", "ok")] * 3
LABELS = ("violation", "ok")


def test_binary_metrics_by_hand() -> None:
    table = confusion(PAIRS, LABELS)
    assert precision(table, "violation").value == pytest.approx(4 / 5)
    assert recall(table, "violation").value == pytest.approx(4 / 6)
    assert f1(table, "violation").value == pytest.approx(8 / 11)
    assert false_positive_rate(table, "violation").value == pytest.approx(1 / 4)
    assert balanced_accuracy(table).value == pytest.approx((4 / 6 + 3 / 4) / 2)
    assert accuracy(table).value == pytest.approx(0.7)
    # F1 of "ok": precision 3/5, recall 3/4 -> 2/3.
    assert macro_f1(table).value == pytest.approx((8 / 11 + 2 / 3) / 2)


def test_three_classes_by_hand() -> None:
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("b", "b"), ("c", "a"), ("c", "b")]
    table = confusion(pairs, ("a", "b", "c"))
    # F1: a 2*1/(2+2)=0.5, b 2*2/(2+4)=2/3, c 0.
    assert macro_f1(table).value == pytest.approx((0.5 + 2 / 3 + 0) / 3)
    assert balanced_accuracy(table).value == pytest.approx((0.5 + 1 + 0) / 3)
    assert merged(table, "a").counts == ((1, 1), (1, 3))


def test_a_label_without_cases_is_left_out_of_macro_f1() -> None:
    table = confusion([("a", "a"), ("b", "a")], ("a", "b", "c"))
    assert macro_f1(table).value == pytest.approx((2 / 3 + 0) / 2)


def test_undefined_values_say_why() -> None:
    nothing_flagged = confusion([("violation", "ok"), ("ok", "ok")], LABELS)
    assert precision(nothing_flagged, "violation").value is None
    assert "nothing was predicted" in precision(nothing_flagged, "violation").reason
    only_violations = confusion([("violation", "violation")], LABELS)
    scores = binary_scores(only_violations, "violation")
    assert scores["false_positive_rate"].value is None
    assert scores["balanced_accuracy"].value is None
    assert scores["balanced_accuracy"].reason
    assert macro_f1(confusion([], LABELS)).reason == "no cases"


def test_unknown_label_is_refused() -> None:
    with pytest.raises(ValueError, match="maybe"):
        confusion([("violation", "maybe")], LABELS)


def test_wilson_by_hand() -> None:
    # 8 of 10: centre (0.8 + 3.8415/20) / 1.38415 = 0.71676, half width 0.22660.
    low, high = wilson(8, 10)
    assert low == pytest.approx(0.49016, abs=1e-4)
    assert high == pytest.approx(0.94335, abs=1e-4)
    assert wilson(0, 5)[0] == 0
    assert wilson(5, 5)[1] == 1
    with pytest.raises(ValueError, match="at least one case"):
        wilson(0, 0)


def test_mean_of_shares_is_undefined_with_an_undefined_part() -> None:
    assert mean_of_shares([share(1, 2, ""), share(0, 0, "no ok case")]).reason == "no ok case"
    both = mean_of_shares([share(1, 2, ""), share(1, 1, "")])
    assert both.value == pytest.approx(0.75)
    assert both.low is not None
    assert both.high is not None
    assert both.low < 0.75 < both.high


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40), st.randoms())
def test_order_changes_nothing_and_values_are_shares(pairs: list[tuple[str, str]], rng: random.Random) -> None:
    shuffled = list(pairs)
    rng.shuffle(shuffled)
    first, second = confusion(pairs, "abc"), confusion(shuffled, "abc")
    assert first == second
    assert macro_f1(first) == macro_f1(second)
    for score in binary_scores(first, "a").values():
        assert (score.value is None) == bool(score.reason)
        for value in (score.value, score.low, score.high):
            assert value is None or (0 <= value <= 1 and not math.isnan(value))
