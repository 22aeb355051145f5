"""Accounts: import with a preview, export, forget, stakeholder map, and requests that wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.accounts.calendar import calendar_rows
from assistant.accounts.exporting import export_csv
from assistant.accounts.loading import read_crm_export
from assistant.accounts.mapping import Mapping as AccountMapping, load_mapping, shipped_mappings
from assistant.accounts.people import StakeholderMap, stakeholder_map, without_person
from assistant.accounts.planning import Held, ImportPlan, plan_import
from assistant.accounts.reading_rows import read_rows, read_text
from assistant.accounts.recurrence import Window
from assistant.accounts.row_errors import Tell
from assistant.domain import Account, Interaction, Meeting, Merge, Person, Request, SafetyReport
from assistant.errors import ImportRefused, NotFound
from assistant.service.contacts import CORRECTED, contacts_as_they_stand, versions_of
from assistant.service.products import account_named
from assistant.service.rooms import Rooms
from assistant.service.safety import open_report
from assistant.service.sight import Sight
from assistant.users import User
from guardrails import screen_note
from ingest import Progress, silent

_SERIES = timedelta(days=92)
"""How far ahead the meetings of a repeated event are taken."""
_TICK = 100
KIND_OF = {"accounts": Account, "people": Person, "interactions": Interaction, "meetings": Meeting}


def held_of(rooms: Rooms) -> Held:
    """What is stored, by id."""
    return Held(
        accounts={a.account_id: a for a in rooms.objects.all(Account)},
        people={p.person_id: p for p in rooms.objects.all(Person)},
        interactions={i.interaction_id: i for i in rooms.objects.all(Interaction)},
        meetings={m.meeting_id: m for m in rooms.objects.all(Meeting)},
        requests={r.request_id: r for r in rooms.objects.all(Request)},
    )


def preview(
    rooms: Rooms,
    path: Path,
    mapping_name: str | None,
    now: datetime,
    tell: Tell = lambda _: None,
    held: Held | None = None,
    tick: Progress = silent,
) -> ImportPlan:
    """What importing this file would do; nothing is written.

    `tell` hears of every wrong row, kept in the plan or not. `held` is what the rows are compared with: all that is
    stored if left out. `tick` hears how many rows are read.

    Raises:
        ImportRefused: File or mapping cannot be read at all.
    """
    held = held or held_of(rooms)
    if path.suffix.lower() == ".ics":
        rows = calendar_rows(read_text(path), held.accounts, held.people, Window(now.date(), now.date() + _SERIES))
        return plan_import(rows, load_mapping("meetings"), held, screen_note, now, tell)
    if mapping_name is None:
        if path.suffix.lower() != ".json":
            return plan_import(_counted(read_rows(path), tick), _fitting(path), held, screen_note, now, tell)
        return _own_export(path, held)
    return plan_import(_counted(read_rows(path), tick), load_mapping(mapping_name), held, screen_note, now, tell)


def _fitting(path: Path) -> AccountMapping:
    """The one shipped mapping that knows every column of a CSV file.

    Raises:
        ImportRefused: None does, or several do.
    """
    header = set(next(read_rows(path))[1])
    fitting = [name for name in shipped_mappings() if header <= set(load_mapping(name).columns.values())]
    if len(fitting) != 1:
        which = f"are those of {' and '.join(fitting)}" if fitting else "are those of no mapping at hand"
        raise ImportRefused(
            f"{path.name!r} needs --mapping, since its columns {which}; `callprep accounts mappings` lists them all."
        )
    return load_mapping(fitting[0])


def _counted(rows: Iterable[tuple[int, dict[str, Any]]], tick: Progress) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, row in rows:
        if number % _TICK == 0:
            tick("rows", number, None)
        yield number, row


def _own_export(path: Path, held: Held) -> ImportPlan:
    """A whole export in our own JSON shape."""
    found = read_crm_export(read_text(path), path.name, screen_note)
    known = [thing for thing in found.objects if held.get(thing) == thing]
    changed = [thing for thing in found.objects if held.get(thing) not in (None, thing)]
    new = [thing for thing in found.objects if held.get(thing) is None]
    return ImportPlan(
        "export", tuple(new), tuple(changed), len(known), (), found.warnings, found.reports, found.redacted_notes
    )


def apply(rooms: Rooms, plan: ImportPlan, now: datetime, *, skip_bad: bool = False, listed: bool = False) -> int:
    """Write a plan in one transaction; how many objects were written. Its relay tasks are opened first, whatever follows.

    `listed` says that the reader has seen the wrong rows: a refusal then does not name the first again.

    Raises:
        ImportRefused: The plan has wrong rows and `skip_bad` was not asked for; nothing else is written.
    """
    relay(rooms, plan)
    if plan.errors and not skip_bad:
        first = "" if listed else f" First: {plan.errors[0].line}."
        raise ImportRefused(
            f"{plan.rejected} row{' is' if plan.rejected == 1 else 's are'} wrong, nothing was imported.{first} "
            "Mend them, or import the rest with --skip-bad."
        )
    written = rooms.objects.put([*_new_requests(rooms, plan), *plan.changed])
    detail = {"kind": plan.kind, "written": written, "unchanged": plan.unchanged, "rejected": plan.rejected}
    rooms.audit.append(rooms.actor, "accounts.imported", detail, now)
    return written


def relay(rooms: Rooms, plan: ImportPlan) -> None:
    """Open the relay tasks of a plan; one that is open already stays as it is."""
    for report in plan.reports:
        open_report(rooms, report, rooms.actor, report.account_id)


def reports_to_open(rooms: Rooms, plan: ImportPlan) -> tuple[SafetyReport, ...]:
    """Those of the plan's possible events that drug safety has not been told of yet."""
    return tuple(report for report in plan.reports if not rooms.documents.knows_report(report))


