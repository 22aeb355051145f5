"""Classification metrics from a confusion of expected and predicted labels: pure functions of counts, so order is nothing.

Precision, recall and rates carry Wilson intervals; F1 and macro-F1 the percentiles of resampled counts (fixed seed).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.domain import Matrix, Score
from eval.metrics.intervals import mean_of_shares, share

RESAMPLES = 1_000
SEED = 20261121


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often each expected label (row) got each predicted one (column)."""

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def total(self) -> int:
        """All cases."""
        return sum(map(sum, self.counts))

    def cell(self, expected: str, predicted: str) -> int:
        """Cases of one label that got another."""
        return self.counts[self.labels.index(expected)][self.labels.index(predicted)]

    def expected(self, label: str) -> int:
        """Cases that have the label."""
        return sum(self.counts[self.labels.index(label)])

    def predicted(self, label: str) -> int:
        """Cases that got the label."""
        place = self.labels.index(label)
        return sum(row[place] for row in self.counts)

    def matrix(self, title: str) -> Matrix:
        """The counts for a report."""
        return Matrix(title, self.labels, self.labels, self.counts)


def confusion(pairs: Iterable[tuple[str, str]], labels: Sequence[str]) -> Confusion:
    """Counts of (expected, predicted) pairs over the labels given.

    Raises:
        ValueError: A pair holds a label that is not among them.
    """
    tally = Counter(pairs)
    unknown = {label for pair in tally for label in pair} - set(labels)
    if unknown:
        raise ValueError(f"label {sorted(unknown)[0]!r} is not among {', '.join(labels)}")
    return Confusion(tuple(labels), tuple(tuple(tally[(a, b)] for b in labels) for a in labels))


def precision(table: Confusion, label: str) -> Score:
    """Of the cases that got the label, the share that has it."""
    return share(table.cell(label, label), table.predicted(label), f"nothing was predicted as {label}")


def recall(table: Confusion, label: str) -> Score:
    """Of the cases that have the label, the share that got it."""
    return share(table.cell(label, label), table.expected(label), f"no case has the label {label}")


def f1(table: Confusion, label: str) -> Score:
    """Harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN)."""
    value = _f1(table, label)
    if value is None:
        return Score(None, reason=f"no case has or got the label {label}")
    low, high = _resampled(table, lambda t: _f1(t, label))
    return Score(value, low, high, table.total)


def macro_f1(table: Confusion, labels: Sequence[str] | None = None) -> Score:
    """Mean F1 over the labels that occur as expected labels; undefined without cases.

    A label that no case has is left out; one that cases have but none got counts as 0.
    """
    wanted = [label for label in (labels or table.labels) if table.expected(label)]
    value = _macro(table, wanted)
    if value is None:
        return Score(None, reason="no cases")
    low, high = _resampled(table, lambda t: _macro(t, wanted))
    return Score(value, low, high, table.total)


def accuracy(table: Confusion) -> Score:
    """Share of cases that got their label."""
    right = sum(table.counts[i][i] for i in range(len(table.labels)))
    return share(right, table.total, "no cases")


def balanced_accuracy(table: Confusion, labels: Sequence[str] | None = None) -> Score:
    """Mean recall over the labels; undefined where no case has one of them."""
    return mean_of_shares([recall(table, label) for label in (labels or table.labels)])


def false_positive_rate(table: Confusion, positive: str) -> Score:
    """Of the cases that do not have the label, the share that got it."""
    negatives = table.total - table.expected(positive)
    wrong = table.predicted(positive) - table.cell(positive, positive)
    return share(wrong, negatives, f"every case has the label {positive}")


def cohen_kappa_of(table: Confusion) -> Score:
    """Agreement of expected and predicted labels beyond chance; undefined where chance alone agrees fully."""
    from eval.metrics.agreement import kappa_of_counts

    return kappa_of_counts(table.counts)


def binary_scores(table: Confusion, positive: str) -> dict[str, Score]:
    """The usual metrics of one label against the rest."""
    return {
        "precision": precision(table, positive),
        "recall": recall(table, positive),
        "f1": f1(table, positive),
        "false_positive_rate": false_positive_rate(table, positive),
        "balanced_accuracy": balanced_accuracy(merged(table, positive)),
        "accuracy": accuracy(merged(table, positive)),
    }


def merged(table: Confusion, positive: str) -> Confusion:
    """The same cases as one label against all others."""
    hit = table.cell(positive, positive)
    missed = table.expected(positive) - hit
    wrong = table.predicted(positive) - hit
    rest = table.total - hit - missed - wrong
    return Confusion((positive, f"not {positive}"), ((hit, missed), (wrong, rest)))


def _f1(table: Confusion, label: str) -> float | None:
    hit = table.cell(label, label)
    denominator = table.expected(label) + table.predicted(label)
    return 2 * hit / denominator if denominator else None


def _macro(table: Confusion, labels: Sequence[str]) -> float | None:
    values = [_f1(table, label) or 0.0 for label in labels]
    return sum(values) / len(values) if values else None


def _resampled(table: Confusion, metric: Callable[[Confusion], float | None]) -> tuple[float, float]:
    """2.5th and 97.5th percentile over tables drawn from the counts."""
    counts = np.asarray(table.counts, dtype=np.float64)
    rng = np.random.default_rng(SEED)
    drawn = rng.multinomial(table.total, (counts / counts.sum()).ravel(), size=RESAMPLES)
    size = len(table.labels)
    values = []
    for row in drawn:
        grid = row.reshape(size, size).tolist()
        value = metric(Confusion(table.labels, tuple(tuple(line) for line in grid)))
        if value is not None:
            values.append(value)
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
