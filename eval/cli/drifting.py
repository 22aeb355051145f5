"""The command `drift`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.common import AsJson, AsOf, Html, Limit, Runs, Seed, print_json, runs_folder
from eval.moments import moment

if TYPE_CHECKING:
    from eval.measuring import Options
    from eval.report.shape import Report


def drift(
    a: Annotated[str, typer.Argument(help="Stored run of `answers`, or a home folder whose library is asked.")],
    b: Annotated[str, typer.Argument(help="The later run, or the other home folder.")],
    questions: Annotated[
        list[Path] | None,
        typer.Option("--questions", help="What home folders are asked; the shipped questions if none."),
    ] = None,
    as_of: AsOf = None,
    limit: Limit = None,
    seed: Seed = 0,
    as_json: AsJson = False,
    html: Html = None,
    runs: Runs = None,
) -> None:
    """How do answers move between two runs or two libraries? Sentence by sentence and citation by citation.

    Stored sentences are judged again before they are shown; one that would not pass today is withheld.

    Example: callprep-eval drift ~/callprep-september ~/callprep-october --questions questions.jsonl
    """
    from eval.drift import drift_lines, drift_of
    from eval.measuring import Options
    from eval.parts import shown_now
    from eval.report.pages import drift_page
    from eval.runs import write_whole

    options = Options(limit, seed, now=moment(as_of))
    first, second = (_report(name, questions or [], options, runs) for name in (a, b))
    found = drift_of(first, second, shown_now(options.moment))
    if html is not None:
        write_whole(html, drift_page(found))
    if as_json:
        print_json(found)
    else:
        typer.echo("\n".join(drift_lines(found)))


def _report(name: str, questions: list[Path], options: Options, runs: Path | None) -> Report:
    from dataclasses import replace

    from eval.measuring import measure
    from eval.report.shape import report_of
    from eval.runs import RunStore

    if not Path(name).is_dir():
        return RunStore(runs_folder(runs)).get(name)
    return report_of(measure("answers", questions, replace(options, home=Path(name))), {"run_id": name})
