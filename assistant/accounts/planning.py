"""What an import would do: new, changed and unchanged objects, each wrong row with its number. Nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping as Rows
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from assistant.accounts.crm_rows import (
    AccountRow,
    InteractionRow,
    MeetingRow,
    PersonRow,
    account_of,
    interaction_of,
    meeting_of,
    person_of,
    requests_of,
)
from assistant.accounts.mapping import ROW_OF, Mapping, mapped, missing_columns
from assistant.accounts.reading_rows import is_formula
from assistant.accounts.screening import Screen, screened
from assistant.domain import Account, Interaction, Meeting, Person, Request, SafetyReport

_SHOWN = ("jurisdiction", "tier", "influence", "minutes", "pt_next", "date", "due", "withdrawn", "updated_on", "start")
"""Fields whose wrong value is repeated in an error: none of them holds free text or a name."""


@dataclass(frozen=True, slots=True)
class RowError:
    """One row that cannot be taken: its number, the column, what is wrong. Free text and names are not repeated."""

    row: int
    column: str
    problem: str

    @property
    def line(self) -> str:
        """One line for people."""
        return f"row {self.row}, {self.column}: {self.problem}" if self.column else f"row {self.row}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Held:
    """What is stored already, by id: references may point there, and equal objects change nothing."""

    accounts: Rows[str, Account]
    people: Rows[str, Person]
    interactions: Rows[str, Interaction] = field(default_factory=dict)
    meetings: Rows[str, Meeting] = field(default_factory=dict)
    requests: Rows[str, Request] = field(default_factory=dict)

    def get(self, thing: object) -> object | None:
        """The stored object of the same kind and id."""
        match thing:
            case Account():
                return self.accounts.get(thing.account_id)
            case Person():
                return self.people.get(thing.person_id)
            case Interaction():
                return self.interactions.get(thing.interaction_id)
            case Meeting():
                return self.meetings.get(thing.meeting_id)
            case Request():
                return self.requests.get(thing.request_id)
        return None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The outcome of reading a file. Only `new` and `changed` would be written."""

    kind: str
    new: tuple[object, ...]
    changed: tuple[object, ...]
    unchanged: int
    errors: tuple[RowError, ...]
    warnings: tuple[str, ...]
    reports: tuple[SafetyReport, ...]
    redacted: tuple[str, ...]
    rejected: tuple[int, ...] = ()
    """Numbers of the rows with errors."""


def plan_import(
    rows: Iterable[tuple[int, Rows[str, Any]]], mapping: Mapping, held: Held, screen_note: Screen, now: datetime
) -> ImportPlan:
    """Map, validate, screen and compare every row. A wrong row leaves the others as they are."""
    planner = _Planner(mapping, held, screen_note, now)
    for number, row in rows:
        planner.take(number, row)
        if planner.stopped:
            break
    return planner.plan()


