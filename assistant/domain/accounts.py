"""Clinics, the people there, what passed between them and the company, and what has to be relayed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Account:
    """A clinic, hospital or practice."""

    account_id: str
    name: str
    jurisdiction: str
    tier: int
    phase: str
    formulary: tuple[tuple[str, str], ...] = ()
    pt_next: date | None = None
    protocol_note: str | None = None
    decision_process: str | None = None
    updated_on: date | None = None
    """When the CRM last changed it; None if unknown."""
    fictional: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A clinician or pharmacist at an account."""

    person_id: str
    account_id: str
    name: str
    role: str
    focus: str | None = None
    influence: int | None = None
    stance: str | None = None
    consent_visit: bool | None = None
    consent_email: bool | None = None
    consent_withdrawn: date | None = None
    channel: str | None = None
    """Preferred channel."""
    updated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Two records of one person made one: what undoing it needs."""

    dropped_id: str
    account_id: str
    kept: Person
    """The record that stayed, as it was before."""
    dropped: Person
    merged: Person
    """What was made of the two."""
    mentions: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Objects that named the dropped record: kind, id, the people they named before."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question in the asker's own words and what became of it."""

    text: str
    solicited: bool
    handled: str
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise made in a call."""

    text: str
    owner: str
    due: date
    status: str


@dataclass(frozen=True, slots=True)
class Interaction:
    """One contact. `note` is the redacted text; personal data never reaches storage or prompts."""

    interaction_id: str
    on: date
    channel: str
    account_id: str
    person_ids: tuple[str, ...]
    kind: str
    note: str = ""
    told: tuple[str, ...] = ()
    """Claim keys said, e.g. `HB-B-001 v1`."""
    questions: tuple[AskedQuestion, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    materials: tuple[str, ...] = ()
    """What was shown or left, by id and version."""
    outcome: str | None = None
    minutes: int | None = None
    place: str | None = None
    insights: str = ""
    objections: str = ""
    value_given: bool | None = None
    """Whether samples, meals or anything else of value changed hands."""
    event_noted: bool | None = None
    """What the adverse-event box says; yes goes to drug safety whatever the words tell."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A logged contact was corrected: which took its place. The corrected one is kept as it was logged."""

    corrected_id: str
    by_id: str
    account_id: str
    on: date
    """The day of the correction."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A planned contact."""

    meeting_id: str
    start: datetime
    minutes: int
    account_id: str
    person_ids: tuple[str, ...]
    channel: str
    topic: str
    product_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """A logged question or order for a document, with the asker's exact words."""

    request_id: str
    text: str
    asked_on: date
    origin: str
    """unsolicited | solicited | committee | company"""
    account_id: str | None = None
    person_id: str | None = None
    status: str = "open"


@dataclass(frozen=True, slots=True)
class SafetyReport:
    """A relay task for a possible adverse event: redacted text, reporter, clock. Exists whatever becomes of the note."""

    report_id: str
    text: str
    reporter: str
    opened_at: datetime
    due_at: datetime
    source: str
    entered_by: str = ""
    """User id of the person who wrote down what was told; empty where a file brought it."""
    account_id: str | None = None
    """Where it was told, if that is known."""
    closed_at: datetime | None = None
    closed_by: str = ""
    """Name of the person in drug safety who took it over."""
    closing: str = ""
    """What became of it: the safety database's case number, or why there is none. Redacted."""
