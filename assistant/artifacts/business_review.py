"""Business review of one account: what was done in a period, what was asked, what is owed, what comes next. Counts alone; internal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.artifacts.parts import FactBook, day_words, numbered, say, table
from assistant.domain import Account, AskedQuestion
from guardrails import Block, Draft, Mode


@dataclass(frozen=True, slots=True)
class ReviewMaterial:
    """All that a business review says; every figure is a count of records in the period."""

    account: Account
    owner: str
    start: date
    end: date
    """Both days belong to the period."""
    contacts: Mapping[str, int]
    """Channel -> contacts."""
    reached: int
    reachable: int
    """People with a contact, and people who may be contacted."""
    told: Mapping[str, int]
    """Claim version -> in how many contacts it was said."""
    no_longer: tuple[str, ...]
    """Claim versions among them that are not in force any more."""
    questions: tuple[tuple[date, AskedQuestion], ...]
    promises: Mapping[str, int]
    """kept | open | overdue -> promises."""
    next: tuple[str, ...]
    risks: tuple[str, ...]


def business_review_draft(draft_id: str, m: ReviewMaterial) -> tuple[Draft, FactBook]:
    """The review and the facts it states."""
    facts = FactBook(f"review-{draft_id}", "Contacts, questions and promises of the period")
    parts = (
        ("summary", "Summary", _summary(m, facts)),
        ("activity", "Contacts", _activity(m, facts)),
        ("said", "What was said", _said(m, facts)),
        ("asked", "What was asked", _asked(m, facts)),
        ("promises", "Promises", _promises(m, facts)),
        ("next", "What comes next", tuple(facts.line(t, "bullet") for t in m.next) or (say("No meeting is planned."),)),
        ("risks", "Risks", tuple(facts.line(t, "bullet") for t in m.risks) or (say("None is known from the record."),)),
        ("decisions", "For decision", _decisions()),
    )
    sections = numbered(parts, Mode.INTERNAL)
    banner = f"{day_words(m.start)} to {day_words(m.end)}; owner {m.owner}. Internal, not for customers."
    return Draft(draft_id, "business_review", f"Business review: {m.account.name}", sections, banner=banner), facts


def _summary(m: ReviewMaterial, facts: FactBook) -> Iterator[Block]:
    total, overdue = sum(m.contacts.values()), m.promises.get("overdue", 0)
    routed = sum(q.handled == "routed" for _, q in m.questions)
    yield facts.line(
        f"{_count(total, 'contact')} with {m.reached} of {m.reachable} people who may be contacted.", "bullet"
    )
    yield facts.line(f"{_count(len(m.questions), 'question')}, {routed} of them routed to Medical.", "bullet")
    yield facts.line(f"{_count(sum(m.promises.values()), 'promise')}, {overdue} overdue.", "bullet")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _activity(m: ReviewMaterial, facts: FactBook) -> Iterator[Block]:
    if not m.contacts:
        yield facts.line("No contact is recorded in the period.")
        return
    rows = [(channel.replace("_", " "), str(count)) for channel, count in m.contacts.items()]
    yield table(("Channel", "Contacts"), [list(map(facts.line, row)) for row in rows])


def _said(m: ReviewMaterial, facts: FactBook) -> Iterator[Block]:
    if not m.told:
        yield facts.line("No approved line is recorded as said.")
        return
    rows = [(key, str(count), "no" if key in m.no_longer else "yes") for key, count in m.told.items()]
    yield table(("Approved line", "Contacts", "Still in force"), [list(map(facts.line, row)) for row in rows])


def _asked(m: ReviewMaterial, facts: FactBook) -> Iterator[Block]:
    if not m.questions:
        yield facts.line("No question is recorded.")
        return
    rows = [
        (
            facts.line(day.isoformat()),
            facts.line(f"“{q.text}”", "quote"),
            facts.line(q.handled.replace("_", " ")),
        )
        for day, q in m.questions
    ]
    yield table(("Date", "Question", "Handled"), rows)


def _promises(m: ReviewMaterial, facts: FactBook) -> Iterator[Block]:
    rows = [(state, str(m.promises.get(state, 0))) for state in ("kept", "open", "overdue")]
    yield table(("State", "Promises"), [list(map(facts.line, row)) for row in rows])


def _decisions() -> Iterator[Block]:
    for text in (
        "Does the phase in the record still hold?",
        "Who has not been met, and who will meet them?",
        "Which open question needs a reply from Medical?",
    ):
        yield say(text, style="bullet")
