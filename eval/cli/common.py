"""What the commands share: options, printing, storing, limits."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from eval.domain import Outcome
    from eval.report.shape import Report

BROKEN = 3
"""Exit code where a limit is not kept."""

Sets = Annotated[
    list[Path] | None, typer.Argument(help="Sets to measure (.jsonl or .jsonl.gz); the shipped ones if none.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout instead of the table.")]
Html = Annotated[Path | None, typer.Option("--html", help="Also write one self-contained HTML report.")]
FailUnder = Annotated[
    list[str] | None, typer.Option("--fail-under", help="METRIC=VALUE: exit 3 if below. May be repeated.")
]
FailOver = Annotated[
    list[str] | None, typer.Option("--fail-over", help="METRIC=VALUE: exit 3 if above. May be repeated.")
]
Runs = Annotated[
    Path | None, typer.Option("--runs", help="Folder of stored runs; `runs` in CALLPREP_HOME if not given.")
]
NoSave = Annotated[bool, typer.Option("--no-save", help="Do not store this run.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="At most so many cases of each set.")]
Seed = Annotated[int, typer.Option("--seed", help="Which cases a limit takes.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Judge as of this time, e.g. 2026-11-17T18:00:00-05:00.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a killed run of the same sets and settings.")]
Home = Annotated[
    Path | None, typer.Option("--home", help="Home folder whose library is measured; the one in use if not given.")
]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the result of a command is handed over."""

    as_json: bool = False
    html: Path | None = None
    fail_under: tuple[str, ...] = ()
    fail_over: tuple[str, ...] = ()
    runs: Path | None = None
    save: bool = True


def runs_folder(given: Path | None) -> Path:
    """Where runs are kept."""
    if given is not None:
        return given
    from eval.parts import default_runs_folder

    return default_runs_folder()


def deliver(make: Callable[[], Outcome], how: Delivery) -> None:
    """Measure, store, print, write the page, and hold the figures against the limits.

    Raises:
        UsageError: A limit cannot be read; found before anything is measured.
    """
    from eval.errors import EvalError
    from eval.provenance import run_record
    from eval.report.shape import report_of
    from eval.runs import RunStore, run_id_of, write_whole
    from eval.thresholds import breaches, parse_limits

    under, over = parse_limits(how.fail_under), parse_limits(how.fail_over)
    started = datetime.now(UTC)
    outcome = make()
    report = report_of(outcome, run_record(started, datetime.now(UTC)))
    unsaved = ""
    try:
        stored = RunStore(runs_folder(how.runs)).save(report) if how.save else None
    except EvalError as exc:
        stored, unsaved = None, str(exc)
    report = stored or {**report, "run": {"run_id": run_id_of(report), **report["run"]}}
    show(report, how.as_json)
    if how.html is not None:
        from eval.report.html import render_html

        write_whole(how.html, render_html(report))
        typer.echo(f"wrote {how.html}", err=True)
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


def print_json(value: Any) -> None:
    """One JSON document."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))