class _Planner:
    def __init__(self, mapping: Mapping, held: Held, screen_note: Screen, now: datetime) -> None:
        self._mapping, self._held, self._screen, self._now = mapping, held, screen_note, now
        self._contacts = [p.name for p in held.people.values()]
        self._seen: dict[str, tuple[int, object]] = {}
        self._errors: list[RowError] = []
        self._warnings: list[str] = []
        self._reports: list[SafetyReport] = []
        self._redacted: list[str] = []
        self.stopped = False

    def take(self, number: int, row: Rows[str, Any]) -> None:
        if "" in row and len(row) == 1:
            return self._fail(number, "", str(row[""]))
        lacking = missing_columns(self._mapping, row)
        if lacking:
            self._fail(number, lacking[0], f"no such column; the file has {', '.join(list(row)[:12])}")
            self.stopped = True
            return None
        formula = next((column for column, cell in row.items() if is_formula(cell)), None)
        if formula:
            return self._fail(number, formula, "the cell holds a formula; export values")
        try:
            value = ROW_OF[self._mapping.kind].model_validate(mapped(self._mapping, row))
        except ValidationError as exc:
            return self._invalid(number, exc)
        except ValueError:
            return self._fail(number, "", f"a date does not read {self._mapping.date_format!r}")
        return self._accept(number, value)

    def _accept(self, number: int, value: BaseModel) -> None:
        unknown = self._unknown(value)
        if unknown:
            return self._fail(number, *unknown)
        thing, key = self._object(value)
        if key in self._seen:
            first, other = self._seen[key]
            if other != thing:
                self._fail(number, "", f"shares the id {key!r} with row {first} and differs from it")
            return None
        self._seen[key] = (number, thing)
        return None

    def _object(self, value: BaseModel) -> tuple[object, str]:
        match value:
            case AccountRow():
                return account_of(value), value.account_id
            case PersonRow():
                return person_of(value), value.person_id
            case MeetingRow():
                return meeting_of(value), value.id
            case InteractionRow():
                clean, report, redacted = screened(value, self._screen, self._contacts, self._now)
                self._reports += [report] if report else []
                self._redacted += [value.id] if redacted else []
                return interaction_of(clean), value.id
        raise TypeError(type(value).__name__)

    def _unknown(self, value: BaseModel) -> tuple[str, str] | None:
        """The first reference to an account or person that nobody knows, as (column, problem)."""
        account = getattr(value, "account_id", "")
        if not isinstance(value, AccountRow) and account not in self._held.accounts:
            return self._column("account_id"), f"no account {account!r}; import accounts first or correct the id"
        missing = [p for p in getattr(value, "people", []) if p not in self._held.people]
        if missing:
            return self._column("people"), f"no person {missing[0]!r}; import people first or correct the id"
        return None

    def _invalid(self, number: int, exc: ValidationError) -> None:
        for error in exc.errors()[:3]:
            names = [str(part) for part in error["loc"] if not isinstance(part, int)]
            shown = f" (here {str(error['input'])[:40]!r})" if names and names[-1] in _SHOWN else ""
            self._fail(number, self._column(".".join(names)), error["msg"].removeprefix("Value error, ") + shown)

    def _fail(self, number: int, column: str, problem: str) -> None:
        self._errors.append(RowError(number, column, problem))

    def _column(self, field_name: str) -> str:
        single = field_name.replace("questions", "question").replace("commitments", "commitment")
        return self._mapping.columns.get(single, field_name)

    def plan(self) -> ImportPlan:
        new, changed, unchanged = [], [], 0
        for _, thing in self._seen.values():
            before = self._held.get(thing)
            if before is None:
                new.append(thing)
            elif before == thing:
                unchanged += 1
            else:
                changed.append(thing)
        contacts = [t for t in (*new, *changed) if isinstance(t, Interaction)]
        self._warnings += _doubtful([t for t in (*new, *changed) if isinstance(t, Person)], self._held)
        return ImportPlan(
            self._mapping.kind,
            (*new, *requests_of(contacts)),
            tuple(changed),
            unchanged,
            tuple(self._errors),
            tuple(self._warnings),
            tuple(self._reports),
            tuple(self._redacted),
            tuple(dict.fromkeys(error.row for error in self._errors)),
        )


def _doubtful(people: Iterable[Person], held: Held) -> list[str]:
    """People who may be one: same name at the same account under two ids."""
    known: dict[tuple[str, str], Person] = {same_person(p): p for p in held.people.values()}
    told = []
    for person in people:
        other = known.setdefault(same_person(person), person)
        if other.person_id != person.person_id:
            told.append(
                f"{person.person_id} and {other.person_id} have one name at {person.account_id}; if they are one person: "
                f"callprep accounts merge {other.person_id} {person.person_id}"
            )
    return told


def same_person(person: Person) -> tuple[str, str]:
    """Account and bare name, without degree, case and punctuation."""
    bare = person.name.split(",", 1)[0].lower()
    return person.account_id, " ".join("".join(c if c.isalnum() else " " for c in bare).split())