def _new_requests(rooms: Rooms, plan: ImportPlan) -> Iterable[object]:
    """New objects; a request that is logged already keeps its state."""
    known = {r.request_id for r in rooms.objects.all(Request)}
    return (t for t in plan.new if not (isinstance(t, Request) and t.request_id in known))


def export(rooms: Rooms, kind: str, mapping_name: str | None) -> str:
    """All objects of a kind as CSV; contacts as they stand, without those that were corrected since.

    Raises:
        NotFound: No such kind.
        ImportRefused: The mapping is for another kind.
    """
    if kind not in KIND_OF:
        raise NotFound(f"No kind {kind!r}. Known: {', '.join(KIND_OF)}.")
    mapping = load_mapping(mapping_name or kind)
    if KIND_OF[kind].__name__.lower() != mapping.kind:
        raise ImportRefused(f"The mapping {mapping.name!r} is for {mapping.kind}, not for {kind}.")
    found = contacts_as_they_stand(rooms) if KIND_OF[kind] is Interaction else rooms.objects.all(KIND_OF[kind])
    return export_csv(found, mapping)


def forget(rooms: Rooms, person_id: str, now: datetime) -> int:
    """Delete a person; how many objects lost their name and words. The audit keeps the skeleton.

    Of a call that was corrected all versions and their requests lose their words where one of them names the person.

    Raises:
        NotFound: Nobody has this id.
    """
    person = person_named(rooms, person_id)
    around = (*mentions(rooms), *rooms.objects.all(Account), *rooms.objects.all(Person))
    versions = versions_of(rooms, person.person_id)
    asked = (q.request_id for i in rooms.objects.all(Interaction) if i.interaction_id in versions for q in i.questions)
    changed = without_person(around, person, {*versions, *filter(None, asked)})
    rooms.objects.put(changed)
    rooms.objects.remove(Person, person.person_id)
    _forget_merges(rooms, person.person_id)
    detail = {"person": person.person_id, "account": person.account_id, "objects": len(changed)}
    rooms.audit.append(rooms.actor, "person.forgotten", detail, now)
    return len(changed)


def _forget_merges(rooms: Rooms, person_id: str) -> None:
    """The records that were merged into this person, and into those, go too: they hold the same name."""
    for merge in rooms.objects.all(Merge):
        if merge.kept.person_id == person_id:
            rooms.objects.remove(Merge, merge.dropped_id)
            _forget_merges(rooms, merge.dropped_id)


def mentions(rooms: Rooms) -> list[object]:
    """All that may name a person."""
    return [*rooms.objects.all(Interaction), *rooms.objects.all(Meeting), *rooms.objects.all(Request)]


def person_named(rooms: Rooms, person_id: str) -> Person:
    """The person of this id.

    Raises:
        NotFound: Nobody has it.
    """
    person = rooms.objects.get(Person, person_id)
    if person is None:
        raise NotFound(f"No person {person_id!r}. `callprep accounts export people` lists them.")
    return person


def account_map(rooms: Rooms, wanted: str, now: datetime, reader: User | None = None) -> StakeholderMap:
    """Who decides at an account, who is missing or silent as the reader's contacts tell, which data to doubt.

    Raises:
        NotFound: No account of that id or name, or more than one.
    """
    account = account_named(rooms, wanted)
    contacts = Sight(rooms, reader).of(i for i in contacts_as_they_stand(rooms) if i.account_id == account.account_id)
    return stakeholder_map(account, rooms.objects.all(Person), contacts, now.date())


CLOSED = ("answered", "closed", "done", CORRECTED)
"""Statuses of a request that waits for nobody."""


def requests_due(rooms: Rooms) -> tuple[Request, ...]:
    """Logged requests that are not answered yet, oldest first."""
    waiting = [r for r in rooms.objects.all(Request) if r.status not in CLOSED]
    return tuple(sorted(waiting, key=lambda r: (r.asked_on, r.request_id)))
