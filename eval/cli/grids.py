"""The command `matrix`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.cli.common import show_found
from eval.cli.options import Cache, NoSave, Resume, View, journals_folder, spread


@spread
def matrix(
    file: Annotated[Path, typer.Argument(help="YAML file: command, sets, configurations; see docs/evaluating.md.")],
    cache: Cache = None,
    no_save: NoSave = False,
    resume: Resume = False,
    *,
    view: View,
) -> None:
    """Every configuration on every set in one go; each cell is stored as a run of its own.

    Example: callprep-eval matrix ablation.yaml --html ablation.html
    """
    from eval.jobs import long_run, measurer
    from eval.matrix import Grid, matrix_json, matrix_lines, run_matrix
    from eval.report.pages import matrix_page
    from eval.runs import RunStore
    from eval.settings_file import read_settings

    grid = read_settings(file, Grid)
    with long_run("matrix", file, None if no_save else journals_folder(view.runs), resume) as remembered:
        done = run_matrix(grid, file.parent, remembered(measurer(cache)))
    if not no_save:
        store = RunStore(view.runs_folder)
        done = [(configuration, name, store.save(report)) for configuration, name, report in done]
    found = matrix_json(grid, done)
    show_found(found, view, lambda: matrix_page(found), lambda: matrix_lines(found))
