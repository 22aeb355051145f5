"""Call packs, P&T briefs, account plans and business reviews."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.common import AsJson, AsOf, OutDir, deliver, moment
from assistant.cli.remote import deliver_row, refuse, service

_GOERS = {"account_manager": "Account manager", "msl": "Medical science liaison"}
"""Who may prepare a meeting, and how they are called where no name is given."""


def prep(
    account: Annotated[str | None, typer.Option(help="Account id or part of its name.")] = None,
    hcp: Annotated[str | None, typer.Option("--with", help="Person id or part of the name.")] = None,
    topic: Annotated[str | None, typer.Option(help="Topic; the planned meeting's own if left out.")] = None,
    tomorrow: Annotated[bool, typer.Option("--tomorrow", help="All meetings of the next day.")] = False,
    owner: Annotated[str, typer.Option(help="Name of the person who goes.")] = "",
    role: Annotated[str, typer.Option("--as", help="account_manager or msl.")] = "account_manager",
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Prepare the call pack of a meeting, or of a whole day.

    An MSL's has no promotional line.

    Example: callprep prep --with Ellingsworth --as-of 2026-11-17T18:00:00-05:00 --out out
    """
    from assistant.bootstrap import open_rooms
    from assistant.domain import Role
    from assistant.errors import UsageError
    from assistant.service.day import prepare_day
    from assistant.service.prep import find_visit, prepare

    if role not in _GOERS:
        raise UsageError(f"--as is {role!r}; choose {' or '.join(_GOERS)}.")
    who, owner = Role(role), owner or _GOERS[role]
    if client := service():
        refuse(tomorrow=tomorrow, as_of=as_of, out=out)
        deliver_row(lambda: client.post_prep({"account": account, "hcp": hcp, "topic": topic}), as_json)
        return
    now = moment(as_of)
    with open_rooms() as rooms:
        if not tomorrow:
            visit = find_visit(rooms, now, account=account, hcp=hcp, topic=topic)
            deliver(rooms, prepare(rooms, visit, now, owner, who), as_json, out, "call-pack")
            return
        day = prepare_day(rooms, now, owner, _tell, who)
        deliver(rooms, day.sheet, as_json, out, "day")
        for meeting_id, pack in day.packs:
            typer.echo("")
            deliver(rooms, pack, as_json, out, f"call-pack-{meeting_id}")


def _tell(done: int, total: int) -> None:
    typer.echo(f"{done} of {total} packs", err=True)


def say(
    topic: Annotated[str, typer.Argument(help="Topic in words.")],
    jurisdiction: Annotated[str, typer.Option(help="US, or US-XX for a state.")] = "US",
    product: Annotated[str | None, typer.Option(help="Product id or name.")] = None,
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Show what may be said about a topic here and now.

    Approved lines whole, what is held back and why.

    Example: callprep say "chemotherapy nausea" --product QUILLMERA --jurisdiction US-OH
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.say import what_may_be_said

    now = moment(as_of)
    with open_rooms() as rooms:
        deliver(rooms, what_may_be_said(rooms, topic, jurisdiction, now, product), as_json, out, "say")


def brief(
    product: Annotated[str, typer.Option(help="Product id or name.")],
    indication: Annotated[str, typer.Option(help="Indication in words.")],
    requested_by: Annotated[str, typer.Option(help="committee or company.")] = "committee",
    author: Annotated[str, typer.Option(help="Name and standing of the author.")] = "Medical Information",
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Draft a P&T brief.

    Label, class evidence, options, never a vote.

    Example: callprep brief --product QUILLMERA --indication "chemotherapy nausea and vomiting" --requested-by committee
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.brief import brief as draft

    if client := service():
        refuse(as_of=as_of, out=out)
        deliver_row(
            lambda: client.post_brief({"product": product, "indication": indication, "requested_by": requested_by}),
            as_json,
        )
        return
    now = moment(as_of)
    with open_rooms() as rooms:
        deliver(rooms, draft(rooms, product, indication, requested_by, now, author), as_json, out, "pt-brief")


def plan(
    account: Annotated[str, typer.Option(help="Account id or part of its name.")],
    owner: Annotated[str, typer.Option(help="Name of the account manager.")] = "Account manager",
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Write the plan of an account.

    Who decides and when, stakeholders and gaps, promises, touches, risks, next review.

    Example: callprep plan --account Lakeshore --as-of 2026-11-17T18:00:00-05:00 --out out
    """
    from assistant.bootstrap import open_rooms
    from assistant.domain import Role
    from assistant.service.plans import account_plan

    now = moment(as_of)
    with open_rooms() as rooms:
        deliver(rooms, account_plan(rooms, Role.ACCOUNT_MANAGER, account, now, owner), as_json, out, "account-plan")


def business_review(
    account: Annotated[str, typer.Option(help="Account id or part of its name.")],
    days: Annotated[int, typer.Option(help="Length of the period that ends today.")] = 90,
    owner: Annotated[str, typer.Option(help="Name of the account manager.")] = "Account manager",
    as_of: AsOf = None,
    out: OutDir = None,
    as_json: AsJson = False,
) -> None:
    """Review an account over a period.

    Contacts, what was said and asked, promises kept and overdue, what comes next.

    Example: callprep business-review --account Lakeshore --days 180 --as-of 2026-11-17T18:00:00-05:00
    """
    from assistant.bootstrap import open_rooms
    from assistant.domain import Role
    from assistant.service import plans

    now = moment(as_of)
    with open_rooms() as rooms:
        made = plans.business_review(rooms, Role.ACCOUNT_MANAGER, account, now, owner, days)
        deliver(rooms, made, as_json, out, "business-review")
