"""Released draft -> Markdown. Text of records is escaped: it never becomes markup."""

from __future__ import annotations

import re

from assistant.documents.blocks import Bullets, blocks_of
from assistant.documents.frame import frame_line, watermark
from assistant.documents.proof import proof_comment
from assistant.material import spoken
from guardrails import Line, Released, Section, Table, line_text as plain_text

_SPECIAL = re.compile(r"([\\`*_{}<>|#~]|(?<=!)\[|(?<=\])\()")
"""A bracket only where it would make a link or a picture: sources stand in brackets everywhere."""


def escape(text: str) -> str:
    """The text with Markdown and HTML marks made harmless."""
    return _SPECIAL.sub(r"\\\1", text)


def render_markdown(released: Released) -> str:
    """The whole document, ending in one newline."""
    draft = released.draft
    parts = [f"# {escape(draft.title)}"]
    if mark := watermark(released.certificate):
        parts.append(f"**{escape(mark)}**")
    if draft.banner:
        parts.append(f"*{escape(draft.banner)}*")
    parts += [_section(section) for section in draft.sections]
    if draft.footer:
        parts.append(f"---\n\n*{escape(draft.footer)}*")
    parts.append(f"*{escape(frame_line(released.certificate))}*")
    parts.append(proof_comment(released))
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> str:
    heading = [f"## {escape(section.title)}"] if section.title else []
    return "\n\n".join([*heading, *map(_block, blocks_of(section))])


def _block(block: Bullets | Line | Table) -> str:
    if isinstance(block, tuple):
        return "\n".join(f"- {_inline(item)}" for item in block)
    return _table(block) if isinstance(block, Table) else _paragraph(block)


def _inline(line: Line) -> str:
    if not line.lead:
        return escape(plain_text(line))
    return f"**{escape(line.lead)}** " + " ".join(escape(s.text) for s in line.statements)


def _paragraph(line: Line) -> str:
    if line.style == "say":
        return "\n>\n".join(f"> {_inline(part)}" for part in spoken(line))
    if line.style == "note":
        return f"*{escape(plain_text(line))}*"
    return "\n\n".join(map(_inline, spoken(line)))


def _table(table: Table) -> str:
    head = "| " + " | ".join(escape(h) for h in table.header) + " |"
    rule = "|" + "---|" * len(table.header)
    rows = ["| " + " | ".join(_inline(cell).replace("\n", " ") for cell in row) + " |" for row in table.rows]
    return "\n".join([head, rule, *rows])
