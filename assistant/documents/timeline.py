"""Timeline of the evidence: year by design, a mark for which way each study reads.

Drawn from the document's own table of these columns, so that each entry is a released, proven cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.documents.figures import SOFT, WIDTH, Bar, Dot, Figure, Label, Rule
from assistant.domain import Finding
from assistant.material import TIMELINE

_YEAR = re.compile(r"(?:19|20)\d\d")
_LEAST = 2
_ROW, _LEFT, _RIGHT, _TOP, _MARGIN, _LEGEND = 34, 190, 40, 24, 90, 130
"""Pixels."""


@dataclass(frozen=True, slots=True)
class _Entry:
    year: int
    study: str
    design: str
    finding: str


def chart(lines: Sequence[str]) -> Figure | None:
    """The timeline; None without its table or with fewer than two studies in it."""
    head = "\t".join(TIMELINE)
    if head not in lines:
        return None
    entries = tuple(_entries(lines[lines.index(head) + 1 :]))
    if len(entries) < _LEAST:
        return None
    designs = tuple(dict.fromkeys(e.design for e in entries))
    told = "; ".join(f"{e.year} {e.study}, {e.design}: {e.finding}" for e in entries)
    return Figure(
        _TOP + _ROW * len(designs) + 50,
        tuple(_marks(entries, designs)),
        f"Timeline of the evidence: {told}",
        str(entries[0].year),
    )


def _entries(cells: Sequence[str]) -> Iterator[_Entry]:
    for at in range(0, len(cells) - 3, len(TIMELINE)):
        year, study, design, finding = cells[at : at + len(TIMELINE)]
        if not _YEAR.fullmatch(year):
            return
        yield _Entry(int(year), study, design, finding)


def _marks(entries: Sequence[_Entry], designs: Sequence[str]) -> Iterator[Rule | Dot | Bar | Label]:
    first, last = min(e.year for e in entries), max(e.year for e in entries)
    floor = _TOP + _ROW * len(designs)
    room = WIDTH - _LEFT - _RIGHT

    def x(year: int) -> float:
        return _LEFT + room * ((year - first) / (last - first) if last > first else 0.5)

    taken: dict[tuple[int, str], int] = {}
    for number, design in enumerate(designs):
        y = _TOP + _ROW * number
        yield Label(_LEFT - 24, y, design, "end")
        yield Rule(_LEFT - 12, y, WIDTH - _RIGHT + 12, y, SOFT, 0.5)
    for entry in entries:
        place = (entry.year, entry.design)
        taken[place] = taken.get(place, -1) + 1
        y = _TOP + _ROW * designs.index(entry.design) - 11 * taken[place]
        yield _mark(entry.finding, x(entry.year), y)
    for year in dict.fromkeys((first, last)):
        yield Label(x(year), floor, str(year), "middle")
    for number, finding in enumerate(f.value for f in Finding if f.value in {e.finding for e in entries}):
        left = _MARGIN + _LEGEND * number
        yield _mark(finding, left, floor + 30)
        yield Label(left + 12, floor + 30, finding)


def _mark(finding: str, x: float, y: float) -> Dot | Bar:
    if finding == Finding.AGAINST:
        return Bar(x - 4, y - 4, 8, 8)
    if finding == Finding.MIXED:
        return Bar(x - 6, y - 2, 12, 4)
    if finding == Finding.UNCLEAR:
        return Dot(x, y, 2)
    return Dot(x, y, hollow=finding == Finding.NONE)
