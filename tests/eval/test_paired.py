"""Paired comparisons equal figures worked by hand."""

from __future__ import annotations

import pytest

from eval.metrics.paired import compare_cases, mcnemar
from eval.metrics.percentiles import percentile


def test_mcnemar_by_hand() -> None:
    # 1 against 7 of 8 discordant pairs: 2 * (1 + 8) / 256.
    assert mcnemar(1, 7) == pytest.approx(18 / 256)
    assert mcnemar(7, 1) == mcnemar(1, 7)
    assert mcnemar(0, 0) == 1
    assert mcnemar(2, 2) == 1


def test_compare_right_and_wrong() -> None:
    first = {"a": 1.0, "b": 0.0, "c": 0.0, "only-a": 1.0}
    second = {"c": 1.0, "b": 1.0, "a": 1.0, "only-b": 0.0}
    found = compare_cases(first, second)
    assert found.shared == 3
    assert found.better == ("b", "c")
    assert found.worse == ()
    assert found.difference is not None
    assert found.difference.mean == pytest.approx(2 / 3)
    assert found.p_value == pytest.approx(0.5)


def test_graded_values_have_an_interval_but_no_p() -> None:
    found = compare_cases({"a": 0.4, "b": 0.9}, {"a": 0.5, "b": 0.9})
    assert found.p_value is None
    assert "graded" in found.reason
    assert found.better == ("a",)


def test_nothing_shared_and_nothing_different() -> None:
    assert compare_cases({"a": 1.0}, {"b": 1.0}).difference is None
    assert compare_cases({"a": 1.0}, {"a": 1.0}).reason == "no case differs"


def test_percentile_is_a_measured_value() -> None:
    values = [float(v) for v in range(1, 21)]
    assert percentile(values, 95) == 19
    assert percentile(values, 50) == 10
    assert percentile([], 50) is None
    with pytest.raises(ValueError, match="percent"):
        percentile(values, 0)
