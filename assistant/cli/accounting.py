"""Accounts and meetings: import, export, people, call reports, requests."""

from __future__ import annotations

import json
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.common import AsJson, AsOf, moment, print_json

if TYPE_CHECKING:
    from assistant.accounts.planning import ImportPlan
    from assistant.service.calls import Logged

MappingName = Annotated[str | None, typer.Option(help="A shipped mapping's name, or the path of a mapping file.")]
_SHOWN = 20


def import_accounts(
    file: Annotated[Path, typer.Argument(help="CSV, JSON or .ics export of a CRM or calendar.")],
    mapping: MappingName = None,
    preview: Annotated[bool, typer.Option("--preview", help="Say what would change and write nothing.")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Import the good rows, list the others.")] = False,
    errors: Annotated[Path | None, typer.Option("--errors", help="Write every wrong row into this CSV file.")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Bring in accounts, people, interactions or meetings.

    The same file twice changes nothing.

    Example: callprep accounts import calls.csv --mapping veeva-calls --preview
    """
    from assistant.accounts.row_errors import error_file
    from assistant.bootstrap import open_rooms
    from assistant.cli.progress import progress_bar
    from assistant.errors import UsageError
    from assistant.service import accounts

    now = moment(as_of)
    with open_rooms() as rooms:
        with error_file(errors, file) as tell, progress_bar() as tick:
            plan = accounts.preview(rooms, file, mapping, now, tell, tick=tick)
        _print_plan(plan, as_json, preview, len(accounts.reports_to_open(rooms, plan)))
        if errors:
            typer.echo(f"wrote {errors}", err=True)
        if any(error.row == 0 for error in plan.errors):  # without its columns no row was read, so no event either
            raise UsageError("Nothing of this file can be imported: mend its header, or choose another --mapping.")
        if not preview:
            accounts.apply(rooms, plan, now, skip_bad=skip_bad, listed=True)


def _print_plan(plan: ImportPlan, as_json: bool, preview: bool, to_open: int) -> None:
    if as_json:
        print_json(
            {
                "kind": plan.kind,
                "new": len(plan.new),
                "changed": len(plan.changed),
                "unchanged": plan.unchanged,
                "errors": [{"row": e.row, "column": e.column, "problem": e.problem} for e in plan.errors],
                "errors_total": plan.errors_total,
                "warnings": list(plan.warnings),
                "relayed": to_open,
                "relayed_before": len(plan.reports) - to_open,
                "redacted": list(plan.redacted),
                "written": not preview,
            }
        )
        return
    verb = "would be" if preview else "is" if plan.rejected == 1 else "are"
    typer.echo(
        f"{len(plan.new)} new{_kinds(plan.new)}, {len(plan.changed)} changed{_kinds(plan.changed)}, {plan.unchanged} unchanged; "
        f"{plan.rejected} row{'' if plan.rejected == 1 else 's'} {verb} left out."
    )
    for error in plan.errors[:_SHOWN]:
        typer.echo(f"  {error.line}", err=True)
    if plan.errors_total > _SHOWN:
        typer.echo(f"  and {plan.errors_total - _SHOWN} more; --errors FILE writes all of them", err=True)
    for warning in plan.warnings[:_SHOWN]:
        typer.echo(f"  Check: {warning}", err=True)
    if len(plan.warnings) > _SHOWN:
        typer.echo(f"  and {len(plan.warnings) - _SHOWN} more to check; --json lists them", err=True)
    if plan.redacted:
        contacts = "contact" if len(plan.redacted) == 1 else "contacts"
        typer.echo(f"  Personal data redacted in {len(plan.redacted)} {contacts}.", err=True)
    if to_open:
        went = "would go" if preview else "went"
        typer.echo(f"  {to_open} possible {_events(to_open)} {went} to drug safety.", err=True)
    if before := len(plan.reports) - to_open:
        been = "was" if before == 1 else "were"
        again = "no second task is opened"
        typer.echo(
            f"  {before} possible {_events(before)} {been} recorded with drug safety already; {again}.", err=True
        )


def _events(number: int) -> str:
    return "adverse event or complaint" if number == 1 else "adverse events or complaints"


def _kinds(things: Iterable[object]) -> str:
    """How many of each kind, in brackets; empty for none."""
    counts = Counter(type(thing).__name__.lower() for thing in things)
    return f" ({', '.join(f'{kind}: {n}' for kind, n in sorted(counts.items()))})" if counts else ""


def export_accounts(
    kind: Annotated[str, typer.Argument(help="accounts, people, interactions or meetings.")],
    mapping: MappingName = None,
) -> None:
    """Print all objects of a kind as CSV in the shape of a mapping.

    Example: callprep accounts export interactions --mapping veeva-calls > calls.csv
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.accounts import export

    with open_rooms() as rooms:
        sys.stdout.write(export(rooms, kind, mapping))


def mappings() -> None:
    """List the mappings that come along, with their columns.

    A CSV file whose columns are those of one of them needs no --mapping.

    Example: callprep accounts mappings
    """
    from assistant.accounts.mapping import load_mapping, shipped_mappings

    for name in shipped_mappings():
        mapping = load_mapping(name)
        note = "" if mapping.verified else " Not verified."
        typer.echo(f"{name}: {mapping.kind}. {mapping.source}{note}")
        columns = ", ".join(dict.fromkeys(mapping.columns.values()))
        typer.echo(textwrap.fill(columns, 100, initial_indent="    ", subsequent_indent="    "))


def show_map(
    account: Annotated[str, typer.Argument(help="Account id or part of its name.")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Show who decides at an account.

    Which roles are missing, who is silent, which data to doubt.

    Example: callprep accounts map A-1
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.accounts import account_map

    with open_rooms() as rooms:
        found = account_map(rooms, account, moment(as_of))
    if as_json:
        people = [
            {
                "person": s.person.person_id,
                "role": s.person.role,
                "influence": s.person.influence,
                "stance": s.person.stance,
                "last_touch": str(s.last_touch) if s.last_touch else None,
                "silent": s.silent,
            }
            for s in found.people
        ]
        print_json(
            {
                "account": found.account.account_id,
                "people": people,
                "missing_roles": list(found.missing_roles),
                "doubts": list(found.doubts),
            }
        )
        return
    typer.echo(f"{found.account.name}: phase {found.account.phase.replace('_', ' ')}, tier {found.account.tier}")
    for s in found.people:
        touch = f"last contact {s.last_touch}" if s.last_touch else "no contact yet"
        typer.echo(
            f"  {s.person.name}: {s.person.role.replace('_', ' ')}, influence {s.person.influence or 'unknown'}, "
            f"{s.person.stance or 'stance unknown'}; {touch}{', silent' if s.silent else ''}"
        )
    for role in found.missing_roles:
        typer.echo(f"  Missing: {role.replace('_', ' ')}")
    for doubt in found.doubts:
        typer.echo(f"  Doubt: {doubt}")


def merge(
    keep: Annotated[str, typer.Argument(help="Id of the person to keep.")],
    drop: Annotated[str, typer.Argument(help="Id of the record that goes.")],
    as_of: AsOf = None,
) -> None:
    """Make two records of one person one.

    Contacts, meetings and requests follow, the stricter consent stays.

    Example: callprep accounts merge P-1 P-77
    """
    from assistant.bootstrap import open_rooms
    from assistant.service import merging

    with open_rooms() as rooms:
        person = merging.merge(rooms, keep, drop, moment(as_of))
    typer.echo(f"{drop} is now {person.person_id}.")
    typer.echo(f"To undo it: callprep accounts unmerge {drop}", err=True)


def unmerge(
    drop: Annotated[str, typer.Argument(help="Id of the record that a merge made go.")],
    as_of: AsOf = None,
) -> None:
    """Undo a merge: both records as they were.

    What was changed or logged since stays with the kept one.

    Example: callprep accounts unmerge P-77
    """
    from assistant.bootstrap import open_rooms
    from assistant.service import merging

    with open_rooms() as rooms:
        person, named = merging.unmerge(rooms, drop, moment(as_of))
    typer.echo(f"{person.person_id} is there again; contacts, meetings and requests that name it again: {named}.")


def forget(
    person: Annotated[str, typer.Argument(help="Person id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this nothing happens.")] = False,
    as_of: AsOf = None,
) -> None:
    """Delete a person.

    Name, notes and words go, dates and the audit entry stay.

    Example: callprep accounts forget P-7 --yes
    """
    from assistant.bootstrap import open_rooms
    from assistant.errors import UsageError
    from assistant.service import accounts

    if not yes:
        raise UsageError(f"Deleting {person!r} cannot be undone; say --yes to do it.")
    with open_rooms() as rooms:
        changed = accounts.forget(rooms, person, moment(as_of))
    typer.echo(f"{person} is deleted; contacts, meetings and requests that keep their dates alone: {changed}.")


def log(
    file: Annotated[str, typer.Argument(help="Call report as JSON; - reads standard input.")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Save one call report.

    Every text is screened, events are relayed, routed questions become requests.

    Example: callprep accounts log report.json
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.calls import log_contact

    row = _report(file)
    with open_rooms() as rooms:
        done = log_contact(rooms, row, moment(as_of))
    if as_json:
        print_json(
            {
                "id": done.interaction.interaction_id,
                "redacted": done.redacted,
                "relayed": done.relayed and not done.known,
                "relayed_before": done.known,
                "requests": list(done.requests),
            }
        )
        return
    typer.echo(f"Saved {done.interaction.interaction_id}.")
    _tell_done(done)


def correct(
    contact: Annotated[str, typer.Argument(help="Id of the call.")],
    file: Annotated[str, typer.Argument(help="What changes of the call report, as JSON; - reads standard input.")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Correct a call report that was logged here.

    The logged one is kept, what is given takes its place, what is left out stays as it was.

    Example: callprep accounts correct I-200 changes.json
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.calls import correct_contact, corrected_row

    changes = _report(file)
    with open_rooms() as rooms:
        done = correct_contact(rooms, contact, changes, moment(as_of))
    if as_json:
        print_json(corrected_row(contact, done))
        return
    typer.echo(f"Corrected {contact}: {done.interaction.interaction_id} takes its place.")
    _tell_done(done)


def _report(file: str) -> dict[str, Any]:
    """A call report from a file or standard input."""
    from assistant.errors import ImportRefused

    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    try:
        row: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as exc:
        raise ImportRefused(f"The call report is no JSON: {exc}.") from exc
    if not isinstance(row, dict):
        raise ImportRefused("The call report has to be one JSON object.")
    return row


def _tell_done(done: Logged) -> None:
    if done.redacted:
        typer.echo("Personal data was redacted.")
    if done.relayed:
        already = " already; no second task is opened" if done.known else ""
        typer.echo(f"A possible adverse event or complaint was relayed to drug safety{already}.")
    for request in done.requests:
        typer.echo(f"Routed to Medical as {request}.")


def requests(as_json: AsJson = False) -> None:
    """List logged requests that are not answered yet.

    In the asker's words.

    Example: callprep accounts requests
    """
    from assistant.bootstrap import open_rooms
    from assistant.service.accounts import requests_due

    with open_rooms() as rooms:
        waiting = requests_due(rooms)
    if as_json:
        print_json(
            [
                {
                    "request": r.request_id,
                    "asked_on": str(r.asked_on),
                    "origin": r.origin,
                    "status": r.status,
                    "text": r.text,
                }
                for r in waiting
            ]
        )
        return
    for r in waiting:
        typer.echo(f"{r.request_id}  {r.asked_on}  {r.origin}, {r.status}: “{r.text}”")
