"""Days of the calendar in running text: "13 April 2022", "April 13, 2022", "2022-04-13"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from guardrails.not_numbers import MONTH, YEAR

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<month>{MONTH})\.?"
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", rf"(?P<year>{YEAR})"
_WRITTEN = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_DAY}\s+{_NAME}\s+{_YEAR}\b",
        rf"\b{_NAME}\s+{_DAY},?\s+{_YEAR}\b",
        rf"\b{_YEAR}-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})\b",
    )
)


@dataclass(frozen=True, slots=True)
class Day:
    """One date and where it stands."""

    start: int
    end: int
    date: tuple[int, int, int]
    """Year, month, day, as written: nothing says that the calendar has it."""


@lru_cache(maxsize=2048)
def days_of(text: str) -> tuple[Day, ...]:
    """Every full date of a text, form by form; a day without its year is none."""
    return tuple(_days(text))


def _days(text: str) -> Iterator[Day]:
    for written in _WRITTEN:
        for found in written.finditer(text):
            name = found["month"]
            month = int(name) if name.isdigit() else _MONTHS.index(name[:3].lower()) + 1
            yield Day(found.start(), found.end(), (int(found["year"]), month, int(found["day"])))
