"""The command `benchmarks`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.cli.options import Cache, Resume, journals_folder


def benchmarks(
    into: Annotated[Path, typer.Option(help="Markdown file whose generated part is rewritten.")] = Path(
        "docs/benchmarks.md"
    ),
    plan: Annotated[Path | None, typer.Option(help="YAML file of what is measured; the shipped one if none.")] = None,
    public: Annotated[Path, typer.Option(help="Folder of public sets, which are not part of the project.")] = Path(
        "../shared/data"
    ),
    only: Annotated[str, typer.Option(help="Only tables whose title holds this; print them instead of writing.")] = "",
    cache: Cache = None,
    resume: Resume = False,
) -> None:
    """Measure every set and rewrite the generated part of docs/benchmarks.md.

    Example: callprep-eval benchmarks --public ../sets
    """
    from eval.benchmarks import Plan, generated_part, measure_plan, with_part
    from eval.jobs import long_run, measurer
    from eval.measuring import DATA
    from eval.runs import write_whole
    from eval.settings_file import read_settings

    path = plan or DATA / "benchmarks.yaml"
    chosen = read_settings(path, Plan).only(only)
    done = []
    with long_run("benchmarks", path, journals_folder(None), resume) as remembered:
        for table, rows in measure_plan(chosen, path.parent, public, remembered(measurer(cache))):
            typer.echo(f"measured: {table.title}", err=True)
            done.append((table, rows))
    part = generated_part(done)
    if only:
        typer.echo(part)
        return
    before = into.read_text(encoding="utf-8") if into.is_file() else "# Measured figures\n"
    write_whole(into, with_part(before, part))
    typer.echo(str(into))
