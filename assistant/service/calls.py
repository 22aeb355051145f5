"""Calls that people log, and correct: every text screened, events relayed, questions for Medical made requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from assistant.accounts.mapping import ticked
from assistant.accounts.row_errors import explained
from assistant.accounts.screening import Screener, told_in, words_of
from assistant.domain import Account, AskedQuestion, Correction, Interaction, Person, Request
from assistant.errors import Conflict, Forbidden, ImportRefused, NotFound, UsageError
from assistant.service.accounts import CLOSED
from assistant.service.contacts import CORRECTED, first_of, has_letter
from assistant.service.rooms import Rooms
from assistant.service.safety import open_report
from assistant.service.sight import Sight
from assistant.users import User
from guardrails import screen_note


@dataclass(frozen=True, slots=True)
class Logged:
    """What logging or correcting a contact did."""

    interaction: Interaction
    redacted: bool
    relayed: bool
    """A possible event or complaint is told in it."""
    known: bool
    """Drug safety was told of all of it before; no second task was opened."""
    requests: tuple[str, ...]
    """Ids of the questions that became requests by it."""


def log_contact(rooms: Rooms, row: Mapping[str, object], now: datetime, writer: User | None = None) -> Logged:
    """Save one call report, every text screened; questions marked for routing become requests with an id.

    The same report told again is saved once. What one tells of an event goes to drug safety whether it is saved or not.

    Raises:
        Conflict: A report of this id is saved in other words, or a request that it names is there already; both stay as they are.
        ImportRefused: A field is missing or wrong, names nobody whom the writer may see, or a claim that is not among the
            writer's; the note is not repeated.
    """
    from assistant.accounts.crm_rows import requests_of

    read = _screened(rooms, row, now, writer)
    contact = _with_requests(read.contact)
    requests = tuple(requests_of([contact]))
    detail = {"interaction": contact.interaction_id, "redacted": read.redacted, "relayed": read.relayed}
    adding = rooms.objects.adding(contact, *requests)
    # The entry says who may correct the call: neither is written without the other.
    added = rooms.audit.append_with(adding, rooms.actor, "contact.logged", detail, now)
    if not added and rooms.objects.get(Interaction, contact.interaction_id) != contact:
        raise Conflict(
            f"Call {contact.interaction_id} is logged already, in other words, and stays as it is; nothing was saved. "
            "Give a further call an id of its own."
        )
    return read.logged(contact, requests)


def correct_contact(
    rooms: Rooms, contact_id: str, changes: Mapping[str, object], now: datetime, writer: User | None = None
) -> Logged:
    """Put a corrected report in the place of a logged one, which is kept; what `changes` leaves out stays as it was.

    The same correction told again is saved once. A question in the same words keeps its request, which follows the call (day,
    person, state, solicited or not) but for what others changed of it since; the request of a question that is gone or worded
    anew is closed as `corrected`. One to which a letter was filed stays answered. What drug safety was told of the call is not
    told again; what is new goes there, whether the correction is saved or not.

    Args:
        rooms: The parts.
        contact_id: The call to correct.
        changes: Fields of a call report, as `log_contact` takes them; whom the call named may stay though out of sight since.
        now: Time of the correction.
        writer: Who corrects; None on the command line.

    Raises:
        NotFound: No such call is the writer's business.
        Forbidden: Somebody else logged it, or it came in with a file.
        Conflict: It was corrected before, in other words; what it needs to write is there already, or changed just now.
        UsageError: Nothing differs from the call as it is logged.
        ImportRefused: A field is wrong, as in `log_contact`, or names another account or id.
    """
    from assistant.accounts.crm_rows import requests_of, row_of_contact

    try:
        before = contact_to_correct(rooms, contact_id, writer)
        _assert_same_place(before, changes)
    except (NotFound, Forbidden, ImportRefused):
        relay_refused(rooms, contact_id, changes, now)
        raise
    # Relay tasks go by the id under which the call was first told, so that they are not opened again.
    row = {**row_of_contact(before), **changes, "id": first_of(rooms, contact_id)}
    read = _screened(rooms, row, now, writer, before)
    by_id = f"I-{sha256(f'correction of {contact_id}'.encode()).hexdigest()[:16]}"
    contact = _with_requests(_keeping_requests(replace(read.contact, interaction_id=by_id), before))
    if replace(contact, interaction_id=contact_id) == before:
        raise UsageError(f"Nothing differs from call {contact_id} as it is logged; nothing was saved.")
    kept = {question.request_id for question in before.questions}
    requests = tuple(r for r in requests_of([contact]) if r.request_id not in kept)
    link = Correction(contact_id, by_id, before.account_id, now.date())
    adding = rooms.objects.adding(link, contact, *requests, changed=_requests_changed(rooms, before, contact))
    detail = {"interaction": by_id, "corrected": contact_id, "redacted": read.redacted, "relayed": read.relayed}
    added = rooms.audit.append_with(adding, rooms.actor, "contact.corrected", detail, now)
    if not added and rooms.objects.get(Interaction, by_id) != contact:
        raise Conflict(
            f"Call {contact_id} was corrected already, in other words; nothing was saved. "
            f"Correct what took its place: {by_id}."
        )
    return read.logged(contact, requests)


def contact_to_correct(rooms: Rooms, contact_id: str, writer: User | None) -> Interaction:
    """A contact that the one at work logged; it may have been corrected since.

    Raises:
        NotFound: No such contact is the writer's business.
        Forbidden: Somebody else logged it, or it came in with a file.
    """
    contact = rooms.objects.get(Interaction, contact_id)
    if contact is None or not Sight(rooms, writer).has(contact):
        raise NotFound(f"No call {contact_id!r} of yours.")
    events = tuple(rooms.audit.search(about=contact_id, action="contact."))
    actors = [e.actor for e in events if e.detail.get("interaction") == contact_id]
    if not actors:
        raise Forbidden(f"Call {contact_id} came in with a file. Correct it where it came from, and bring it in again.")
    if rooms.actor not in actors:
        raise Forbidden(f"Call {contact_id} is corrected by the person who logged it.")
    return contact


def relay_refused(rooms: Rooms, contact_id: str, changes: Mapping[str, object], now: datetime) -> None:
    """A possible event goes to drug safety although the correction that tells it is refused."""
    _relay_unsaved(rooms, {**changes, "id": first_of(rooms, contact_id)}, now)


def logged_by_me(rooms: Rooms) -> frozenset[str]:
    """Ids of the contacts that the one at work logged or wrote as a correction."""
    mine = rooms.audit.search(actor=rooms.actor, action="contact.")
    return frozenset(str(event.detail.get("interaction")) for event in mine)


def corrected_row(contact_id: str, done: Logged) -> dict[str, Any]:
    """What the correction of a call did, as every door tells it."""
    return {
        "contact_id": done.interaction.interaction_id,
        "corrected_id": contact_id,
        "account_id": done.interaction.account_id,
        "redacted": done.redacted,
        "relayed": done.relayed and not done.known,
        "relayed_before": done.known,
        "requests": list(done.requests),
    }


@dataclass(frozen=True, slots=True)
class _Screened:
    """A report that was read: what is told in it is with drug safety already."""

    contact: Interaction
    redacted: bool
    relayed: bool
    known: bool

    def logged(self, contact: Interaction, requests: tuple[Request, ...]) -> Logged:
        return Logged(contact, self.redacted, self.relayed, self.known, tuple(r.request_id for r in requests))


def _screened(
    rooms: Rooms, row: Mapping[str, object], now: datetime, writer: User | None, before: Interaction | None = None
) -> _Screened:
    """The report without personal data. People and claims of the call `before` may stay although they are not the writer's now."""
    from pydantic import ValidationError

    from assistant.accounts.crm_rows import InteractionRow, interaction_of

    try:
        value = InteractionRow.model_validate(dict(row))
    except ValidationError as exc:
        _relay_unsaved(rooms, row, now)
        raise ImportRefused(f"Call report, {': '.join(explained(exc.errors()[0]))}.") from exc
    sight, people = Sight(rooms, writer), {p.person_id: p for p in rooms.objects.all(Person)}
    account = rooms.objects.get(Account, value.account_id)
    met = {p.person_id for p in sight.of(people.values())} | (people.keys() & set(before.person_ids if before else ()))
    # What is out of sight and what is nowhere are told apart by nobody.
    if account is None or not sight.has(account) or not met.issuperset(value.people):
        _relay_unsaved(rooms, row, now)
        raise ImportRefused("Call report: the account or a person is unknown; import them first.")
    sayable = {*(before.told if before else ()), *(c.key for c in sight.of(rooms.claims.claims))}
    if writer and (strange := sorted(set(value.told) - sayable)):
        _relay_unsaved(rooms, row, now)
        raise ImportRefused(f"Call report: {strange[0]!r} is no claim of yours; choose among those shown.")
    clean, report, redacted = Screener(screen_note, [p.name for p in people.values()]).screened(value, now)
    contact = interaction_of(clean)
    opened = report is not None and open_report(rooms, report, rooms.actor, contact.account_id)
    return _Screened(contact, redacted, report is not None, report is not None and not opened)


