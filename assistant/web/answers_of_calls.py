"""What routes answer with about calls."""

from __future__ import annotations

from assistant.web.answers import Answer


class AskedRow(Answer):
    """A question in the asker's own words, and what became of it."""

    text: str
    solicited: bool
    handled: str
    request: str | None
    """The request that it became."""


class PromiseRow(Answer):
    """A promise that was made in a call."""

    text: str
    owner: str
    due: str
    status: str


class CallRow(Answer):
    """One call of an account, as it was logged or came in with a file."""

    contact_id: str
    date: str
    channel: str
    account_id: str
    people: list[str]
    type: str
    note: str
    told: list[str]
    materials: list[str]
    outcome: str | None
    minutes: int | None
    place: str | None
    insights: str
    objections: str
    value_given: bool | None
    event_noted: bool | None
    questions: list[AskedRow]
    commitments: list[PromiseRow]
    corrected_by: str | None
    """What took its place; null where it stands."""
    may_correct: bool
    """True for what one logged oneself and nobody corrected yet."""
