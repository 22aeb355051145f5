"""Bars of kinetic values as reported, one figure a measure and unit; only where two or more sources report it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.documents.figures import WIDTH, Bar, Figure, Label
from assistant.documents.rows import name_before

_VALUE = re.compile(
    r"\b(?P<measure>T ?max|C ?max|AUC|half-life|bioavailability)\b(?P<between>[^.;,\d]{0,40}?)(?P<value>\d+(?:\.\d+)?)\s?"
    r"(?P<unit>h\b|hours?\b|min(?:utes)?\b|ng/mL|ng·h/mL|ng\*h/mL|µg/L|%)"
)
_RANGE = re.compile(r"\bto$|[-–]$|\bby$|\bthan$")
"""Words before a value that make it a change or the end of a range, not the measure itself."""
_UNITS = {"hour": "h", "hours": "h", "minutes": "min", "ng*h/mL": "ng·h/mL"}
_LEAST = 2
_ROW, _LEFT, _RIGHT, _TOP = 28, 190, 110, 40


@dataclass(frozen=True, slots=True)
class Reported:
    """One value as a source reports it."""

    measure: str
    unit: str
    name: str
    value: float
    line: str


def reported(lines: Sequence[str]) -> tuple[Reported, ...]:
    """The first value of each measure and unit of every study that names itself in the cells before."""
    found: dict[tuple[str, str, str], Reported] = {}
    for at, line in enumerate(lines):
        name = name_before(lines, at)
        for match in _VALUE.finditer(line) if name else ():
            if _RANGE.search(match["between"].rstrip()):
                continue
            measure, unit = match["measure"].replace(" ", ""), _UNITS.get(match["unit"], match["unit"])
            assert name is not None
            found.setdefault((measure, unit, name), Reported(measure, unit, name, float(match["value"]), line))
    return tuple(found.values())


def charts(lines: Sequence[str]) -> Iterator[Figure]:
    """One figure for each measure and unit that two or more studies report, in the order of the text."""
    values = reported(lines)
    for measure, unit in dict.fromkeys((v.measure, v.unit) for v in values):
        same = [v for v in values if (v.measure, v.unit) == (measure, unit)]
        if len(same) >= _LEAST:
            yield _figure(f"{measure} ({unit}), as reported", same)


def _figure(title: str, values: Sequence[Reported]) -> Figure:
    most = max(v.value for v in values) or 1.0
    marks: list[Bar | Label] = [Label(_LEFT, _TOP / 2, title)]
    for number, v in enumerate(values):
        y = _TOP + _ROW * number
        marks.append(Label(_LEFT - 10, y + 8, v.name, "end"))
        width = (WIDTH - _LEFT - _RIGHT) * v.value / most
        marks += [Bar(_LEFT, y, width, 16), Label(_LEFT + width + 8, y + 8, f"{v.value:g} {v.unit}")]
    alt = f"{title}: " + "; ".join(f"{v.name} {v.value:g} {v.unit}" for v in values)
    return Figure(_TOP + _ROW * len(values) + 12, tuple(marks), alt, values[0].line)