def _relay_unsaved(rooms: Rooms, row: Mapping[str, object], now: datetime) -> None:
    """A possible event goes to drug safety although the report that tells it is not saved."""
    account = str(row.get("account_id"))
    known = account if rooms.objects.get(Account, account) else None
    note = str(row.get("note") or "") if ticked(str(row.get("event_noted") or "")) else None
    if report := told_in(words_of(dict(row)), str(row.get("id") or ""), known, screen_note, now, ticked=note):
        open_report(rooms, report, rooms.actor, known)


def _assert_same_place(before: Interaction, changes: Mapping[str, object]) -> None:
    for name, value in (("id", before.interaction_id), ("account_id", before.account_id)):
        if changes.get(name, value) != value:
            raise ImportRefused(f"Call report, {name}: a correction stays with {value}; leave it out.")


def _keeping_requests(contact: Interaction, before: Interaction) -> Interaction:
    """The contact with the requests of the questions that keep their words, whatever else is said of them now."""
    # Two questions in the same words have a request each: each is given once, first to those that did not change at all.
    left, kept = list(before.questions), dict[int, str | None]()
    for words_alone in (False, True):
        for n, question in enumerate(contact.questions):
            told = question.text if words_alone else _told(question)
            old = next((old for old in left if told == (old.text if words_alone else _told(old))), None)
            if old is not None and n not in kept:
                left.remove(old)
                kept[n] = old.request_id
    given = {old.request_id for old in before.questions}
    # A request holds its asker's exact words: other words are another request.
    free = (replace(q, request_id=None) if q.request_id in given else q for q in contact.questions)
    questions = (replace(q, request_id=kept.get(n) or q.request_id) for n, q in enumerate(free))
    return replace(contact, questions=tuple(questions))


