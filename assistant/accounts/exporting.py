"""Objects -> CSV in the shape of a mapping, so that what is exported reads back as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from itertools import zip_longest

from assistant.accounts.mapping import DATES, Mapping
from assistant.domain import Account, AskedQuestion, Commitment, Interaction, Meeting, Person
from guardrails import safe_cell


def export_csv(things: Iterable[object], mapping: Mapping) -> str:
    """A header and one row an object; a contact has a row for each question and promise.

    Cells that a spreadsheet would run get an apostrophe in front.
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([safe_cell(name) for name in mapping.columns.values()])
    for thing in things:
        writer.writerows(_rows(thing, mapping))
    return target.getvalue()


def _rows(thing: object, mapping: Mapping) -> Iterable[Iterable[str]]:
    whole = written(thing, mapping)
    parts = (
        [({}, {})]
        if not isinstance(thing, Interaction)
        else [
            (written(question, mapping) if question else {}, written(promise, mapping) if promise else {})
            for question, promise in zip_longest(thing.questions, thing.commitments)
        ]
        or [({}, {})]
    )
    for question, promise in parts:
        yield [{**whole, **question, **promise}.get(field, "") for field in mapping.columns]


def written(thing: object, mapping: Mapping) -> dict[str, str]:
    """The cells of an object, question or promise, by field: what an export writes for what the mapping carries of it."""
    fields = _fields(thing, mapping.separator)
    return {f: safe_cell(_back(mapping, f, fields[f])) for f in mapping.columns if f in fields}


def _back(mapping: Mapping, field: str, value: str) -> str:
    """Our value as their CRM writes it."""
    if mapping.date_format and value and (field in DATES or (field == "start" and "%H" in mapping.date_format)):
        return _dated(mapping, field, value)
    theirs = {ours: their for their, ours in mapping.values.get(field, {}).items()}
    prefix = mapping.prefixes.get(field, "")
    return theirs.get(value, value.removeprefix(prefix))


def _dated(mapping: Mapping, field: str, value: str) -> str:
    """A day, or a moment in the zone that the mapping reads it in, after the mapping's pattern."""
    pattern = mapping.date_format or ""
    if field in DATES:
        return date.fromisoformat(value).strftime(pattern)
    zone = datetime.fromisoformat("2000-01-01T00:00" + mapping.zone).tzinfo
    return datetime.fromisoformat(value).astimezone(zone).strftime(pattern)


def _fields(thing: object, separator: str) -> dict[str, str]:
    match thing:
        case Account():
            return _plain(
                thing, "account_id name jurisdiction tier phase pt_next protocol_note decision_process updated_on"
            ) | {f"formulary.{product}": state for product, state in thing.formulary}
        case Person():
            consent = {"visit": thing.consent_visit, "email": thing.consent_email, "withdrawn": thing.consent_withdrawn}
            return _plain(thing, "person_id account_id name role focus influence stance channel updated_on") | {
                f"consent.{name}": _text(value) for name, value in consent.items()
            }
        case Meeting():
            return _plain(thing, "minutes account_id channel topic") | {
                "id": thing.meeting_id,
                "start": thing.start.isoformat(),
                "people": separator.join(thing.person_ids),
                "products": separator.join(thing.product_ids),
            }
        case Interaction():
            return _contact(thing, separator)
        case AskedQuestion():
            fields = _plain(thing, "text solicited handled") | {"request": thing.request_id or ""}
            return {f"question.{name}": value for name, value in fields.items()}
        case Commitment():
            return {f"commitment.{n}": v for n, v in _plain(thing, "text owner due status").items()}
    raise TypeError(type(thing).__name__)


def _contact(contact: Interaction, separator: str) -> dict[str, str]:
    return _plain(
        contact, "channel account_id note outcome minutes place insights objections value_given event_noted"
    ) | {
        "id": contact.interaction_id,
        "date": contact.on.isoformat(),
        "type": contact.kind,
        "people": separator.join(contact.person_ids),
        "told": separator.join(contact.told),
        "materials": separator.join(contact.materials),
    }


def _plain(thing: object, names: str) -> dict[str, str]:
    return {name: _text(getattr(thing, name)) for name in names.split()}


def _text(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
