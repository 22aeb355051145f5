"""What the commands do with a result: print, store, write the page, hold it against limits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from eval.cli.options import Delivery, View

if TYPE_CHECKING:
    from eval.domain import Outcome
    from eval.report.shape import Report

BROKEN = 3
"""Exit code where a limit is not kept."""


def deliver(make: Callable[[], Outcome], how: Delivery) -> None:
    """Measure, store, print, write the page, and hold the figures against the limits.

    Raises:
        UsageError: A limit cannot be read; found before anything is measured.
    """
    from eval.errors import EvalError
    from eval.report.html import render_html
    from eval.runs import RunStore, report_now, run_id_of
    from eval.thresholds import breaches, parse_limits

    under, over = parse_limits(how.fail_under or ()), parse_limits(how.fail_over or ())
    report = report_now(make)
    unsaved, stored = "", None
    try:
        stored = None if how.no_save else RunStore(how.runs_folder).save(report)
    except EvalError as exc:
        unsaved = str(exc)
    report = stored or {**report, "run": {"run_id": run_id_of(report), **report["run"]}}
    show(report, how.as_json)
    write_page(how.html, lambda: render_html(report))
    broken = breaches(report, under, over)
    for breach in broken:
        typer.echo(f"callprep-eval: {breach.reason}", err=True)
    if unsaved:
        raise EvalError(f"The figures above are complete, but the run could not be stored. {unsaved}")
    if broken:
        raise typer.Exit(BROKEN)


def show(report: Report, as_json: bool) -> None:
    """The report on stdout: JSON or tables."""
    from eval.report.shape import to_text
    from eval.report.table import render_table

    typer.echo(to_text(report) if as_json else render_table(report), nl=False)


def show_found(found: Any, how: View | Delivery, page: Callable[[], str], lines: Callable[[], list[str]]) -> None:
    """What a command on stored runs found: its page where one is asked for, JSON or lines on stdout."""
    write_page(how.html, page)
    if how.as_json:
        print_json(found)
    else:
        typer.echo("\n".join(lines()))


def write_page(path: Path | None, page: Callable[[], str]) -> None:
    """Write the page where one is asked for."""
    from eval.runs import write_whole

    if path is not None:
        write_whole(path, page())
        typer.echo(f"wrote {path}", err=True)


def print_json(value: Any) -> None:
    """One JSON document."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))
