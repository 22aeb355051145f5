"""A CRM export in JSON -> accounts, people, interactions, meetings and requests, every note screened on the way in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.domain import (
    Account,
    AskedQuestion,
    Commitment,
    Interaction,
    Meeting,
    Person,
    Request,
    SafetyReport,
)
from assistant.errors import ImportRefused
from guardrails import NoteScreen

RELAY_HOURS = 24
"""House custom for relaying a possible adverse event, one business day; not a statute."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Account(_Row):
    account_id: str
    name: str
    jurisdiction: str = Field(pattern=r"^[A-Z]{2}(-[A-Z]{2})?$")
    tier: int = Field(ge=1, le=5)
    phase: str
    formulary: dict[str, str] = {}
    pt_next: date | None = None
    protocol_note: str | None = None


class _Consent(_Row):
    visit: bool | None = None
    email: bool | None = None
    withdrawn: date | None = None


class _Person(_Row):
    person_id: str
    account_id: str
    name: str
    role: str
    focus: str | None = None
    influence: int | None = Field(default=None, ge=1, le=5)
    stance: str | None = None
    consent: _Consent = _Consent()


class _Question(_Row):
    text: str
    solicited: bool
    handled: str
    request: str | None = None


class _Commitment(_Row):
    text: str
    owner: str
    due: date
    status: str


class _Interaction(_Row):
    id: str
    date: date
    channel: str
    account_id: str
    people: list[str]
    type: str
    note: str = ""
    told: list[str] = []
    questions: list[_Question] = []
    commitments: list[_Commitment] = []


class _Meeting(_Row):
    id: str
    start: datetime
    minutes: int = Field(ge=1, le=480)
    account_id: str
    people: list[str]
    channel: str
    topic: str
    products: list[str] = []


class _Export(BaseModel):
    model_config = ConfigDict(extra="ignore")

    exported_at: datetime
    fictional: bool = False
    accounts: list[_Account]
    people: list[_Person] = []
    interactions: list[_Interaction] = []
    meetings: list[_Meeting] = []


@dataclass(frozen=True, slots=True)
class CrmImport:
    """What an export holds after screening, and what the screening did."""

    objects: tuple[object, ...]
    reports: tuple[SafetyReport, ...]
    redacted_notes: tuple[str, ...]
    """Interactions whose note held personal data."""
    warnings: tuple[str, ...]


def read_crm_export(text: str, source: str, screen_note: Callable[..., NoteScreen]) -> CrmImport:
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
        raise ImportRefused(f"{source!r}, {where}: {first['msg']}. Mend that row and import again.") from exc
    _check_references(export, source)
    contacts = [person.name for person in export.people]
    screened = [(row, screen_note(row.note, contacts=contacts)) for row in export.interactions]
    interactions = [_interaction(row, screen) for row, screen in screened]
    objects: list[object] = [_account(row, export.fictional) for row in export.accounts]
    objects += [_person(row) for row in export.people]
    objects += [*interactions, *(_meeting(row) for row in export.meetings), *_requests(interactions)]
    reports = tuple(_report(row, screen, export.exported_at) for row, screen in screened if screen.adverse_events)
    return CrmImport(
        objects=tuple(objects),
        reports=reports,
        redacted_notes=tuple(row.id for row, screen in screened if screen.phi),
        warnings=tuple(_warnings(export)),
    )


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


def _account(row: _Account, fictional: bool) -> Account:
    data = row.model_dump()
    data["formulary"] = tuple(sorted(row.formulary.items()))
    return Account(**data, fictional=fictional)


def _person(row: _Person) -> Person:
    return Person(
        **row.model_dump(exclude={"consent"}),
        consent_visit=row.consent.visit,
        consent_email=row.consent.email,
        consent_withdrawn=row.consent.withdrawn,
    )


def _interaction(row: _Interaction, screen: NoteScreen) -> Interaction:
    return Interaction(
        interaction_id=row.id,
        on=row.date,
        channel=row.channel,
        account_id=row.account_id,
        person_ids=tuple(row.people),
        kind=row.type,
        note=screen.redacted,
        told=tuple(row.told),
        questions=tuple(AskedQuestion(q.text, q.solicited, q.handled, q.request) for q in row.questions),
        commitments=tuple(Commitment(**c.model_dump()) for c in row.commitments),
    )


def _meeting(row: _Meeting) -> Meeting:
    return Meeting(
        meeting_id=row.id,
        start=row.start,
        minutes=row.minutes,
        account_id=row.account_id,
        person_ids=tuple(row.people),
        channel=row.channel,
        topic=row.topic,
        product_ids=tuple(row.products),
    )


def _requests(interactions: list[Interaction]) -> Iterator[Request]:
    for contact in interactions:
        for question in contact.questions:
            if question.request_id:
                committee = question.request_id.startswith("REQ-PT")
                asked = "solicited" if question.solicited else "unsolicited"
                yield Request(
                    request_id=question.request_id,
                    text=question.text,
                    asked_on=contact.on,
                    origin="committee" if committee else asked,
                    account_id=contact.account_id,
                    person_id=contact.person_ids[0] if contact.person_ids else None,
                    status=question.handled,
                )


def _report(row: _Interaction, screen: NoteScreen, opened_at: datetime) -> SafetyReport:
    return SafetyReport(
        report_id=f"SR-{sha256(row.id.encode()).hexdigest()[:8]}",
        text=screen.redacted,
        reporter=row.people[0] if row.people else "not recorded",
        opened_at=opened_at,
        due_at=opened_at + timedelta(hours=RELAY_HOURS),
        source=f"interaction:{row.id}",
    )


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