def _told(question: AskedQuestion) -> tuple[str, bool, str]:
    return question.text, question.solicited, question.handled


def _requests_changed(rooms: Rooms, before: Interaction, contact: Interaction) -> Iterator[tuple[Request, Request]]:
    """Stored requests of a call and what a correction makes of them; what others changed of them since stays as it is."""
    from assistant.accounts.crm_rows import requests_of

    after = {request.request_id: request for request in requests_of([contact])}
    for was in requests_of([before]):
        held, now = rooms.objects.get(Request, was.request_id), after.get(was.request_id)
        if held is None:  # erased
            continue
        changes: dict[str, Any] = {}
        if now is None:
            changes = {} if held.status in CLOSED and held.status != was.status else {"status": CORRECTED}
        else:
            for name in ("asked_on", "origin", "person_id", "status"):
                if getattr(held, name) == getattr(was, name) != getattr(now, name):
                    changes[name] = getattr(now, name)
        if "status" in changes and has_letter(rooms, held.request_id):
            del changes["status"]
        if changes:
            yield held, replace(held, **changes)


def _with_requests(contact: Interaction) -> Interaction:
    """The contact with an id for each question that is routed; by the year of the call, so that it is the same when told again."""
    questions = tuple(
        replace(q, request_id=f"MIR-{contact.on.year}-{contact.interaction_id}-{n}")
        if q.handled == "routed" and q.request_id is None
        else q
        for n, q in enumerate(contact.questions, 1)
    )
    return replace(contact, questions=questions)
