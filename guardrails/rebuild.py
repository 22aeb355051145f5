"""Makes a changed copy of a draft, statement by statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from guardrails.domain import Block, Draft, Line, Section, Statement, Table

Change = Callable[[Statement], tuple[Statement, ...]]
"""From a placed statement to what stands there instead; nothing removes it."""


def rebuild(draft: Draft, change: Change) -> Draft:
    """The draft with every statement changed.

    A line without statements vanishes, a row that lost a cell vanishes whole, and so does a table without rows.
    Sections stay, even empty ones.
    """
    placed = (statement for statement, _, _ in draft.statements())
    sections = tuple(replace(section, blocks=tuple(_blocks(section, placed, change))) for section in draft.sections)
    return replace(draft, sections=sections)


def empty_sections(draft: Draft) -> tuple[Section, ...]:
    """Sections without any statement."""
    return tuple(s for s in draft.sections if not any(True for _ in _statements(s)))


def drop_empty_sections(draft: Draft) -> Draft:
    """The draft without sections that say nothing."""
    empty = empty_sections(draft)
    return replace(draft, sections=tuple(s for s in draft.sections if s not in empty))


def _blocks(section: Section, placed: Iterator[Statement], change: Change) -> Iterator[Block]:
    for block in section.blocks:
        if isinstance(block, Line):
            line = _line(block, placed, change)
            if line.statements or (line.lead and not block.statements):
                yield line
            continue
        rows = [tuple(_line(cell, placed, change) for cell in row) for row in block.rows]
        kept = tuple(row for row, old in zip(rows, block.rows, strict=True) if _whole(row, old))
        if kept:
            yield Table(block.header, kept)


def _whole(row: tuple[Line, ...], old: tuple[Line, ...]) -> bool:
    return all(cell.statements or not before.statements for cell, before in zip(row, old, strict=True))


def _line(line: Line, placed: Iterator[Statement], change: Change) -> Line:
    # `placed` walks the draft in the same order, so one statement of it belongs to each statement here.
    return replace(line, statements=tuple(new for _ in line.statements for new in change(next(placed))))


def _statements(section: Section) -> Iterator[Statement]:
    for block in section.blocks:
        lines = [block] if isinstance(block, Line) else [cell for row in block.rows for cell in row]
        for line in lines:
            yield from line.statements
