"""Objects -> CSV in the shape of a mapping, so that what is exported reads back as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from assistant.accounts.mapping import Mapping
from assistant.domain import Account, Interaction, Meeting, Person
from guardrails import safe_cell


def export_csv(things: Iterable[object], mapping: Mapping) -> str:
    """A header and one row an object. Cells that a spreadsheet would run get an apostrophe in front."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([safe_cell(name) for name in mapping.columns.values()])
    for thing in things:
        fields = _fields(thing, mapping.separator)
        writer.writerow([safe_cell(_back(mapping, field, fields.get(field, ""))) for field in mapping.columns])
    return target.getvalue()


def _back(mapping: Mapping, field: str, value: str) -> str:
    """Our value as their CRM writes it."""
    theirs = {ours: their for their, ours in mapping.values.get(field, {}).items()}
    prefix = mapping.prefixes.get(field, "")
    return theirs.get(value, value.removeprefix(prefix))


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
    raise TypeError(type(thing).__name__)


def _contact(contact: Interaction, separator: str) -> dict[str, str]:
    fields = _plain(contact, "channel account_id note outcome") | {
        "id": contact.interaction_id,
        "date": contact.on.isoformat(),
        "type": contact.kind,
        "people": separator.join(contact.person_ids),
        "told": separator.join(contact.told),
        "materials": separator.join(contact.materials),
    }
    for question in contact.questions[:1]:
        fields |= {
            "question.text": question.text,
            "question.solicited": _text(question.solicited),
            "question.handled": question.handled,
            "question.request": question.request_id or "",
        }
    for promise in contact.commitments[:1]:
        fields |= {f"commitment.{n}": _text(getattr(promise, n)) for n in ("text", "owner", "due", "status")}
    return fields


def _plain(thing: object, names: str) -> dict[str, str]:
    return {name: _text(getattr(thing, name)) for name in names.split()}


def _text(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
