"""Merging two records of one person and parting them again, forgetting a person, and who decides at an account."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from assistant.domain import Account, Interaction, Meeting, Merge, Person, Request

COMMITTEE_ROLES = ("pharmacist", "pt_chair", "medical_oncologist", "nurse")
"""Roles that a formulary decision usually needs; house list, to be set per company."""
SILENT_AFTER = timedelta(days=90)
STALE_AFTER = timedelta(days=365)
FORGOTTEN = "[person removed]"


def merged(keep: Person, drop: Person) -> Person:
    """One person: `keep`, with what only `drop` knows. A withdrawn consent survives, and a no outweighs a yes."""
    filled = {
        name: getattr(keep, name) if getattr(keep, name) is not None else getattr(drop, name)
        for name in ("focus", "influence", "stance", "channel", "updated_on")
    }
    withdrawn = [d for d in (keep.consent_withdrawn, drop.consent_withdrawn) if d]
    return replace(
        keep,
        **filled,
        consent_visit=_stricter(keep.consent_visit, drop.consent_visit),
        consent_email=_stricter(keep.consent_email, drop.consent_email),
        consent_withdrawn=min(withdrawn, default=None),
    )


def _stricter(one: bool | None, other: bool | None) -> bool | None:
    given = [value for value in (one, other) if value is not None]
    return all(given) if given else None


def renamed(things: Iterable[object], old: str, new: str) -> list[object]:
    """Contacts, meetings and requests that named the old id, naming the new one; others are left out."""
    changed: list[object] = []
    for thing in things:
        if isinstance(thing, Interaction | Meeting) and old in thing.person_ids:
            ids = tuple(dict.fromkeys(new if p == old else p for p in thing.person_ids))
            changed.append(replace(thing, person_ids=ids))
        elif isinstance(thing, Request) and thing.person_id == old:
            changed.append(replace(thing, person_id=new))
    return changed


def named_before(things: Iterable[object], person_id: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Kind, id and people of each contact, meeting and request that names this one."""
    found = []
    for thing in things:
        if isinstance(thing, Interaction) and person_id in thing.person_ids:
            found.append(("Interaction", thing.interaction_id, thing.person_ids))
        elif isinstance(thing, Meeting) and person_id in thing.person_ids:
            found.append(("Meeting", thing.meeting_id, thing.person_ids))
        elif isinstance(thing, Request) and thing.person_id == person_id:
            found.append(("Request", thing.request_id, (person_id,)))
    return found


def parted(now: Person, undo: Merge) -> Person:
    """The kept record as it was before the merge, but for what was changed since."""
    # What still is as the merge made it goes back; what people entered since is theirs and stays.
    names = [f.name for f in fields(now) if getattr(now, f.name) == getattr(undo.merged, f.name)]
    return replace(now, **{name: getattr(undo.kept, name) for name in names})


def without_person(things: Iterable[object], person: Person, versions: Collection[str] = frozenset()) -> list[object]:
    """What changes when a person goes: their id, every word of contacts and requests with them, their name at their account.

    Dates, kinds and approved material stay. `versions` are ids of contacts and requests that lose their words too, whomever they name.
    """
    found = ((thing, _without(thing, person, versions)) for thing in things)
    return [after for before, after in found if after != before]


def _without(thing: object, person: Person, versions: Collection[str]) -> object:
    match thing:
        case Interaction() if person.person_id in thing.person_ids or thing.interaction_id in versions:
            return _wordless(replace(thing, person_ids=_others(thing, person)))
        case Meeting() if thing.person_ids == (person.person_id,):
            return replace(thing, person_ids=(), topic=FORGOTTEN)
        case Meeting() if person.person_id in thing.person_ids:
            return _unnamed(replace(thing, person_ids=_others(thing, person)), person)
        case Request() if thing.person_id == person.person_id or thing.request_id in versions:
            asker = None if thing.person_id == person.person_id else thing.person_id
            return replace(thing, person_id=asker, text=FORGOTTEN, status=_code(thing.status))
        case Account() | Person() | Interaction() | Meeting() | Request():
            here = thing.account_id == person.account_id and getattr(thing, "person_id", None) != person.person_id
            return _unnamed(thing, person) if here else thing
    return thing


def _others(thing: Interaction | Meeting, person: Person) -> tuple[str, ...]:
    return tuple(p for p in thing.person_ids if p != person.person_id)


