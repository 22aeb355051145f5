"""Rows of a CRM as they have to look before they become our objects: known keys, bounds, dates that can be true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from assistant.domain import Account, AskedQuestion, Commitment, Interaction, Meeting, Person, Request

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
"""Dates outside are typing errors or a spreadsheet's zero (1899-12-30)."""


def _believable(day: date) -> date:
    if not EARLIEST <= day < LATEST:
        raise ValueError(f"the date {day.isoformat()} cannot be true; it has to lie between {EARLIEST} and {LATEST}")
    return day


def _believable_time(moment: datetime) -> datetime:
    _believable(moment.date())
    if moment.tzinfo is None:
        raise ValueError("the time has no zone; add one such as -05:00")
    return moment


Day = Annotated[date, AfterValidator(_believable)]
Moment = Annotated[datetime, AfterValidator(_believable_time)]
Id = Annotated[str, Field(min_length=1, max_length=64)]
Words = Annotated[str, Field(max_length=20_000)]


_BREAKS = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x85": "\n"})
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _is_text(cls, value: object) -> object:
        """Text alone: neither control characters, which no document can hold, nor bytes that could not be read."""
        if isinstance(value, list):
            return [_text(part) for part in value]
        return _text(value)


def _text(value: object) -> object:
    if not isinstance(value, str):
        return value
    if found := _NO_TEXT.search(value):
        code = ord(found.group()) & 0xFF
        raise ValueError(f"holds a character that is no text (code 0x{code:02x}); clean it or save the file as UTF-8")
    return value.translate(_BREAKS)


class AccountRow(_Row):
    """One clinic, hospital or practice."""

    account_id: Id
    name: Annotated[str, Field(min_length=1, max_length=300)]
    jurisdiction: str = Field(pattern=r"^[A-Z]{2}(-[A-Z]{2})?$")
    tier: int = Field(ge=1, le=5)
    phase: str
    formulary: dict[str, str] = {}
    pt_next: Day | None = None
    protocol_note: Words | None = None
    decision_process: Words | None = None
    updated_on: Day | None = None


class ConsentRow(_Row):
    """What a person allowed."""

    visit: bool | None = None
    email: bool | None = None
    withdrawn: Day | None = None


class PersonRow(_Row):
    """One clinician or pharmacist."""

    person_id: Id
    account_id: Id
    name: Annotated[str, Field(min_length=1, max_length=200)]
    role: str
    focus: str | None = None
    influence: int | None = Field(default=None, ge=1, le=5)
    stance: str | None = None
    channel: str | None = None
    consent: ConsentRow = ConsentRow()
    updated_on: Day | None = None


class QuestionRow(_Row):
    """A question in the asker's own words."""

    text: Words
    solicited: bool
    handled: str
    request: str | None = None


class CommitmentRow(_Row):
    """A promise."""

    text: Words
    owner: str
    due: Day
    status: str


class InteractionRow(_Row):
    """One contact."""

    id: Id
    date: Day
    channel: str
    account_id: Id
    people: list[str]
    type: str
    note: Words = ""
    told: list[str] = []
    materials: list[str] = []
    outcome: str | None = None
    minutes: int | None = Field(default=None, ge=1, le=1440)
    place: Annotated[str, Field(max_length=200)] | None = None
    insights: Words = ""
    objections: Words = ""
    value_given: bool | None = None
    event_noted: bool | None = None
    questions: list[QuestionRow] = []
    commitments: list[CommitmentRow] = []


class MeetingRow(_Row):
    """One planned contact."""

    id: Id
    start: Moment
    minutes: int = Field(ge=1, le=480)
    account_id: Id
    people: list[str] = []
    channel: str
    topic: Annotated[str, Field(min_length=1, max_length=500)]
    products: list[str] = []


def account_of(row: AccountRow, fictional: bool = False) -> Account:
    """The account."""
    data = row.model_dump()
    data["formulary"] = tuple(sorted(row.formulary.items()))
    return Account(**data, fictional=fictional)


def person_of(row: PersonRow) -> Person:
    """The person, consent unfolded."""
    return Person(
        **row.model_dump(exclude={"consent"}),
        consent_visit=row.consent.visit,
        consent_email=row.consent.email,
        consent_withdrawn=row.consent.withdrawn,
    )


def interaction_of(row: InteractionRow) -> Interaction:
    """The contact. Its texts have to be screened before."""
    return Interaction(
        interaction_id=row.id,
        on=row.date,
        channel=row.channel,
        account_id=row.account_id,
        person_ids=tuple(row.people),
        kind=row.type,
        note=row.note,
        told=tuple(row.told),
        materials=tuple(row.materials),
        outcome=row.outcome,
        minutes=row.minutes,
        place=row.place,
        insights=row.insights,
        objections=row.objections,
        value_given=row.value_given,
        event_noted=row.event_noted,
        questions=tuple(AskedQuestion(q.text, q.solicited, q.handled, q.request) for q in row.questions),
        commitments=tuple(Commitment(**c.model_dump()) for c in row.commitments),
    )


def row_of_contact(contact: Interaction) -> dict[str, Any]:
    """The row that a contact is read from: `interaction_of` turned round."""
    questions = [
        {"text": q.text, "solicited": q.solicited, "handled": q.handled, "request": q.request_id}
        for q in contact.questions
    ]
    return {
        "id": contact.interaction_id,
        "date": contact.on.isoformat(),
        "channel": contact.channel,
        "account_id": contact.account_id,
        "people": list(contact.person_ids),
        "type": contact.kind,
        "note": contact.note,
        "told": list(contact.told),
        "materials": list(contact.materials),
        "outcome": contact.outcome,
        "minutes": contact.minutes,
        "place": contact.place,
        "insights": contact.insights,
        "objections": contact.objections,
        "value_given": contact.value_given,
        "event_noted": contact.event_noted,
        "questions": questions,
        "commitments": [asdict(c) | {"due": c.due.isoformat()} for c in contact.commitments],
    }


def meeting_of(row: MeetingRow) -> Meeting:
    """The meeting."""
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


def requests_of(interactions: Sequence[Interaction]) -> Iterator[Request]:
    """A logged request for every question that was given an id."""
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
