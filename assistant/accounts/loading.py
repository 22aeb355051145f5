"""An export in our own JSON shape -> accounts, people, interactions, meetings and requests, every text screened on the way in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.accounts.crm_rows import (
    AccountRow,
    InteractionRow,
    MeetingRow,
    PersonRow,
    account_of,
    interaction_of,
    meeting_of,
    person_of,
    requests_of,
)
from assistant.accounts.screening import Row, Screen, Screener
from assistant.domain import Meeting, Person, SafetyReport
from assistant.errors import ImportRefused


class _Export(BaseModel):
    model_config = ConfigDict(extra="ignore")

    exported_at: datetime
    fictional: bool = False
    accounts: list[AccountRow]
    people: list[PersonRow] = []
    interactions: list[InteractionRow] = []
    meetings: list[MeetingRow] = []


@dataclass(frozen=True, slots=True)
class CrmImport:
    """What an export holds after screening, and what the screening did."""

    objects: tuple[object, ...]
    reports: tuple[SafetyReport, ...]
    redacted_notes: tuple[str, ...]
    """Ids of rows whose texts held personal data."""
    warnings: tuple[str, ...]


def read_crm_export(text: str, source: str, screen_note: Screen) -> CrmImport:
    """Read and screen one export. Nothing is stored here, so a bad row leaves nothing half-written.

    Raises:
        ImportRefused: No JSON, an unknown or missing key, or a reference to nobody; the message names row and key.
    """
    try:
        export = _Export.model_validate(json.loads(text))
    except (json.JSONDecodeError, RecursionError) as exc:
        raise ImportRefused(f"{source!r} is no JSON: {exc}. Export it again.") from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        if not where or where == "exported_at":
            raise ImportRefused(
                f"{source!r} has no `exported_at` at its top, so it is no export of ours; add the day, or for a list of one"
                " kind of rows name a --mapping (`callprep accounts mappings`)."
            ) from exc
        raise ImportRefused(f"{source!r}, {where}: {first['msg']}. Mend that row and import again.") from exc
    _check_references(export, source)
    screener = Screener(screen_note, [person.name for person in export.people])
    reports: list[SafetyReport] = []
    redacted: list[str] = []

    def clean(row: Row, key: str) -> Row:
        kept, report, hid = screener.screened(row, export.exported_at)
        reports.extend([report] if report else [])
        redacted.extend([key] if hid else [])
        return kept

    objects: list[object] = [account_of(clean(row, row.account_id), export.fictional) for row in export.accounts]
    objects += [person_of(clean(row, row.person_id)) for row in export.people]
    interactions = [interaction_of(clean(row, row.id)) for row in export.interactions]
    objects += [*interactions, *(meeting_of(clean(row, row.id)) for row in export.meetings), *requests_of(interactions)]
    return CrmImport(tuple(objects), tuple(reports), tuple(redacted), tuple(_warnings(export)))


def _check_references(export: _Export, source: str) -> None:
    accounts = {row.account_id for row in export.accounts}
    people = {row.person_id for row in export.people}
    if len(accounts) != len(export.accounts) or len(people) != len(export.people):
        raise ImportRefused(f"{source!r}: two rows share one id. Merge them and import again.")
    rows: list[tuple[str, Any]] = [(f"people.{p.person_id}", p) for p in export.people]
    rows += [(f"interactions.{i.id}", i) for i in export.interactions] + [
        (f"meetings.{m.id}", m) for m in export.meetings
    ]
    for where, row in rows:
        if row.account_id not in accounts:
            raise ImportRefused(f"{source!r}, {where}: no account {row.account_id!r}. Add it or correct the id.")
        unknown = [p for p in getattr(row, "people", []) if p not in people]
        if unknown:
            raise ImportRefused(f"{source!r}, {where}: no person {unknown[0]!r}. Add them or correct the id.")


def _warnings(export: _Export) -> Iterator[str]:
    roles: dict[str, set[str]] = {}
    for person in export.people:
        roles.setdefault(person.account_id, set()).add(person.role)
    for account in export.accounts:
        held = roles.get(account.account_id, set())
        if not held:
            yield f"{account.account_id}: no contact."
        elif account.pt_next and "pharmacist" not in held:
            yield f"{account.account_id}: P&T meets {account.pt_next}, no pharmacist contact."


def without_withdrawn(meeting: Meeting, people: dict[str, Person], on: date) -> tuple[Meeting, tuple[Person, ...]]:
    """The meeting without people who withdrew consent by that day, and those people."""
    gone = tuple(
        people[p] for p in meeting.person_ids if (day := people[p].consent_withdrawn) is not None and day <= on
    )
    left = tuple(p for p in meeting.person_ids if people[p] not in gone)
    return replace(meeting, person_ids=left), gone