def _wordless(contact: Interaction) -> Interaction:
    """The contact without any word of it: when, how and where to, whose, and which approved material stay."""
    return replace(
        contact,
        note=FORGOTTEN,
        insights=_gone(contact.insights) or "",
        objections=_gone(contact.objections) or "",
        outcome=_gone(contact.outcome),
        place=_gone(contact.place),
        questions=tuple(replace(q, text=FORGOTTEN, handled=_code(q.handled)) for q in contact.questions),
        commitments=tuple(replace(c, text=FORGOTTEN, status=_code(c.status)) for c in contact.commitments),
    )


def _gone(text: str | None) -> str | None:
    return FORGOTTEN if text else text


def _code(state: str) -> str:
    """A word of a list (`routed`, `open`) says nothing of anybody; more words may."""
    return FORGOTTEN if " " in state else state


_KEYS = frozenset({"name", "jurisdiction", "told", "materials"})
"""Fields without words, as all whose name ends in `_id` or `_ids`."""


def _unnamed(thing: Any, person: Person) -> Any:
    """A thing of the same account with the person's name out of its texts: whole, turned round, the surname alone, in capitals."""
    before, _, behind = person.name.partition(",")
    words = _names(before) or _names(behind)
    if not words or len(words[-1]) < _LEAST_LETTERS:
        return thing
    written = {before.strip(), " ".join(words), " ".join((*_names(behind), *words)), words[-1]}
    longest_first = sorted({*written, *(name.upper() for name in written)} - {""}, key=lambda name: (-len(name), name))
    named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    return _each_text(thing, lambda text: named.sub(FORGOTTEN, text))


def _names(text: str) -> list[str]:
    return [word for word in text.split() if not _is_title(word)]


def _is_title(word: str) -> bool:
    bare = word.replace(".", "").strip()
    return bare.lower() in _TITLES or (bare.lower() in _DEGREES and bare != bare.capitalize())  # "Do" is a surname


_LEAST_LETTERS = 2
_TITLES = frozenset("dr prof professor mr mrs ms miss jr sr".split())
_DEGREES = frozenset(
    "md do phd pharmd dnp msn bsn mph mba rph rn np aprn pa pa-c cnp crnp fnp bcop fasco facp ii iii iv".split()
)
"""What stands around a name and is none."""


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_each_text(part, change) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        names = [f.name for f in fields(value) if f.name not in _KEYS and not f.name.endswith(("_id", "_ids"))]
        return replace(value, **{name: _each_text(getattr(value, name), change) for name in names})
    return value


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """One person on the map of an account."""

    person: Person
    last_touch: date | None
    silent: bool
    """No contact within 90 days."""


@dataclass(frozen=True, slots=True)
class StakeholderMap:
    """Who decides, who is missing, who is silent, and which data to doubt."""

    account: Account
    people: tuple[Stakeholder, ...]
    missing_roles: tuple[str, ...]
    doubts: tuple[str, ...]


def stakeholder_map(
    account: Account, people: Iterable[Person], contacts: Sequence[Interaction], today: date
) -> StakeholderMap:
    """The map, most influential first."""
    own = [p for p in people if p.account_id == account.account_id]
    rows = [_stakeholder(person, contacts, today) for person in own]
    rows.sort(key=lambda row: (-(row.person.influence or 0), row.person.name))
    needed = COMMITTEE_ROLES if account.pt_next else ()
    missing = tuple(role for role in needed if role not in {p.role for p in own})
    return StakeholderMap(account, tuple(rows), missing, tuple(_doubts(account, own, contacts, today)))


def _stakeholder(person: Person, contacts: Sequence[Interaction], today: date) -> Stakeholder:
    last = max((c.on for c in contacts if person.person_id in c.person_ids), default=None)
    return Stakeholder(person, last, last is None or today - last > SILENT_AFTER)


def _doubts(account: Account, people: Sequence[Person], contacts: Sequence[Interaction], today: date) -> Iterable[str]:
    """Data that is old, or that contradicts other data."""
    for name, updated in ((account.name, account.updated_on), *((p.name, p.updated_on) for p in people)):
        if updated and today - updated > STALE_AFTER:
            yield f"{name}: last updated {updated}, more than a year ago."
    if account.pt_next and account.pt_next < today:
        yield f"The next P&T date, {account.pt_next}, has passed."
    if account.phase == "awareness" and any(state == "listed" for _, state in account.formulary):
        yield "The phase is awareness, but a product is listed."
    for person in people:
        gone = person.consent_withdrawn
        later = [c.on for c in contacts if gone and person.person_id in c.person_ids and c.on > gone]
        if later:
            yield f"{person.name}: consent withdrawn {gone}, but a contact is recorded on {max(later)}."
        if gone and (person.consent_visit or person.consent_email):
            yield f"{person.name}: consent withdrawn {gone}, but a consent is still ticked."
