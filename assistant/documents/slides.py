"""Sections cut into slides: what fits stands together, in the largest type that it fits in."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.documents.figures import WIDTH, Figure
from assistant.documents.layout import column_shares
from assistant.material import spoken
from guardrails import Line, Section, Table, line_text

SIZES = (20, 18, 16, 14, 12)
"""Points of body text, tried in this order."""
CELL_SIZES = (16, 12)
"""Points of the text in a table, most and least; between them it is two smaller than the text of its slide."""
_INCH, _LINE, _LETTER = 72, 1.2, 0.56
"""Points of an inch; height of a line and width of a letter, as a share of the type size: what the widest common face needs."""
_GAP, _ROW_PAD, _BLOCK_GAP = 0.09, 0.1, 0.18
"""Inches below a paragraph, within a row, and between blocks."""
FIGURE_WIDTH = 11.0
_SHARES = 20
"""Steps in which a lower page is tried when paragraphs are spread over slides."""

Shown = Line | Table | Figure


@dataclass(frozen=True, slots=True)
class Area:
    """Where the content of a slide may stand, in inches."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Slide:
    """What stands on one slide under its section's title, in reading order."""

    title: str
    blocks: tuple[Shown, ...]
    size: int = SIZES[-1]
    """Points of its text."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its paragraphs."""
        return tuple(b for b in self.blocks if isinstance(b, Line))

    @property
    def table(self) -> Table | None:
        """Its first table."""
        return next((b for b in self.blocks if isinstance(b, Table)), None)


def slides_of(section: Section, area: Area, figures: Sequence[Figure] = ()) -> Iterator[Slide]:
    """The slides of one section; a continued one bears the same title."""
    blocks = [*_paragraphs(section), *figures]
    size = next((s for s in SIZES if sum(height(b, s, area) for b in blocks) <= area.height), SIZES[-1])
    parts = [part for b in blocks for part in _parts(b, size, area)]
    for page in _pages([(part, height(part, size, area)) for part in parts], area.height):
        yield Slide(section.title, page, size)


def _pages(parts: Sequence[tuple[Shown, float]], room: float) -> list[tuple[Shown, ...]]:
    """Parts page by page. Paragraphs alone are spread evenly over the pages they need, so that none is left with a single line."""
    fewest = _filled(parts, room)
    if any(not isinstance(part, Line) for part, _ in parts):
        return fewest
    tries = (_filled(parts, room * share / _SHARES) for share in range(1, _SHARES))
    return next((pages for pages in tries if len(pages) == len(fewest)), fewest)


def _filled(parts: Sequence[tuple[Shown, float]], room: float) -> list[tuple[Shown, ...]]:
    """Each page filled before the next is begun."""
    pages: list[tuple[Shown, ...]] = []
    page: list[Shown] = []
    used = 0.0
    for part, need in parts:
        if page and used + need > room:
            pages.append(tuple(page))
            page, used = [], 0.0
        page.append(part)
        used += need
    return [*pages, tuple(page)]


def _paragraphs(section: Section) -> Iterator[Line | Table]:
    for block in section.blocks:
        if isinstance(block, Line) and block.style in ("say", "paragraph"):
            yield from spoken(block)
        else:
            yield block


def height(block: Shown, size: int, area: Area) -> float:
    """Inches that a block takes, estimated."""
    if isinstance(block, Figure):
        return figure_width(block, area) * block.height / WIDTH + _BLOCK_GAP
    if isinstance(block, Table):
        return sum(row_heights(block, size, area)) + _BLOCK_GAP
    return _lines(line_text(block), area.width, size) * size * _LINE / _INCH + _GAP


def figure_width(figure: Figure, area: Area) -> float:
    """Inches: as wide as reads well, less where it would be too high."""
    return min(FIGURE_WIDTH, area.width, (area.height - _BLOCK_GAP) * WIDTH / figure.height)


def cell_size(size: int) -> int:
    """Points of a table's text on a slide whose text has this size."""
    return min(CELL_SIZES[0], max(CELL_SIZES[1], size - 2))


def row_heights(table: Table, size: int, area: Area) -> tuple[float, ...]:
    """Inches of the header and of each row, on a slide with text of this size."""
    points = cell_size(size)
    shares = column_shares(table)
    rows = (tuple(table.header), *(tuple(map(line_text, row)) for row in table.rows))
    lines = (max(_lines(t, area.width * s - 0.12, points) for t, s in zip(row, shares, strict=True)) for row in rows)
    return tuple(n * points * _LINE / _INCH + _ROW_PAD for n in lines)


def _lines(text: str, width: float, size: int) -> int:
    return max(1, math.ceil(len(text) * size * _LETTER / _INCH / max(width, 0.3)))


def _parts(block: Shown, size: int, area: Area) -> Iterator[Shown]:
    """A table in parts that fit a slide, each with the header; all else as it is."""
    if not isinstance(block, Table):
        yield block
        return
    head, *heights = row_heights(block, size, area)
    page: list[tuple[Line, ...]] = []
    used = head + _BLOCK_GAP
    for row, need in zip(block.rows, heights, strict=True):
        if page and used + need > area.height:
            yield replace(block, rows=tuple(page))
            page, used = [], head + _BLOCK_GAP
        page.append(row)
        used += need
    yield replace(block, rows=tuple(page))
