"""Stored measurements of the evaluator, read as they were written: one JSON file a run in the home folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MAX_RUN_BYTES = 20 * 2**20
NEWEST = 40


def quality_rows(folder: Path) -> list[dict[str, Any]]:
    """The newest runs, newest first: command, time, sets, and each metric with its change against the run before."""
    runs = sorted(_runs(folder), key=lambda run: str(run["run"].get("started_at", "")))
    before: dict[tuple[str, str], dict[str, Any]] = {}
    rows = []
    for run in runs:
        sets = ", ".join(str(s.get("name", "")) for s in run.get("sets", []))
        key = (str(run["command"]), sets)
        earlier = before.get(key, {})
        metrics = [_metric(name, run.get(name), earlier.get(name)) for name in run.get("metrics", [])]
        rows.append(
            {
                "run_id": run["run"].get("run_id", "not stored"),
                "command": key[0],
                "sets": sets,
                "started_at": str(run["run"].get("started_at", ""))[:16].replace("T", " "),
                "metrics": [m for m in metrics if m is not None],
            }
        )
        before[key] = run
    return rows[::-1][:NEWEST]


def gate_now(folder: Path) -> dict[str, Any] | None:
    """The newest passage of a gate: open or shut, and each check with what broke; None before the first."""
    for path in sorted((folder / "gates").glob("*.json"), reverse=True):
        found = _read(path)
        if found is not None and isinstance(found.get("checks"), list):
            checks = [
                {"name": str(c.get("name", "")), "passed": bool(c.get("passed")), "reason": str(c.get("reason", ""))}
                for c in found["checks"]
                if isinstance(c, dict)
            ]
            at = str(found.get("at", ""))[:16].replace("T", " ")
            return {"passed": bool(found.get("passed")), "file": str(found.get("file", "")), "at": at, "checks": checks}
    return None


def _read(path: Path) -> dict[str, Any] | None:
    if path.stat().st_size > MAX_RUN_BYTES:
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _runs(folder: Path) -> list[dict[str, Any]]:
    found = []
    for path in sorted(folder.glob("*.json")):
        run = _read(path)
        if run is not None and isinstance(run.get("run"), dict) and "command" in run:
            found.append(run)
    return found


def _metric(name: str, now: object, before: object) -> dict[str, Any] | None:
    if not isinstance(now, (int, float)):
        return None
    change = now - before if isinstance(before, (int, float)) else None
    return {"name": name, "now": now, "change": change}
