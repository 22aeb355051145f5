"""The command `new`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.cli.common import print_json
from eval.cli.options import AsJson


def new(
    format_name: Annotated[
        str, typer.Argument(metavar="FORMAT", help="guardrail, claims, approved, answers or retrieval.")
    ],
    path: Annotated[Path, typer.Argument(help="File to write or to validate; a folder for retrieval.")],
    check: Annotated[
        bool, typer.Option("--check", help="Validate what is there instead of writing a skeleton.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """A skeleton set to write into; with --check, everything that is wrong with a set, line by line (exit 1).

    Example: callprep-eval new guardrail my_set.jsonl, then callprep-eval new guardrail my_set.jsonl --check
    """
    from eval.skeletons import faults, write_skeleton

    if not check:
        written = [str(p) for p in write_skeleton(format_name, path)]
        typer.echo("\n".join(written)) if not as_json else print_json({"written": written})
        return
    found = faults(format_name, path)
    if as_json:
        print_json({"valid": not found, "faults": found})
    else:
        typer.echo("\n".join(found) if found else f"{path}: nothing is wrong")
    if found:
        raise typer.Exit(1)
