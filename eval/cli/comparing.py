"""The commands `compare` and `history`."""

from __future__ import annotations

from typing import Annotated

import typer

from eval.cli.common import show_found
from eval.cli.options import View, spread


@spread
def compare(
    a: Annotated[str, typer.Argument(help="Run: id, start of an id, file, last:COMMAND or last~1:COMMAND.")],
    b: Annotated[str, typer.Argument(help="Run to hold against it.")],
    *,
    view: View,
) -> None:
    """Is B better than A on the same cases? Paired bootstrap, McNemar's exact test, and the cases that moved.

    Example: callprep-eval compare last~1:guardrail last:guardrail
    """
    from eval.comparing import compare_runs, comparison_lines
    from eval.report.pages import comparison_page
    from eval.runs import RunStore

    store = RunStore(view.runs_folder)
    found = compare_runs(store.get(a), store.get(b))
    show_found(found, view, lambda: comparison_page(found), lambda: comparison_lines(found))


@spread
def history(
    command: Annotated[str | None, typer.Argument(help="guardrail, claims, approved, answers or retrieval.")] = None,
    metric: Annotated[list[str] | None, typer.Option(help="Metric to show; repeatable.")] = None,
    last: Annotated[int, typer.Option(min=1, help="How many runs, the newest ones.")] = 30,
    *,
    view: View,
) -> None:
    """Every stored run with its revision and versions, and the trend; the page draws it.

    Example: callprep-eval history guardrail --metric recall --metric precision --html trend.html
    """
    from eval.history import history_lines, history_rows
    from eval.report.pages import history_page
    from eval.runs import RunStore

    rows = history_rows(RunStore(view.runs_folder).all(command)[-last:], metric or ())
    show_found(rows, view, lambda: history_page(rows), lambda: history_lines(rows))
