"""What an import would do: new, changed and unchanged objects, each wrong row with its number. Nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping as Rows
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from assistant.accounts.cells import is_formula
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
from assistant.accounts.joining import laid_over, reports_joined, same_but_for_parts, with_parts
from assistant.accounts.mapping import ROW_OF, Mapping, mapped, missing_columns, ticked
from assistant.accounts.reading_rows import UNREAD
from assistant.accounts.row_errors import RowError, RowErrors, Tell, explained, shown_id
from assistant.accounts.screening import Screen, Screener, told_in, words_of
from assistant.domain import Account, Interaction, Meeting, Person, Request, SafetyReport

_NAMED = 5
NOTICE = "!"
"""Key under which a row carries a word to the reader that is no error."""


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
    """The first thousand."""
    warnings: tuple[str, ...]
    reports: tuple[SafetyReport, ...]
    """Possible events, also those told in rows that cannot be taken."""
    redacted: tuple[str, ...]
    rejected: int = 0
    """Rows with errors."""
    errors_total: int = 0


def plan_import(
    rows: Iterable[tuple[int, Rows[str, Any]]],
    mapping: Mapping,
    held: Held,
    screen_note: Screen,
    now: datetime,
    tell: Tell = lambda _: None,
) -> ImportPlan:
    """Map, validate, screen and compare every row. A wrong row leaves the others as they are; `tell` hears of each."""
    planner = _Planner(mapping, held, screen_note, now, RowErrors(tell))
    for number, row in rows:
        planner.take(number, row)
        if planner.stopped:
            break
    return planner.plan()


class _Planner:
    def __init__(self, mapping: Mapping, held: Held, screen_note: Screen, now: datetime, errors: RowErrors) -> None:
        self._mapping, self._held, self._screen, self._now = mapping, held, screen_note, now
        self._screener = Screener(screen_note, [p.name for p in held.people.values()])
        self._seen: dict[str, tuple[int, object]] = {}
        self._errors = errors
        self._warnings: list[str] = []
        self._reports: list[SafetyReport] = []
        self._redacted: list[str] = []
        self._rows = 0
        self._headless = False
        """No column of the mapping is in the first row, which may be data as all that follow."""
        self.stopped = False

    def take(self, number: int, row: Rows[str, Any]) -> None:
        if number == 0:
            return self._header(row)
        if self._headless:
            return self._rescue(row)
        self._rows += 1
        if notice := row.get(NOTICE):
            self._warnings.append(f"row {number}: {notice}")
            row = {name: cell for name, cell in row.items() if name != NOTICE}
        if row and not self._taken(number, row):
            self._rescue(row)
        return None

    def _header(self, columns: Rows[str, Any]) -> None:
        lacking = missing_columns(self._mapping, columns)
        if lacking:
            self._fail(0, lacking[0], self._instead(columns))
            self._headless = self._mapping.kind == "interaction"
            self.stopped = not self._headless
            if self._headless:
                self._rescue({UNREAD: " ".join(columns)})
            return
        unused = [column for column in columns if column and column not in self._mapping.columns.values()]
        if unused:
            named = ", ".join(unused[:_NAMED]) + (", …" if len(unused) > _NAMED else "")
            self._warnings.append(
                f"{len(unused)} columns are in no field of {self._mapping.name} and stay out: {named}"
            )

    def _instead(self, columns: Rows[str, Any]) -> str:
        """What the file has in place of a column; a first row without any known name may be data and is not repeated."""
        if not any(column in self._mapping.columns.values() for column in columns):
            return "no such column, nor any other of this mapping; the first row has to name the columns"
        return f"no such column; the file has {', '.join(list(columns)[:12])}"

    def _taken(self, number: int, row: Rows[str, Any]) -> bool:
        if "" in row and row.keys() <= {"", UNREAD}:
            return self._fail(number, "", str(row[""]))
        formula = next((column for column, cell in row.items() if is_formula(cell)), None)
        if formula:
            return self._fail(
                number, formula, "the cell holds a formula; export values, or put an apostrophe in front of text"
            )
        try:
            value = ROW_OF[self._mapping.kind].model_validate(mapped(self._mapping, row))
        except ValidationError as exc:
            return self._invalid(number, exc)
        except ValueError:
            return self._fail(number, "", f"a date does not read {self._mapping.date_format!r}")
        return self._accept(number, value, row)

    def _rescue(self, row: Rows[str, Any]) -> None:
        """A possible event is relayed even where its row cannot be taken."""
        cells = {name: str(row.get(column) or "") for name, column in self._mapping.columns.items()}
        texts = words_of({name.rpartition(".")[2]: cell for name, cell in cells.items()})
        if UNREAD in row or (self._headless and not texts):
            texts = [str(cell) for name, cell in row.items() if name and cell]
        account = cells.get("account_id") if cells.get("account_id") in self._held.accounts else None
        note = cells.get("note", "") if ticked(cells.get("event_noted", "")) else None
        kind, key = self._mapping.kind, cells.get("id") or cells.get(f"{self._mapping.kind}_id", "")
        report = told_in(texts, key, account, self._screen, self._now, kind=kind, ticked=note)
        self._reports += [report] if report else []

    def _accept(self, number: int, value: BaseModel, row: Rows[str, Any]) -> bool:
        unknown = self._unknown(value)
        if unknown:
            return self._fail(number, *unknown)
        read, key = self._object(self._screened(value))
        before = self._held.get(read)
        thing = laid_over(before, read, row, self._mapping) if before else read
        first, earlier = self._seen.get(key, (number, None))
        if earlier is not None and not same_but_for_parts(earlier, thing):
            return self._fail(number, "", f"shares the id {shown_id(key)} with row {first} and differs from it")
        if isinstance(thing, Interaction) and isinstance(read, Interaction):
            so_far = earlier if isinstance(earlier, Interaction) else None
            thing = with_parts(so_far, thing, read, row, self._mapping)
        self._seen[key] = (first, thing)
        return True

    def _screened(self, value: Any) -> Any:
        clean, report, redacted = self._screener.screened(value, self._now)
        self._reports += [report] if report else []
        self._redacted += [self._object(value)[1]] if redacted else []
        return clean

    def _object(self, value: BaseModel) -> tuple[object, str]:
        match value:
            case AccountRow():
                return account_of(value), value.account_id
            case PersonRow():
                return person_of(value), value.person_id
            case MeetingRow():
                return meeting_of(value), value.id
            case InteractionRow():
                return interaction_of(value), value.id
        raise TypeError(type(value).__name__)

    def _unknown(self, value: BaseModel) -> tuple[str, str] | None:
        """The first reference to an account or person that nobody knows, as (column, problem)."""
        account = getattr(value, "account_id", "")
        if not isinstance(value, AccountRow) and account not in self._held.accounts:
            return self._column(
                "account_id"
            ), f"no account {shown_id(account)}; import accounts first or correct the id"
        missing = [p for p in getattr(value, "people", []) if p not in self._held.people]
        if missing:
            return self._column("people"), f"no person {shown_id(missing[0])}; import people first or correct the id"
        return None

    def _invalid(self, number: int, exc: ValidationError) -> bool:
        for error in exc.errors()[:3]:
            field_name, problem = explained(error)
            self._fail(number, self._column(field_name), problem)
        return False

    def _fail(self, number: int, column: str, problem: str) -> bool:
        """False, for the row is not taken."""
        self._errors.add(number, column, problem)
        return False

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
        if not self._rows and not self.stopped and not self._headless:
            self._warnings.append("the file holds no rows; nothing is to be done")
        self._warnings += _losing([t for t in changed if isinstance(t, Interaction)], self._held)
        self._warnings += _doubtful([t for t in (*new, *changed) if isinstance(t, Person)], self._held)
        return ImportPlan(
            self._mapping.kind,
            (*new, *(r for r in requests_of(contacts) if self._held.get(r) is None)),
            tuple(changed),
            unchanged,
            tuple(self._errors.kept),
            tuple(self._warnings),
            reports_joined(self._reports),
            tuple(dict.fromkeys(self._redacted)),
            self._errors.rows,
            self._errors.total,
        )


def _losing(contacts: Iterable[Interaction], held: Held) -> list[str]:
    """Contacts of which the file tells fewer questions or promises than are stored."""
    told = []
    for contact in contacts:
        before = held.interactions[contact.interaction_id]
        less = len(before.questions) + len(before.commitments) - len(contact.questions) - len(contact.commitments)
        if less > 0:
            told.append(f"{contact.interaction_id}: {less} stored questions or promises are not in the file and go")
    return told


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
