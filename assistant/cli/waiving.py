"""Accepting one finding of one stored draft: what stands in its way, and who accepts it, why and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from assistant.cli.common import AsJson, print_json
from assistant.errors import UsageError


def waive(
    draft_id: Annotated[str, typer.Argument(help="A stored draft.")],
    fingerprint: Annotated[str | None, typer.Argument(help="Finding to accept; without it, all are listed.")] = None,
    discipline: Annotated[str, typer.Option("--as", help="M, L or R.")] = "",
    name: Annotated[str, typer.Option(help="Name of the person who signs.")] = "",
    reason: Annotated[str, typer.Option(help="Why it may stand; 15 characters or more.")] = "",
    until: Annotated[str, typer.Option(help="ISO date or moment at which it ends, within a year.")] = "",
    as_json: AsJson = False,
) -> None:
    """Accept one finding of exactly this text, signed.

    For a while. Reports of harm, personal data, cures and inducements never.

    Example: callprep waive D-1 0123abcd --as M --name "N. Okonjo-Reyes MD" --reason "It is on the label." --until 2027-01-31
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.waivers import grant_waiver, waivable_findings
    from guardrails import NEVER_WAIVED

    with open_rooms() as rooms:
        if fingerprint is None:
            rows = [
                {
                    "fingerprint": f.fingerprint,
                    "check": f.check_id,
                    "severity": f.severity.name,
                    "may_be_waived": f.check_id not in NEVER_WAIVED,
                    "reason": f.reason,
                }
                for f in waivable_findings(rooms, draft_id, rooms.clock())[1]
            ]
            return print_json(rows) if as_json else _list(rows)
        end = _moment(until)
        now = rooms.clock()
        waiver = grant_waiver(
            rooms, draft_id, fingerprint, discipline=discipline, name=name, reason=reason, until=end, now=now
        )
    if as_json:
        return print_json(
            {"fingerprint": waiver.fingerprint, "draft_sha256": waiver.draft_sha256, "until": end.isoformat()}
        )
    return typer.echo(f"{waiver.fingerprint} of {draft_id} is accepted until {end:%Y-%m-%d %H:%M %Z}")


def _list(rows: list[dict[str, object]]) -> None:
    for row in rows:
        never = "" if row["may_be_waived"] else " (never waived)"
        typer.echo(f"{row['fingerprint']}  {row['check']} {row['severity']}{never}: {row['reason']}")
    if not rows:
        typer.echo("Nothing stands in the way of this draft.")


def _moment(written: str) -> datetime:
    try:
        found = datetime.fromisoformat(written)
    except ValueError as exc:
        raise UsageError(f"--until {written!r} is no date; write 2027-01-31.") from exc
    return found if found.tzinfo else found.astimezone()
