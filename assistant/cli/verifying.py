"""Verify exported documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import AsJson, AsOf, moment, print_json
from assistant.cli.failing import NOT_RELEASED

if TYPE_CHECKING:
    from assistant.service.verify import Verified


def verify(
    file: Annotated[Path | None, typer.Argument(help="Exported .docx, .pptx, .pdf, .html or .md.")] = None,
    key: Annotated[
        str | None, typer.Option(help="Public key you trust: 64 hex digits, or a file of one or more.")
    ] = None,
    library: Annotated[
        bool, typer.Option("--library", help="Also look sources and claims up as they are now.")
    ] = False,
    own_key: Annotated[
        bool, typer.Option("--own-key", help="Print this installation's public keys, newest first, and stop.")
    ] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Check every word of an exported file against its proof.

    Every visible word, against the signed proof inside. Needs no library and no network.

    Example: callprep verify out/pt-brief.docx --key company.pub
    """
    from assistant.bootstrap import open_rooms
    from assistant.errors import UsageError
    from assistant.home import retired_public_keys
    from assistant.service import verify as verifying

    if own_key:
        with open_rooms() as rooms:
            for known in (rooms.signer.public_key, *retired_public_keys(rooms.home)):
                typer.echo(known)
        return
    if file is None:
        raise UsageError("Name the file to verify, e.g. callprep verify out/pt-brief.docx.")
    result = verifying.verify(_bytes(file), file.name, moment(as_of), _key(key))
    if library:
        with open_rooms() as rooms:
            result = verifying.with_library(result, rooms.library, rooms.claims)
    if as_json:
        print_json(verifying.verified_row(result, file.name))
    else:
        _print(result, file.name)
    if result.problems:
        raise typer.Exit(NOT_RELEASED)


def _bytes(file: Path) -> bytes:
    from assistant.documents.reading import MAX_BYTES
    from assistant.errors import DocumentUnreadable

    try:
        if file.stat().st_size > MAX_BYTES:
            raise DocumentUnreadable(f"{file.name!r} is larger than {MAX_BYTES:,} bytes.")
        return file.read_bytes()
    except OSError as exc:
        raise DocumentUnreadable(f"{file.name!r} cannot be opened ({exc.strerror}); check the path.") from exc


def _key(given: str | None) -> str | None:
    from assistant.service.verify import key_from

    if given is None:
        return None
    path = Path(given)
    return key_from(path.read_text(encoding="utf-8") if len(given) < 1000 and path.is_file() else given)


def _print(result: Verified, name: str) -> None:
    facts = result.proof.facts
    for d in result.differences:
        typer.echo(f"NOT PROVEN  {d.place}: {_said(d.kind, d.was, d.now)}")
        typer.echo(f"            “{d.sentence}”")
    for text in result.expired:
        typer.echo(f"EXPIRED     {text}")
    for text in result.sources:
        typer.echo(f"SOURCE      {text}")
    if not result.problems:
        typer.echo(
            f"{name} holds: all visible text is the text that passed on {result.proof.certificate.issued_at:%Y-%m-%d %H:%M}."
        )
    typer.echo(
        f"{len(facts['statements'])} statements, certificate {result.proof.certificate.certificate_id}, {facts['artifact']}."
    )
    key = result.proof.certificate.public_key
    if result.trusted:
        typer.echo("Signed by the key you named.")
    else:
        typer.echo(f"Signed by {key}. Compare it with the key your company publishes, or name that with --key.")


def _said(kind: str, was: str, now: str) -> str:
    if kind == "changed":
        return f"“{now}” stands where “{was}” was checked"
    return f"“{now}” was added" if kind == "added" else f"“{was}” was taken out"
