"""The company for which this installation works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import AsJson, print_json

if TYPE_CHECKING:
    from assistant.domain import Company


def record(
    name: Annotated[str, typer.Option(help="Name, as it stands on documents.")],
    disclosure: Annotated[
        str, typer.Option(help="One sentence: what the company sells and how that bears on answers.")
    ],
    safety_desk: Annotated[str, typer.Option(help="Whom an adverse event is told to, with telephone or address.")],
    medical: Annotated[str, typer.Option(help="Who answers routed questions.")] = "Medical Information",
    as_json: AsJson = False,
) -> None:
    """Name the company, its disclosure and contacts.

    They stand on every document, so the gate judges them first.

    Example: callprep company set --name "Acme Oncology" --disclosure "Acme Oncology sells Zenvora; it paid for this
    document." --safety-desk "Acme drug safety, +1 555 0100"
    """
    from assistant.bootstrap import open_rooms
    from assistant.domain import Company
    from assistant.service.company import record_company

    with open_rooms() as rooms:
        _tell(record_company(rooms, Company(name, disclosure, safety_desk, medical), rooms.clock()), as_json)


def show(as_json: AsJson = False) -> None:
    """Show the company that is recorded.

    Example: callprep company show
    """
    from assistant.bootstrap import open_rooms

    with open_rooms() as rooms:
        company = rooms.company
    if company is None:
        typer.echo("No company is recorded; `callprep company set` does that.", err=True)
        raise typer.Exit(1)
    _tell(company, as_json)


def _tell(company: Company, as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        print_json(asdict(company))
        return
    typer.echo(f"{company.name}\n  disclosure: {company.disclosure}")
    typer.echo(f"  safety desk: {company.safety_contact}\n  medical information: {company.medical_contact}")
