"""Outcomes made by hand."""

from __future__ import annotations

from typing import Any

from eval.domain import CaseRow, Outcome, Score, SetInfo
from eval.metrics.intervals import share
from eval.report.shape import Report, report_of


def outcome(values: dict[str, float], *, command: str = "guardrail", **metrics: Score) -> Outcome:
    """Cases right or wrong, with `accuracy` over them and any further metrics."""
    cases = tuple(CaseRow(i, "ok", "ok" if v else "violation", v) for i, v in sorted(values.items()))
    scores = {"accuracy": share(round(sum(values.values())), len(values), "no cases"), **metrics}
    info = SetInfo("hand.jsonl", "0" * 64, len(values), len(values))
    return Outcome(command, (info,), {}, scores, cases, versions={"ruleset": "r1"})


def report(values: dict[str, float], run: dict[str, Any] | None = None, **more: Any) -> Report:
    """The report of such an outcome, stored under a run of that record."""
    return report_of(outcome(values, **more), run or {"started_at": "2026-11-26T10:00:00+00:00", "git": "abc"})
