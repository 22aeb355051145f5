"""The command `drift`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.common import show_found
from eval.cli.options import AsOf, Draw, Resume, View, journals_folder, spread
from eval.moments import moment

if TYPE_CHECKING:
    from eval.measuring import Options
    from eval.report.shape import Report


@spread
def drift(
    a: Annotated[str, typer.Argument(help="Stored run of `answers`, or a home folder whose library is asked.")],
    b: Annotated[str, typer.Argument(help="The later run, or the other home folder.")],
    questions: Annotated[
        list[Path] | None,
        typer.Option("--questions", help="What home folders are asked; the shipped questions if none."),
    ] = None,
    as_of: AsOf = None,
    resume: Resume = False,
    *,
    draw: Draw,
    view: View,
) -> None:
    """How do answers move between two runs or two libraries? Sentence by sentence and citation by citation.

    Stored sentences are judged again before they are shown; one that would not pass today is withheld.

    Example: callprep-eval drift ~/callprep-september ~/callprep-october --questions questions.jsonl
    """
    from eval.drift import drift_lines, drift_of
    from eval.measuring import Options
    from eval.parts import shown_now
    from eval.report.pages import drift_page

    options = Options(draw.limit, draw.seed, now=moment(as_of), journals=journals_folder(view.runs), resume=resume)
    first, second = (_report(name, questions or [], options, view) for name in (a, b))
    found = drift_of(first, second, shown_now(options.moment))
    show_found(found, view, lambda: drift_page(found), lambda: drift_lines(found))


def _report(name: str, questions: list[Path], options: Options, view: View) -> Report:
    from dataclasses import replace

    from eval.measuring import measure
    from eval.report.shape import report_of
    from eval.runs import RunStore

    if not Path(name).is_dir():
        return RunStore(view.runs_folder).get(name)
    return report_of(measure("answers", questions, replace(options, home=Path(name))), {"run_id": name})
