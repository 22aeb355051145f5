"""Call packs and P&T briefs."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.common import AsJson, AsOf, OutDir, deliver, moment


def prep(
    account: Annotated[str | None, typer.Option(help="Account id or part of its name.")] = None,
    hcp: Annotated[str | None, typer.Option("--with", help="Person id or part of the name.")] = None,
    topic: Annotated[str | None, typer.Option(help="Topic; the planned meeting's own if left out.")] = None,
    tomorrow: Annotated[bool, typer.Option("--tomorrow", help="All meetings of the next day.")] = False,
    owner: Annotated[str, typer.Option(help="Name of the account manager.")] = "Account manager",
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Prepare a call pack for a planned meeting, or for a whole day.

    Example: callprep prep --with Ellingsworth --as-of 2026-11-17T18:00:00-05:00 --out out
    """
    from assistant.bootstrap import open_rooms
    from assistant.errors import NotFound
    from assistant.service.prep import find_visit, prepare, tomorrow as day_after, visits_on

    now = moment(as_of)
    with open_rooms() as rooms:
        if not tomorrow:
            deliver(
                rooms,
                prepare(rooms, find_visit(rooms, now, account=account, hcp=hcp, topic=topic), now, owner),
                as_json,
                out,
                "call-pack",
            )
            return
        visits = visits_on(rooms, day_after(now))
        if not visits:
            raise NotFound(f"No meeting on {day_after(now):%Y-%m-%d}. Import meetings, or name --with and --topic.")
        for number, visit in enumerate(visits, 1):
            typer.echo(f"{number} of {len(visits)}: {visit.meeting.meeting_id}", err=True)
            deliver(rooms, prepare(rooms, visit, now, owner), as_json, out, f"call-pack-{visit.meeting.meeting_id}")


def brief(
    product: Annotated[str, typer.Option(help="Product id or name.")],
    indication: Annotated[str, typer.Option(help="Indication in words.")],
    requested_by: Annotated[str, typer.Option(help="committee or company.")] = "committee",
    author: Annotated[str, typer.Option(help="Name and standing of the author.")] = "Medical Information",
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Draft a P&T brief: label, class evidence, options, never a vote.

    Example: callprep brief --product QUILLMERA --indication "chemotherapy nausea and vomiting" --requested-by committee
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.brief import brief as draft

    now = moment(as_of)
    with open_rooms() as rooms:
        deliver(rooms, draft(rooms, product, indication, requested_by, now, author), as_json, out, "pt-brief")
