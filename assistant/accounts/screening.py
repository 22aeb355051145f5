"""Every text of a row that comes in is screened before it is kept, but for ids and names of contacts; redacted it stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import BaseModel

from assistant.accounts.crm_rows import AccountRow, InteractionRow, MeetingRow, PersonRow
from assistant.accounts.row_errors import reads_as_id
from assistant.domain import SafetyReport
from guardrails import NoteScreen

RELAY_HOURS = 24
"""House custom for relaying a possible adverse event, one business day; not a statute."""
AS_GIVEN = frozenset({"id", "account_id", "person_id", "people", "name", "jurisdiction"})
"""Fields never screened: keys and names of contacts. Every other text is, also that of a field which comes later."""
_KEYS = frozenset({"told", "materials", "products", "formulary", "request"})
"""Fields that hold ids of ours; what does not read as one is screened."""
_KEY = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w./:-]{1,64}(?: v\d+)?")
_REPORTED = frozenset({"note", "insights", "objections", "outcome", "place"})
"""Texts that report what happened."""
_ASKED_ABOUT = frozenset({"misuse"})
"""Kinds that a question or topic names without a patient behind it ("a company that sells oil"); in a report they are relayed."""
_SHORT, _REMEMBERED = 60, 4096
_NO_WORDS = "The adverse-event box was ticked; the report has no words on it."
_KIND = {AccountRow: "account", PersonRow: "person", MeetingRow: "meeting", InteractionRow: "interaction"}
Screen = Callable[..., NoteScreen]
Row = TypeVar("Row", AccountRow, PersonRow, MeetingRow, InteractionRow)


class Screener:
    """Screens rows; a short text, most often a word of a list, is read once."""

    def __init__(self, screen_note: Screen, contacts: Collection[str]) -> None:
        self._screen = partial(screen_note, contacts=tuple(contacts))
        self._short = lru_cache(_REMEMBERED)(self._screen)

    def screened(self, row: Row, opened_at: datetime) -> tuple[Row, SafetyReport | None, bool]:
        """The row with redacted texts, a relay task where a possible event or complaint is told, and whether anything was redacted."""
        seen = _Seen(self._look)
        clean = seen.cleaned(row)
        told = seen.told
        if isinstance(row, InteractionRow) and row.event_noted and not told:
            told = [clean.note or _NO_WORDS]
        if not told:
            return clean, None, seen.redacted
        key = row.person_id if isinstance(row, PersonRow) else row.account_id if isinstance(row, AccountRow) else row.id
        people = getattr(row, "people", [])
        report = relay_task(_KIND[type(row)], key, " / ".join(told), people[0] if people else "not recorded", opened_at)
        return clean, replace(report, account_id=row.account_id), seen.redacted

    def _look(self, text: str) -> NoteScreen:
        return self._short(text) if len(text) <= _SHORT else self._screen(text)


@dataclass(slots=True)
class _Seen:
    """What was found in the texts of one row."""

    look: Callable[[str], NoteScreen]
    told: list[str] = field(default_factory=list)
    redacted: bool = False

    def cleaned(self, row: Any) -> Any:
        return row.model_copy(update={n: self._value(n, getattr(row, n)) for n in type(row).model_fields})

    def _value(self, name: str, value: Any) -> Any:
        if name in AS_GIVEN or not value:
            return value
        match value:
            case str():
                return self._text(name, value)
            case BaseModel():
                return self.cleaned(value)
            case list():
                return [self._value(name, part) for part in value]
            case dict():
                return {self._value(name, key): self._value(name, part) for key, part in value.items()}
        return value

    def _text(self, name: str, text: str) -> str:
        if name in _KEYS and _KEY.fullmatch(text):
            return text
        look = self.look(text)
        if relayable(look) or (name in _REPORTED and look.relay):
            self.told.append(look.redacted)
        if name == "owner" and {span.category for span in look.phi} == {"name"}:
            return text  # a colleague, who has to be known
        self.redacted |= bool(look.phi)
        return look.redacted


def words_of(row: object, name: str = "") -> list[str]:
    """Every text of a row that may not be kept, in order, but for keys and names; of parts inside it too."""
    if name in AS_GIVEN or not row:
        return []
    match row:
        case str():
            return [row]
        case dict():
            return [text for key, value in row.items() for text in words_of(value, str(key))]
        case list():
            return [text for part in row for text in words_of(part, name)]
    return []


def told_in(
    texts: Sequence[str],
    told_id: str,
    account_id: str | None,
    screen_note: Screen,
    opened_at: datetime,
    *,
    kind: str = "interaction",
    ticked: str | None = None,
) -> SafetyReport | None:
    """A relay task for what these texts tell, though the row they stand in cannot be taken.

    `kind` of row; `ticked`: its note, where the adverse-event box was ticked.
    """
    looks = [screen_note(text) for text in texts]
    events = [look.redacted for look in looks if relayable(look)]
    if ticked is not None and not events:
        events = [screen_note(ticked).redacted or _NO_WORDS]
    if not events:
        return None
    whole = " ".join(texts).encode(errors="replace")
    key = told_id if reads_as_id(told_id) else f"unread-{sha256(whole).hexdigest()[:12]}"
    report = relay_task(kind, key, " / ".join(events), "not recorded", opened_at)
    return replace(report, account_id=account_id)


def relayable(look: NoteScreen) -> bool:
    """Whether a text tells of a possible event or complaint in somebody, and not only of a kind of use."""
    return bool(look.complaints) or any(event.kind not in _ASKED_ABOUT for event in look.adverse_events)


def relay_task(source: str, key: str, text: str, reporter: str, opened_at: datetime) -> SafetyReport:
    """The task that takes a possible event to drug safety. `text` is redacted; `source:key` names where it was told."""
    return SafetyReport(
        report_id=f"SR-{sha256(f'{source}:{key}'.encode()).hexdigest()[:16]}",
        text=text,
        reporter=reporter,
        opened_at=opened_at,
        due_at=opened_at + timedelta(hours=RELAY_HOURS),
        source=f"{source}:{key}",
    )
