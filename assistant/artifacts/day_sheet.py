"""A day at a glance: meetings in order, promises first, warnings, what stands in which pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.artifacts.parts import FactBook, day_words, say, table
from guardrails import Block, Draft, Mode, Section


@dataclass(frozen=True, slots=True)
class DayRow:
    """One meeting of the day."""

    time: str
    people: str
    account: str
    topic: str
    promises: tuple[str, ...]
    warnings: tuple[str, ...]
    pack: str
    """`ready`, or why there is none."""


def day_sheet_draft(draft_id: str, day: date, owner: str, rows: Sequence[DayRow]) -> tuple[Draft, FactBook]:
    """The sheet and the facts it states."""
    facts = FactBook(f"day-{draft_id}", "Meetings of the day")
    cells = [
        [
            facts.line(text)
            for text in (r.time, f"{r.people}; {r.account}", r.topic, "; ".join(r.promises) or "none", r.pack)
        ]
        for r in rows
    ]
    meetings: list[Block] = [table(("Time", "Who", "Topic", "Open promises", "Pack"), cells)]
    warned: list[Block] = [facts.line(f"{r.time}, {r.people}: {w}", "bullet") for r in rows for w in r.warnings]
    sections = (
        Section("meetings", "Meetings", tuple(meetings), mode=Mode.INTERNAL),
        Section("warnings", "Look at before you leave", tuple(warned) or (say("Nothing."),), mode=Mode.INTERNAL),
    )
    return Draft(draft_id, "day_sheet", f"Day of {owner}: {day:%A}, {day_words(day)}", sections), facts
