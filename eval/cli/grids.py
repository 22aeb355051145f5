"""The command `matrix`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.cli.common import AsJson, Html, NoSave, Runs, print_json, runs_folder


def matrix(
    file: Annotated[Path, typer.Argument(help="YAML file: command, sets, configurations; see docs/evaluating.md.")],
    cache: Annotated[Path | None, typer.Option(help="File of embeddings by text hash.")] = None,
    as_json: AsJson = False,
    html: Html = None,
    runs: Runs = None,
    no_save: NoSave = False,
) -> None:
    """Every configuration on every set in one go; each cell is stored as a run of its own.

    Example: callprep-eval matrix ablation.yaml --html ablation.html
    """
    from eval.jobs import run_job
    from eval.matrix import Grid, matrix_json, matrix_lines, run_matrix
    from eval.report.pages import matrix_page
    from eval.runs import RunStore, write_whole
    from eval.settings_file import read_settings

    grid = read_settings(file, Grid)
    done = run_matrix(grid, file.parent, lambda job, folder: run_job(job, folder, cache))
    if not no_save:
        store = RunStore(runs_folder(runs))
        done = [(configuration, name, store.save(report)) for configuration, name, report in done]
    found = matrix_json(grid, done)
    if html is not None:
        write_whole(html, matrix_page(found))
    if as_json:
        print_json(found)
    else:
        typer.echo("\n".join(matrix_lines(found)))
