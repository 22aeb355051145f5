"""The command `gate`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from eval.cli.common import BROKEN, show_found
from eval.cli.options import Cache, View, spread


@spread
def gate(
    file: Annotated[Path, typer.Argument(help="YAML file of checks with their limits; see docs/evaluating.md.")],
    junit: Annotated[Path | None, typer.Option("--junit", help="Also write JUnit XML.")] = None,
    cache: Cache = None,
    *,
    view: View,
) -> None:
    """May this version go live? Measures every check of a file; exit 3 if a limit is broken, the reason in one line.

    Example: callprep-eval gate eval/data/gate.yaml --junit gate.xml
    """
    from eval.gating import Gate, gate_json, gate_lines, run_gate
    from eval.jobs import measurer
    from eval.junit import junit_xml
    from eval.report.pages import gate_page
    from eval.runs import RunStore, write_whole
    from eval.settings_file import read_settings

    spec = read_settings(file, Gate)
    passages = run_gate(spec, file.parent, measurer(cache), RunStore(view.runs_folder))
    if junit is not None:
        write_whole(junit, junit_xml(passages))
    began = datetime.now(UTC)
    found = {**gate_json(passages), "file": file.name, "at": began.isoformat(timespec="seconds")}
    write_whole(view.runs_folder / "gates" / f"{began:%Y%m%dT%H%M%S%f}.json", json.dumps(found, ensure_ascii=False))
    show_found(found, view, lambda: gate_page(found), lambda: gate_lines(passages))
    broken = [p for p in passages if not p.passed]
    for passage in broken:
        typer.echo(f"callprep-eval: {passage.title}: {passage.reason}", err=True)
    if broken:
        raise typer.Exit(BROKEN)
