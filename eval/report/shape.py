"""The JSON of an outcome. Metric names are top-level keys; what changes from run to run is under `run` and `timings` alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from eval.domain import Curve, Cut, Matrix, Outcome, Score
from eval.metrics.percentiles import percentile

DIGITS = 9
VOLATILE = ("run", "timings")
"""Keys that may differ between two runs on the same inputs."""

Report = dict[str, Any]


def report_of(outcome: Outcome, run: Mapping[str, Any] | None = None) -> Report:
    """The JSON document of an outcome. An undefined metric is null, its reason under `undefined`."""
    metrics = outcome.metrics
    return {
        "command": outcome.command,
        **{name: _rounded(score.value) for name, score in metrics.items()},
        "metrics": list(metrics),
        "intervals": {name: _interval(s) for name, s in metrics.items() if s.value is not None},
        "undefined": {name: s.reason for name, s in metrics.items() if s.value is None},
        "sets": [{"name": s.name, "sha256": s.sha256, "cases": s.cases, "of": s.of} for s in outcome.sets],
        "settings": dict(outcome.settings),
        "versions": dict(outcome.versions),
        "notes": list(outcome.notes),
        "cuts": [_cut(c) for c in outcome.cuts],
        "matrices": [_matrix(m) for m in outcome.matrices],
        "listings": [
            {"title": x.title, "columns": list(x.columns), "rows": [list(r) for r in x.rows]} for x in outcome.listings
        ],
        "curves": [{"title": c.title, "x": c.x, "y": c.y, **_line(c)} for c in outcome.curves],
        "cases": [
            {"id": c.case_id, "expected": c.expected, "got": c.got, "value": _rounded(c.value), **dict(c.detail)}
            for c in outcome.cases
        ],
        "timings": timings_of(outcome.latencies_ms),
        "run": dict(run or {}),
    }


def _line(curve: Curve) -> dict[str, Any]:
    points = [[_rounded(a), _rounded(b)] for a, b in curve.points]
    return {"points": points, "marks": [[_rounded(a), _rounded(b), name] for a, b, name in curve.marks]}


def to_text(report: Mapping[str, Any]) -> str:
    """The document as it is printed and stored: same content, same bytes."""
    return json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def steady(report: Mapping[str, Any]) -> Report:
    """The part of a report that two runs on the same inputs have in common, byte for byte."""
    return {key: value for key, value in report.items() if key not in VOLATILE}


def without_cases(report: Mapping[str, Any]) -> Report:
    """The figures alone: no text of any set, fit to be kept beside the project."""
    kept = {k: v for k, v in report.items() if k not in ("cases", "listings", "curves")}
    return {**kept, "timings": {k: v for k, v in report["timings"].items() if k != "latencies_ms"}}


def timings_of(latencies: tuple[float, ...]) -> dict[str, Any]:
    """Percentiles and every single latency in milliseconds."""
    if not latencies:
        return {"count": 0}
    return {
        "count": len(latencies),
        "p50_ms": _ms(percentile(latencies, 50)),
        "p95_ms": _ms(percentile(latencies, 95)),
        "max_ms": _ms(max(latencies)),
        "latencies_ms": [_ms(x) for x in latencies],
    }


def _interval(score: Score) -> dict[str, Any]:
    return {"low": _rounded(score.low), "high": _rounded(score.high), "count": score.count}


def _score(score: Score) -> dict[str, Any]:
    if score.value is None:
        return {"value": None, "reason": score.reason}
    return {"value": _rounded(score.value), **_interval(score)}


def _cut(cut: Cut) -> dict[str, Any]:
    rows = [{"part": part, "scores": {m: _score(s) for m, s in scores.items()}} for part, scores in cut.rows]
    return {"title": cut.title, "plot": cut.plot, "signed": cut.signed, "rows": rows}


def _matrix(matrix: Matrix) -> dict[str, Any]:
    return {
        "title": matrix.title,
        "expected": list(matrix.expected),
        "got": list(matrix.got),
        "counts": [list(row) for row in matrix.counts],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), DIGITS)


def _ms(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
