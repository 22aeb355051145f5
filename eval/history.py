"""Stored runs as rows: what was measured when, with which revision and versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.report.shape import Report


def history_rows(runs: Sequence[Report], metrics: Sequence[str] = ()) -> list[dict[str, Any]]:
    """One row a run, oldest first; without named metrics the first three of each command."""
    return [
        {
            "run_id": run["run"].get("run_id", "not stored"),
            "command": run["command"],
            "started_at": run["run"].get("started_at", ""),
            "git": run["run"].get("git", "unknown"),
            "sets": [s["name"] for s in run["sets"]],
            "versions": "; ".join(f"{k} {v}" for k, v in run["versions"].items()),
            "settings": run["settings"],
            "machine": run["run"].get("machine", {}),
            "metrics": {m: run.get(m) for m in metrics or run["metrics"][:3]},
        }
        for run in runs
    ]


def metric_names(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Metrics of all rows in order of first appearance."""
    return list(dict.fromkeys(m for row in rows for m in row["metrics"]))
