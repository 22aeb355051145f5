"""Limits on metrics: at least, at most, and how far a metric may fall behind a baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eval.errors import UsageError

TOLERANCE = 1e-9
"""Two runs of equal figures must never break a limit by rounding."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One limit that a report does not keep."""

    metric: str
    reason: str


def parse_limits(written: Iterable[str]) -> dict[str, float]:
    """`METRIC=VALUE` pairs from the command line.

    Raises:
        UsageError: No `=`, or the value is no number.
    """
    limits: dict[str, float] = {}
    for text in written:
        name, mark, value = text.partition("=")
        try:
            limits[name.strip()] = float(value)
        except ValueError:
            mark = ""
        if not mark or not name.strip() or limits[name.strip()] != limits[name.strip()]:
            raise UsageError(f"{text!r} is no limit; write METRIC=VALUE, e.g. recall=0.9.")
    return limits


def breaches(report: Mapping[str, Any], at_least: Mapping[str, float], at_most: Mapping[str, float]) -> list[Breach]:
    """Limits that are not kept; an undefined metric keeps none.

    Raises:
        UsageError: A limit names a metric that the report does not have.
    """
    found: list[Breach] = []
    for metric, limit in at_least.items():
        value = metric_of(report, metric)
        if value is None:
            found.append(Breach(metric, f"{metric} is undefined: {report['undefined'][metric]}"))
        elif value < limit - TOLERANCE:
            found.append(Breach(metric, f"{metric} is {value:.4f}, at least {limit:g} is asked for"))
    for metric, limit in at_most.items():
        value = metric_of(report, metric)
        if value is None:
            found.append(Breach(metric, f"{metric} is undefined: {report['undefined'][metric]}"))
        elif value > limit + TOLERANCE:
            found.append(Breach(metric, f"{metric} is {value:.4f}, at most {limit:g} is allowed"))
    return found


def regressions(
    report: Mapping[str, Any], baseline: Mapping[str, Any], may_fall: Mapping[str, float], may_rise: Mapping[str, float]
) -> list[Breach]:
    """Metrics that moved the wrong way further than allowed since the baseline."""
    found: list[Breach] = []
    for metric, allowance, sign in [
        *((m, a, -1) for m, a in may_fall.items()),
        *((m, a, 1) for m, a in may_rise.items()),
    ]:
        now, before = metric_of(report, metric), metric_of(baseline, metric)
        if before is None:
            continue
        if now is None:
            found.append(Breach(metric, f"{metric} is undefined now, it was {before:.4f}"))
        elif sign * (now - before) > allowance + TOLERANCE:
            word = "fell" if sign < 0 else "rose"
            found.append(Breach(metric, f"{metric} {word} from {before:.4f} to {now:.4f}, {allowance:g} is allowed"))
    return found


def metric_of(report: Mapping[str, Any], metric: str) -> float | None:
    """Value of a metric of a report; None where it is undefined.

    Raises:
        UsageError: The report has no such metric.
    """
    if metric not in report["metrics"]:
        raise UsageError(f"metric {metric!r} is unknown to {report['command']}; it has {', '.join(report['metrics'])}.")
    value = report[metric]
    return None if value is None else float(value)
