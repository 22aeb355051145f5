"""Configurations × sets: every pair measured, laid out as one table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from eval.errors import UsageError
from eval.jobs import Command, Job, Measure
from eval.report.shape import Report
from eval.settings_file import Settings


class Grid(Settings):
    """The file of a matrix. A configuration holds options of a job, such as `system` or `profile`."""

    command: Command
    sets: Mapping[str, tuple[str, ...]] = Field(min_length=1)
    """Name of a column -> its files or folders; an empty list takes the shipped sets."""
    configurations: Mapping[str, Mapping[str, Any]] = Field(min_length=1)
    metrics: tuple[str, ...] = ()
    """Metrics to show; the first three of the command if none."""


def jobs_of(grid: Grid) -> dict[tuple[str, str], Job]:
    """(configuration, set) -> job.

    Raises:
        UsageError: A configuration has an option that no job has.
    """
    jobs = {}
    for configuration, options in grid.configurations.items():
        for name, paths in grid.sets.items():
            try:
                jobs[configuration, name] = Job.model_validate({**options, "command": grid.command, "sets": paths})
            except ValidationError as exc:
                first = exc.errors(include_url=False)[0]
                raise UsageError(
                    f"configuration {configuration!r}: {'.'.join(map(str, first['loc']))}: {first['msg']}."
                ) from exc
    return jobs


def run_matrix(grid: Grid, folder: Path, measure: Measure) -> list[tuple[str, str, Report]]:
    """(configuration, set, report) of every pair, in the order of the file."""
    done = []
    for (configuration, name), job in jobs_of(grid).items():
        report = measure(job, folder)
        settings = {**report["settings"], "configuration": configuration}
        done.append((configuration, name, {**report, "settings": settings}))
    return done


def matrix_json(grid: Grid, done: list[tuple[str, str, Report]]) -> dict[str, Any]:
    """The cells as JSON: per configuration and set its metrics with intervals.

    Raises:
        UsageError: A metric to show does not exist.
    """
    metrics = list(grid.metrics or done[0][2]["metrics"][:3])
    if unknown := [m for m in metrics if m not in done[0][2]["metrics"]]:
        raise UsageError(f"metric {unknown[0]!r} is unknown; {grid.command} has {', '.join(done[0][2]['metrics'])}.")
    cells = [
        {
            "configuration": configuration,
            "set": name,
            **{m: report[m] for m in metrics},
            "intervals": {m: report["intervals"][m] for m in metrics if m in report["intervals"]},
            "run_id": report["run"].get("run_id"),
        }
        for configuration, name, report in done
    ]
    return {"command": grid.command, "metrics": metrics, "sets": list(grid.sets), "cells": cells}


def matrix_lines(found: Mapping[str, Any]) -> list[str]:
    """One table a metric: configurations down, sets across."""
    from eval.report.table import columns, number

    lines: list[str] = []
    for metric in found["metrics"]:
        rows: dict[str, list[str]] = {}
        for cell in found["cells"]:
            rows.setdefault(cell["configuration"], [cell["configuration"]]).append(number(cell[metric]))
        lines += ["", *columns([[metric, *found["sets"]], *rows.values()])]
    return lines[1:]
