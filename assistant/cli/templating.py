"""The company's own Word and PowerPoint templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import AsJson, AsOf, moment, print_json

if TYPE_CHECKING:
    from assistant.service.templates import Kept


def add(
    file: Annotated[Path, typer.Argument(help="A .docx or .pptx of your company.")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Use a company template: its styles, logo, header and footer. Its own words are judged first; what it lacks is listed.

    Example: callprep template add company.docx
    """
    from assistant.bootstrap import open_rooms
    from assistant.errors import DocumentUnreadable
    from assistant.service import templates

    try:
        data = file.read_bytes()
    except OSError as exc:
        raise DocumentUnreadable(f"{file.name!r} cannot be opened ({exc.strerror}); check the path.") from exc
    with open_rooms() as rooms:
        _tell((templates.add(rooms, data, file.name, moment(as_of)),), as_json)


def show(as_json: AsJson = False) -> None:
    """Show the templates in use.

    With the words that they put on every document.

    Example: callprep template show
    """
    from assistant.bootstrap import open_rooms
    from assistant.service import templates

    with open_rooms() as rooms:
        _tell(templates.kept_templates(rooms), as_json)


def remove(
    kind: Annotated[str, typer.Argument(help="docx or pptx.")],
    as_of: AsOf = None,
) -> None:
    """Go back to the plain look for Word or PowerPoint files.

    Example: callprep template remove docx
    """
    from assistant.bootstrap import open_rooms
    from assistant.service import templates

    with open_rooms() as rooms:
        templates.remove(rooms, kind, moment(as_of))


def _tell(kept: tuple[Kept, ...], as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        print_json([asdict(k) | {"issued_at": k.issued_at.isoformat()} for k in kept])
        return
    for k in kept:
        typer.echo(f"{k.kind}  {k.sha256[:16]}  judged {k.issued_at:%Y-%m-%d}, pictures {k.pictures}")
        for word in k.words:
            typer.echo(f"  {word}")
    if not kept:
        typer.echo("No company template in use.", err=True)
