"""Stored runs: one JSON file each, never changed. Found by id, by the start of an id, by path, or as `last:COMMAND`."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.errors import EvalError, RunNotFound
from eval.provenance import run_record
from eval.report.shape import Report, report_of, steady, to_text

if TYPE_CHECKING:
    from eval.domain import Outcome


class RunStore:
    """The runs in one folder.

    Args:
        folder: Made on the first save.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where the runs are."""
        return self._folder

    def save(self, report: Report) -> Report:
        """The report with its run id, written whole or not at all."""
        stamped = {**report, "run": {"run_id": run_id_of(report), **report["run"]}}
        path = self._folder / f"{stamped['run']['run_id']}.json"
        write_whole(path, to_text(stamped))
        return stamped

    def all(self, command: str | None = None) -> list[Report]:
        """All runs, oldest first; those of one command if it is named. A file that is no run is passed over."""
        found = (_read(path) for path in sorted(self._folder.glob("*.json")))
        runs = [run for run in found if run is not None and command in (None, run["command"])]
        return sorted(runs, key=lambda run: (run["run"].get("started_at", ""), run["run"].get("run_id", "")))

    def get(self, name: str) -> Report:
        """The run of that id, start of an id, path, `last:COMMAND` or `last~N:COMMAND` (N runs before the last).

        Raises:
            RunNotFound: None or several fit.
        """
        path = Path(name)
        if path.is_file():
            run = _read(path)
            if run is None:
                raise RunNotFound(f"{name!r} is no stored run; give a file that callprep-eval wrote.")
            return run
        if name.startswith("last"):
            return self._last(name)
        fitting = [run for run in self.all() if str(run["run"].get("run_id", "")).startswith(name)]
        if len(fitting) == 1:
            return fitting[0]
        problem = "No run" if not fitting else f"{len(fitting)} runs"
        raise RunNotFound(f"{problem} named {name!r} in {str(self._folder)!r}; callprep-eval history lists them.")

    def _last(self, name: str) -> Report:
        place, _, command = name.partition(":")
        back = place.removeprefix("last").removeprefix("~") or "0"
        runs = self.all(command or None)
        if not back.isdigit() or int(back) >= len(runs):
            raise RunNotFound(f"No run {name!r}: {len(runs)} are stored in {str(self._folder)!r}.")
        return runs[-1 - int(back)]


def report_now(make: Callable[[], Outcome]) -> Report:
    """The report of a measurement that is made now, with the record of its run."""
    started = datetime.now(UTC)
    outcome = make()
    return report_of(outcome, run_record(started, datetime.now(UTC)))


def run_id_of(report: Mapping[str, Any]) -> str:
    """Time, command and a hash of the figures, e.g. `20261121T221500Z-guardrail-1a2b3c4d`."""
    digest = hashlib.sha256(to_text(steady(report)).encode()).hexdigest()[:8]
    started = report["run"].get("started_at")
    moment = datetime.fromisoformat(started).strftime("%Y%m%dT%H%M%SZ") if started else "undated"
    return f"{moment}-{report['command']}-{digest}"


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there complete or not at all.

    Raises:
        EvalError: The folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}.part")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as exc:
        raise EvalError(f"Cannot write {str(path)!r}: {exc}. Choose another place or free space.") from exc


def _read(path: Path) -> Report | None:
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return run if isinstance(run, dict) and {"command", "metrics", "run"} <= run.keys() else None
