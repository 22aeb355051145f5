"""Stored runs as rows: what was measured when, with which revision and versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.report.shape import Report
from eval.report.table import columns, number

_SPARKS = "▁▂▃▄▅▆▇█"
_OUTCOMES = ("documents",)
"""Settings that follow from the set."""


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


def series(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Runs that belong on one line: same command, sets and settings; with a title that says which."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        chosen = ", ".join(f"{k} {v}" for k, v in row["settings"].items() if k not in _OUTCOMES)
        title = " · ".join(filter(None, (row["command"], ", ".join(row["sets"]), chosen)))
        found.setdefault(title, []).append(row)
    return found


def history_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The runs as lines for the terminal, one table a series, and under each metric its course."""
    lines: list[str] = []
    for title, runs in series(rows).items():
        names = list(dict.fromkeys(m for row in runs for m in row["metrics"]))
        cells = [[r["run_id"], r["git"], *(number(r["metrics"].get(m)) for m in names)] for r in runs]
        courses = [spark([r["metrics"].get(m) for r in runs]) for m in names]
        lines += ["", title, *columns([["run", "revision", *names], *cells, ["trend", "", *courses]])]
    return lines[1:] or ["no run is stored yet"]


def spark(values: Sequence[float | None]) -> str:
    """The course of a metric in block characters, lowest to highest of its own range; a run without a value leaves a gap."""
    known = [v for v in values if v is not None]
    low, span = min(known, default=0.0), max(known, default=0.0) - min(known, default=0.0)
    top = len(_SPARKS) - 1
    return "".join(" " if v is None else _SPARKS[round((v - low) / span * top) if span else top // 2] for v in values)
