"""What commands share: options, times, printing a released document."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.failing import NOT_RELEASED
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.documents.house import Template
    from assistant.service.rooms import Rooms
    from guardrails import Quarantined, Released

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Judge as of this time, e.g. 2026-11-17T18:00:00-05:00.")]
OutDir = Annotated[Path | None, typer.Option("--out", help="Also write Markdown, HTML, Word, PowerPoint and PDF here.")]
MAX_QUESTION = 2000


def moment(as_of: str | None) -> datetime:
    """The time at which things are judged: as given, else now.

    Raises:
        UsageError: No ISO date or time.
    """
    if as_of is None:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(as_of)
    except ValueError as exc:
        raise UsageError(f"--as-of is {as_of!r}; give a date or time such as 2026-11-17T18:00:00-05:00.") from exc
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def shorten(text: str, most: int = 90) -> str:
    """The beginning of a text for one line of a list, cut between words and marked where it is cut."""
    return textwrap.shorten(text, most, placeholder=" …")


def print_json(value: Any) -> None:
    """One JSON document, keys in their own order."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def deliver(rooms: Rooms, outcome: Released | Quarantined, as_json: bool, out: Path | None, name: str) -> None:
    """Print and write what was released; say in one line what was not, and exit 3. What is written is noted as exported."""
    from assistant.documents.text import render_text
    from assistant.service.shapes import held_row, released_row
    from guardrails import Quarantined

    if isinstance(outcome, Quarantined):
        row = held_row(outcome)
        if as_json:
            print_json(row)
        what = (
            "waits for a reviewer's sign-off (routing)"
            if row["routing_only"]
            else f"is held by {_named(row['checks'])}"
        )
        typer.echo(f"callprep: not released: {row['draft_id']} {what}; nothing is shown.", err=True)
        typer.echo(
            "Reviewers see the places on its page (Documents) and decide; a claim or label that is missing has to come first.",
            err=True,
        )
        raise typer.Exit(NOT_RELEASED)
    if as_json:
        print_json(released_row(outcome))
    else:
        typer.echo(render_text(outcome), nl=False)
    if out is not None:
        keep(rooms, outcome, out, name)
    if outcome.withheld:
        noun = "statement" if len(outcome.withheld) == 1 else "statements"
        typer.echo(f"{len(outcome.withheld)} {noun} withheld; reviewers see why.", err=True)


def _named(checks: Sequence[str]) -> str:
    """Checks with their titles."""
    from guardrails import rules_of_checks

    titles = {row["check_id"]: row["title"] for row in rules_of_checks()}
    return ", ".join(f"{check} ({titles.get(check, 'no longer a check')})" for check in checks) or "no check"


def keep(rooms: Rooms, outcome: Released | Quarantined, folder: Path, name: str) -> None:
    """Write a released document without printing it; say in one line what was not released."""
    from assistant.service.exports import assert_may_leave, note_exports
    from assistant.service.templates import templates_in
    from guardrails import Quarantined

    if isinstance(outcome, Quarantined):
        typer.echo(f"callprep: not released: {outcome.draft.draft_id}; nothing is written.", err=True)
        return
    assert_may_leave(outcome)
    paths = write_files(outcome, folder, name, templates_in(rooms))
    note_exports(rooms, outcome, [str(path) for path in paths])
    for path in paths:
        typer.echo(f"wrote {path}", err=True)


def write_files(
    released: Released, folder: Path, name: str, templates: Mapping[str, Template] = MappingProxyType({})
) -> list[Path]:
    """The document in every format, in the company's templates, each file complete or not at all."""
    from assistant.documents.rendering import FORMATS, render

    return _write({suffix: render(released, suffix, templates) for suffix in FORMATS}, folder, name)


def write_texts(contents: Mapping[str, str], folder: Path, name: str) -> list[Path]:
    """Files of text, suffix -> content, named on stderr."""
    paths = _write({suffix: text.encode("utf-8") for suffix, text in contents.items()}, folder, name)
    for path in paths:
        typer.echo(f"wrote {path}", err=True)
    return paths


def _write(contents: Mapping[str, bytes], folder: Path, name: str) -> list[Path]:
    from assistant.errors import StoreUnavailable

    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for suffix, content in contents.items():
            path = folder / f"{name}.{suffix}"
            partial = path.with_name(path.name + ".part")
            partial.write_bytes(content)
            partial.replace(path)
            paths.append(path)
    except OSError as exc:
        raise StoreUnavailable(
            f"Cannot write into {str(folder)!r}: {exc}. Choose another --out or free space."
        ) from exc
    return paths
