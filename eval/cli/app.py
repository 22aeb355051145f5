"""All commands of `callprep-eval`. Nothing heavy is imported before a command runs."""

from __future__ import annotations

from typing import Annotated

import typer

from eval.cli import comparing, drifting, gating, grids, measuring, mutating, publishing, rating, searching, writing

app = typer.Typer(
    name="callprep-eval",
    help="Measure callprep: retrieval, citations, answers, guardrail. Example: callprep-eval guardrail --html report.html",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("retrieval")(searching.retrieval)
app.command("guardrail")(measuring.guardrail)
app.command("claims")(measuring.claims)
app.command("approved")(measuring.approved)
app.command("answers")(measuring.answers)
app.command("mutate")(mutating.mutate)
app.command("clean")(mutating.clean)
app.command("drift")(drifting.drift)
app.command("matrix")(grids.matrix)
app.command("compare")(comparing.compare)
app.command("history")(comparing.history)
app.add_typer(rating.app, name="rate")
app.command("gate")(gating.gate)
app.command("benchmarks")(publishing.benchmarks)
app.command("new")(writing.new)


@app.callback(invoke_without_command=True)
def top(version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False) -> None:
    """Measure callprep: retrieval, citations, answers, guardrail."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(installed("callprep"))
        raise typer.Exit
