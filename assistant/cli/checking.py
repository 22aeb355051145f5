"""Judge texts; bring in claims."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.common import AsJson, AsOf, moment, print_json, shorten
from assistant.cli.failing import NOT_RELEASED
from assistant.cli.remote import refuse, service
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.documents.paragraphs import Unread
    from assistant.service.checking import Bench
    from guardrails import CheckNote, ClaimSet


def check(
    path: Annotated[str, typer.Argument(help="A text, DOCX, PPTX, PDF or HTML file, or - for standard input.")],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line in, one verdict a line out.")] = False,
    profile: Annotated[str, typer.Option(help="screen (wording alone) or draft (every check).")] = "screen",
    mode: Annotated[str, typer.Option(help="promotional, formulary, scientific_reactive, ...")] = "promotional",
    product: Annotated[list[str] | None, typer.Option(help="Product the text speaks for; may be given twice.")] = None,
    jurisdiction: Annotated[str, typer.Option(help="US or a state such as US-NY.")] = "US",
    claims: Annotated[Path | None, typer.Option(help="Claims library to match against.")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Judge a text.

    Decision and findings, with place, reason and rule of each. Exit 0 released, 3 not.

    Example: echo "Our oil calms every patient." | callprep check -
    """
    from assistant.service.checking import check_lines, check_text
    from assistant.service.unread import with_unread

    if jsonl:
        for line in check_lines(_bench(claims, profile, mode, product, jurisdiction, as_of), _stream(path)):
            typer.echo(json.dumps(line, ensure_ascii=False))
        return
    text, place, unread = _document(path)
    if client := service():
        refuse(claims=claims, as_of=as_of)
        row: Any = client.post_check(
            {"text": text, "profile": profile, "mode": mode, "jurisdiction": jurisdiction, "products": product or []}
        )
    else:
        row = check_text(_bench(claims, profile, mode, product, jurisdiction, as_of), text)
    for finding in row["findings"]:
        finding["place"] = place(finding["start"])
    row = with_unread(row, unread)
    if as_json:
        print_json(row)
    else:
        _print_verdict(row)
    if row["decision"] != "RELEASE":
        raise typer.Exit(NOT_RELEASED)


def _bench(
    claims: Path | None, profile: str, mode: str, product: list[str] | None, jurisdiction: str, as_of: str | None
) -> Bench:
    from assistant.service.checking import bench_for
    from guardrails import load_claims

    library = load_claims(claims) if claims else _own_claims(product or ())
    return bench_for(
        profile=profile, mode=mode, jurisdiction=jurisdiction, products=product or (), claims=library, now=moment(as_of)
    )


def _own_claims(products: Iterable[str]) -> ClaimSet | None:
    """The home's claims where one of the products is known nowhere else; None without a home, which a check does not need."""
    from assistant.home import AppSettings
    from guardrails import known_products

    public = {name.lower() for p in known_products() for name in (p.product_id, *p.names)}
    settings = AppSettings()
    held = settings.database_url is not None or (settings.home / "callprep.db").exists()
    if not held or all(product.lower() in public for product in products):
        return None
    from assistant.bootstrap import open_rooms

    with open_rooms(settings) as rooms:
        return rooms.claims


def _stream(path: str) -> Iterable[str]:
    if path == "-":
        return sys.stdin
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"{path!r} cannot be read: {exc}. Give a UTF-8 file or -.") from exc


def _document(path: str) -> tuple[str, Callable[[int], str], tuple[Unread, ...]]:
    """The text, for an offset the words that say where it stands, and what was not read."""
    from assistant.documents.proof import without_comment
    from assistant.documents.reading import read_bytes, read_document

    if path != "-":
        document = read_document(Path(path))
        return document.text, lambda offset: document.place_of(offset).label, document.unread
    data = sys.stdin.buffer.read()
    if _is_prose(data):
        text = without_comment(data.decode("utf-8-sig").replace("\r\n", "\n"))
        return text, lambda offset: f"paragraph {len(_GAP.findall(text[:offset].lstrip())) + 1}", ()
    document = read_bytes(data, "standard input")
    return document.text, lambda offset: document.place_of(offset).label, document.unread


def _is_prose(data: bytes) -> bool:
    """True for pasted words, which are judged as they are; a mail with headers, a page or a file is read first."""
    from assistant.documents.read_plain import is_html, is_mail

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return (
        "\0" not in text and not is_mail(data, "") and not is_html(data, "") and not data.startswith((b"%PDF-", b"PK"))
    )


_GAP = re.compile(r"\n[ \t]*\n\s*")


def _print_verdict(row: Mapping[str, Any]) -> None:
    from guardrails import check_notes

    notes = check_notes()
    typer.echo(f"{row['decision']}  ({len(row['findings'])} findings, {len(row['coverage']['run'])} checks run)")
    for finding in row["findings"]:
        _print_finding(finding, notes.get(finding["check_id"]))
    for check_id in dict.fromkeys(finding["check_id"] for finding in row["findings"]):
        if check_id in notes and notes[check_id].advice:
            typer.echo(f"\n{check_id}: {notes[check_id].advice}")


def _print_finding(finding: Mapping[str, Any], note: CheckNote | None) -> None:
    title, where = f" {note.title}," if note else "", finding["place"]
    typer.echo(
        f"\n{finding['check_id']}{title} {finding['severity']}  {finding['start']}-{finding['end']}"
        + (f"  {where}" if where else "")
    )
    if finding["quote"]:
        typer.echo(f"  “{finding['quote']}”")
    typer.echo(f"  {finding['reason']}")
    if finding["suggestion"]:
        typer.echo(f"  Offered, checked again: {finding['suggestion']}")
    if finding["rule_refs"]:
        typer.echo(f"  Rule: {', '.join(finding['rule_refs'])} (not legal advice)")


def list_claims(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """All claim versions with their standing.

    Example: callprep claims list --as-of 2026-11-17
    """
    from assistant.bootstrap import open_rooms
    from guardrails import standing

    now = moment(as_of)
    with open_rooms() as rooms:
        library: ClaimSet = rooms.claims
    rows = [
        {"claim": c.key, "standing": standing(c, now).value, "expires": str(c.expires or ""), "text": c.text}
        for c in library.claims
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        typer.echo(
            f"{row['claim']:<14} {row['standing']:<20} to {row['expires'] or 'not set':<10}  {shorten(row['text'])}"
        )
