"""Released draft -> plain text for a terminal, wrapped, without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from assistant.documents.frame import frame_line
from assistant.material import spoken
from guardrails import Line, Released, Section, Table, line_text

_WIDTH = 100
NOTHING = "–"
"""Fills the last place of a table that is set as two side by side."""


def render_text(released: Released, width: int = _WIDTH) -> str:
    """The whole document, ending in one newline."""
    draft = released.draft
    parts = [draft.title + "\n" + "=" * min(len(draft.title), width)]
    if draft.banner:
        parts.append(_wrap(draft.banner, width))
    parts += [_section(section, width) for section in draft.sections]
    if draft.footer:
        parts.append(_wrap(draft.footer, width))
    parts.append(frame_line(released.certificate))
    return "\n\n".join(parts) + "\n"


def _wrap(text: str, width: int, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _section(section: Section, width: int) -> str:
    lines = [section.title, "-" * min(len(section.title), width)] if section.title else []
    for block in section.blocks:
        lines.append(_table(block, width) if isinstance(block, Table) else _line(block, width))
    return ("\n" if section.title else "\n\n").join(lines)


def _line(line: Line, width: int) -> str:
    text = line_text(line)
    if line.style == "bullet":
        return _wrap(text, width, "  • ", "    ")
    if line.style == "say":
        return _wrap(text, width, "  | ", "  | ")
    return "\n\n".join(_wrap(line_text(part), width) for part in spoken(line))


def _table(table: Table, width: int) -> str:
    """One block a row: terminal columns are too narrow for sentences. A table set as two side by side is one again."""
    half = len(table.header) // 2
    if half and table.header[:half] == table.header[half:]:
        rows = [row[:half] for row in table.rows] + [row[half:] for row in table.rows]
    else:
        half, rows = len(table.header), list(table.rows)
    texts = [[line_text(cell) for cell in row] for row in rows]
    return "\n".join(_row(table.header[:half], cells, width) for cells in texts if set(cells) != {NOTHING})


def _row(header: Sequence[str], cells: Sequence[str], width: int) -> str:
    if len(cells) <= 2:
        return _wrap(": ".join(cells), width, "  ", "    ")
    body = [_wrap(f"{name}: {cell}", width, "    ", "      ") for name, cell in zip(header[1:], cells[1:], strict=True)]
    return "\n".join([_wrap(f"{header[0]}: {cells[0]}", width, "  ", "    "), *body])
