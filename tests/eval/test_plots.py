"""Plots: what they say in words and numbers, and that odd values are drawn inside their frame."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from eval.benches.guardrail import Judged, outcome_of
from eval.report.bars import interval_bars
from eval.report.svg import curve, trend


def test_bars_are_a_table_that_says_its_numbers() -> None:
    shown = interval_bars(
        "T & U", [("a<b", {"value": 0.5, "low": 0.25, "high": 0.75, "count": 8}), ("c", {"value": None})]
    )
    assert "T &amp; U" in shown
    assert '<th scope="row">a&lt;b</th>' in shown
    assert '<i class="span" style="left:25.00%;width:50.00%"></i>' in shown
    assert "0.500 [0.250, 0.750] <span>8</span>" in shown
    assert '<div class="track"></div></td><td class="n">undefined' in shown
    assert "width:100.00%" in interval_bars("more than all", [("x", {"value": 1.2})])


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([0.93, 0.95], ["0.80", "0.90", "1.00"]),
        ([0.0, 0.02], ["0.00", "0.10", "0.20"]),
        ([0.2, 0.9], ["0.20", "0.55", "0.90"]),
    ],
)
def test_the_scale_of_a_trend_fits_its_values(values: list[float], scale: list[str]) -> None:
    shown = trend("m", [(str(n), v) for n, v in enumerate(values)], ("first", "last"))
    assert re.findall(r">([01][.][0-9]{2})</text>", shown) == scale
    heights = [float(y) for y in re.findall(r'cy="([0-9.]+)"', shown)]
    assert all(16 <= y <= 146 for y in heights)
    assert heights == sorted(heights, reverse=True)


def test_a_curve_names_its_marks_for_those_who_do_not_see_it() -> None:
    shown = curve("C", "recall", "precision", [(0.0, 1.0), (1.0, 0.5)], [(1.0, 0.5, "in use")])
    assert 'aria-label="C. in use: recall 1.000, precision 0.500"' in shown


def judged(case_id: str, label: str, decision: str, checks: tuple[str, ...], *categories: str) -> Judged:
    row: Any = SimpleNamespace(
        label=label, severity="block" if label == "violation" else None, categories=categories, mode="any", hard=False,
        round=None, part=None, text="t", id=case_id,
    )  # fmt: skip
    return Judged(case_id, row, decision, checks, ())


def test_figures_of_a_category_by_hand() -> None:
    """CURE-01 is the check of cure_or_guarantee: right on a, wrong on d, silent on b; c is another category that it holds."""
    outcome = outcome_of(
        [
            judged("a", "violation", "BLOCK", ("CURE-01",), "cure_or_guarantee"),
            judged("b", "violation", "REVIEW", ("PHI-01",), "cure_or_guarantee"),
            judged("c", "violation", "REWRITE", ("CURE-01",), "phi"),
            judged("d", "ok", "REWRITE", ("CURE-01",)),
            judged("e", "ok", "RELEASE", ()),
        ],
        (),
        {},
    )
    scores = {m: s.value for m, s in dict(outcome.cuts[0].rows)["cure_or_guarantee"].items()}
    assert (scores["recall"], scores["right_reason"], scores["false_positive_rate"]) == (1, 0.5, 0.5)
    assert scores["precision"] == pytest.approx(2 / 3)
    assert scores["f1"] == pytest.approx(2 * 0.5 * (2 / 3) / (0.5 + 2 / 3))
    (line,) = outcome.curves
    assert [(name, round(x, 3), round(y, 3)) for x, y, name in line.marks] == [
        ("BLOCK", 0.333, 1), ("REVIEW or more", 0.667, 1), ("any hold", 1, 0.75),
    ]  # fmt: skip
