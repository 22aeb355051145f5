"""Correct a call that one logged: the form of a call, filled with what was logged. What it does not show stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, Response

from assistant.accounts.crm_rows import row_of_contact
from assistant.domain import Account, Interaction, Person
from assistant.errors import AssistantError, Conflict, Forbidden, NotFound
from assistant.service.calls import contact_to_correct, correct_contact, relay_refused
from assistant.service.contacts import corrections
from assistant.service.sight import Sight
from assistant.service.views import account_of
from assistant.web.pages.frame import page, see
from assistant.web.pages.logging import CHANNELS, HANDLED, TYPES, choices, claims_at, row_of
from assistant.web.problems import status_of
from assistant.web.visitors import Fields, Form, Who, clean

Key = Annotated[str, Path(max_length=64)]


def get_correction(account_id: Key, contact_id: Key, request: Request, who: Who) -> HTMLResponse:
    """The form of a call, filled with what was logged."""
    account = account_of(who.rooms, who.user, clean(account_id))
    contact = _logged_here(who, account, clean(contact_id))
    if contact.interaction_id in corrections(who.rooms):
        raise Conflict(f"The call of {contact.on} was corrected already. Correct what took its place.")
    return _form_page(request, who, account, contact, _filled(contact))


def post_correction(account_id: Key, contact_id: Key, request: Request, who: Who, form: Form) -> Response:
    """Put what the form says in the place of what was logged; the form again where that cannot be."""
    account = account_of(who.rooms, who.user, clean(account_id))
    try:
        contact = _logged_here(who, account, clean(contact_id))
    except (NotFound, Forbidden):
        relay_refused(
            who.rooms, clean(contact_id), row_of(form) | {"account_id": account.account_id}, who.rooms.clock()
        )
        raise
    changes = _changes(form, contact, _people(who, account), dict(_claims(who, account, contact)))
    try:
        made = correct_contact(who.rooms, contact.interaction_id, changes, who.rooms.clock(), who.user)
    except AssistantError as exc:
        return _form_page(request, who, account, contact, form, str(exc), status_of(exc))
    relayed = made.relayed and not made.known
    told = "corrected-relayed" if relayed else "corrected-redacted" if made.redacted else "corrected"
    return see(f"/accounts/{quote(account.account_id, safe='')}", told)


def _logged_here(who: Who, account: Account, contact_id: str) -> Interaction:
    contact = contact_to_correct(who.rooms, contact_id, who.user)
    if contact.account_id != account.account_id:
        raise NotFound(f"No call {contact_id!r} of yours at {account.name}.")
    return contact


def _filled(contact: Interaction) -> Fields:
    """The form as if it had been sent with what was logged."""
    question = contact.questions[0] if contact.questions else None
    promise = contact.commitments[0] if contact.commitments else None
    values = {
        "date": contact.on.isoformat(),
        "channel": contact.channel,
        "type": contact.kind,
        "note": contact.note,
        "outcome": contact.outcome or "",
        "question": question.text if question else "",
        "handled": question.handled if question else "",
        "solicited": "yes" if question and question.solicited else "",
        "promise": promise.text if promise else "",
        "due": promise.due.isoformat() if promise else "",
    }
    return Fields(values, {"people": contact.person_ids, "told": contact.told}, {})


def _changes(form: Fields, contact: Interaction, people: Iterable[Person], claims: Mapping[str, str]) -> dict[str, Any]:
    """What the form says, with what it has no place for: further questions, promises, people of elsewhere."""
    row, before = row_of(form), row_of_contact(contact)
    here = {person.person_id for person in people}
    row["people"] += [p for p in contact.person_ids if p not in here]
    row["told"] += [key for key in contact.told if key not in claims]
    for name in ("people", "told"):
        if set(row[name]) == set(before[name]):
            row[name] = before[name]
    for name in ("note", "outcome"):
        row[name] = _typed(row[name], before[name])
    for name in ("questions", "commitments"):
        row[name] = [_over(first, before[name]) for first in row[name]] + before[name][1:]
    return row


def _over(typed: dict[str, Any], before: list[dict[str, Any]]) -> dict[str, Any]:
    """The first question or promise as typed over what it was: whose promise it is stays, its state where the words do."""
    if not before:
        return typed
    text = _typed(typed["text"], before[0]["text"])
    kept = ("owner", "status") if text == before[0]["text"] else ("owner",)
    return {**typed, "text": text, **{name: before[0][name] for name in kept if name in before[0]}}


def _typed(text: str | None, before: str | None) -> str | None:
    """A field that nobody touched comes back with other white space: it is as it was."""
    return before if (text or "").split() == (before or "").split() else text


def _people(who: Who, account: Account) -> list[Person]:
    return [p for p in who.rooms.objects.all(Person) if p.account_id == account.account_id]


def _claims(who: Who, account: Account, contact: Interaction) -> list[tuple[str, str]]:
    """Claims in force at the account, and first those that were said, though they may not be in force any more."""
    every = {c.key: c.text for c in Sight(who.rooms, who.user).of(who.rooms.claims.claims)}
    said = [(key, every[key]) for key in contact.told if key in every]
    return [*said, *(row for row in claims_at(who, account, "") if row not in said)]


def _form_page(
    request: Request, who: Who, account: Account, contact: Interaction, form: Fields, error: str = "", status: int = 200
) -> HTMLResponse:
    question = contact.questions[0].handled if contact.questions else "routed"
    link = corrections(who.rooms).get(contact.interaction_id)
    return page(
        request, "log", who, title=f"Correct a call, {account.name}", here="/accounts", status=status, error=error,
        account=account, corrected=contact, people=_people(who, account), form=form, pack="", again=False, once="",
        claims=_claims(who, account, contact), day="", met=(), channel=contact.channel, stands=link.by_id if link else "",
        channels=choices(CHANNELS, contact.channel), types=choices(TYPES, contact.kind),
        handled=HANDLED if question in dict(HANDLED) else [*HANDLED, (question, question.replace("_", " ").capitalize())],
    )  # fmt: skip
