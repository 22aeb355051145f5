"""The rules in force."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from assistant.cli.common import AsJson, print_json, shorten


def rules(
    unverified: Annotated[bool, typer.Option("--unverified", help="Only files that nobody has confirmed yet.")] = False,
    as_json: AsJson = False,
) -> None:
    """List every check and every file of rules.

    What it is, as of when, on which source, confirmed or not.

    Example: callprep rules --json
    """
    from assistant.service.rules_page import rules_page

    page = rules_page()
    files = [f for f in page.files if not (unverified and f.verified)]
    if as_json:
        print_json({"ruleset": page.ruleset, "checks": list(page.checks), "files": [asdict(f) for f in files]})
        return
    typer.echo(f"rules {page.ruleset}: {len(page.checks)} checks, {len(page.files)} files")
    for check in page.checks:
        typer.echo(f"{check['check_id']:<9} {check['title']}")
    for file in files:
        mark = "confirmed" if file.verified else "not confirmed"
        typer.echo(f"{file.name:<40} {file.as_of:<12} {mark}  {shorten(file.source)}")
        for gap in file.gaps:
            typer.echo(f"{'':<40} gap: {gap}")
