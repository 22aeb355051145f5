"""Agreement equals published worked examples."""

from __future__ import annotations

import pytest

from eval.metrics.agreement import INTERVAL, NOMINAL, ORDINAL, cohen_kappa, kappa_of_counts, krippendorff_alpha

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", data with missing values, four observers.
_OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
UNITS = [[r for r in unit if r is not None] for unit in zip(*_OBSERVERS, strict=True)]


def test_kappa_by_hand() -> None:
    # 50 units: both yes 20, both no 15, yes/no 5, no/yes 10 -> observed 0.7, expected 0.5 -> 0.4.
    counts = ((20, 5), (10, 15))
    assert kappa_of_counts(counts).value == pytest.approx(0.4)
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    score = cohen_kappa(pairs)
    assert score.value == pytest.approx(0.4)
    assert score.low is not None
    assert score.high is not None
    assert score.low < 0.4 < score.high


@pytest.mark.parametrize(("level", "alpha"), [(NOMINAL, 0.743), (ORDINAL, 0.815), (INTERVAL, 0.849)])
def test_alpha_of_the_published_example(level: str, alpha: float) -> None:
    assert krippendorff_alpha(UNITS, level, intervals=False).value == pytest.approx(alpha, abs=5e-4)


def test_order_of_units_and_raters_is_nothing() -> None:
    turned = [list(reversed(u)) for u in reversed(UNITS)]
    assert krippendorff_alpha(UNITS, ORDINAL) == krippendorff_alpha(turned, ORDINAL)


def test_complete_chance_agreement_is_undefined() -> None:
    assert cohen_kappa([("y", "y")] * 3).value is None
    assert "same" in cohen_kappa([("y", "y")] * 3).reason
    assert krippendorff_alpha([[1.0, 1.0], [1.0, 1.0]]).value is None
    assert cohen_kappa([]).reason == "no unit has two ratings"
    assert krippendorff_alpha([[1.0]]).reason == "no unit has two ratings"
