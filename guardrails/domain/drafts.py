"""The text that is judged: statements with what they rest on, in lines, tables and sections."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from guardrails.domain.levels import Mode, StatementKind


@dataclass(frozen=True, slots=True)
class Citation:
    """A statement rests on this span of this source. `evidence.text[start:end] == quote`, else the gate blocks."""

    evidence_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class ClaimRef:
    """The approved claim whose wording a statement carries."""

    claim_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said: a sentence, or a few that belong together (a SAY unit), with what it rests on.

    In a draft `start` and `end` are its place in `Draft.text`. For a lone text they are its place in that text.
    """

    text: str
    start: int = 0
    end: int = 0
    kind: StatementKind = StatementKind.EVIDENCE
    citations: tuple[Citation, ...] = ()
    claim: ClaimRef | None = None
    statement_id: str = ""
    verbatim: bool = False
    """Shown in quotation marks: never edited, only completed or withheld."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, bullet or SAY box: statements that are read together (one *unit*)."""

    statements: tuple[Statement, ...]
    style: str = "paragraph"
    """paragraph | bullet | say | quote | note"""
    lead: str = ""
    """Bold words in front, e.g. `Bottom line.`; judged like all else."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose cells are lines; a cell without a statement is not allowed (missing data is said in words)."""

    header: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Line | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a draft. `mode` overrides the mode of the context (a zone, such as SAY lines in a call pack)."""

    section_id: str
    title: str
    blocks: tuple[Block, ...]
    required: bool = True
    mode: Mode | None = None


@dataclass(frozen=True)
class Draft:
    """A generated or uploaded document before the gate. `text` is all that a reader would see, in reading order."""

    draft_id: str
    artifact: str
    """answer | call_pack | pt_brief | routing_card | text | ..."""
    title: str
    sections: tuple[Section, ...]
    banner: str = ""
    footer: str = ""

    @cached_property
    def text(self) -> str:
        """Title, banner, sections (title, blocks, header cells) and footer, one visible line each."""
        return "\n".join(text for text, _, _ in self.lines())

    def lines(self) -> Iterator[tuple[str, Section | None, Line | None]]:
        """Every visible line with the section and line it belongs to (None for titles, banner, headers, footer)."""
        yield self.title, None, None
        if self.banner:
            yield self.banner, None, None
        for section in self.sections:
            yield section.title, section, None
            for block in section.blocks:
                if isinstance(block, Line):
                    yield line_text(block), section, block
                else:
                    yield "\t".join(block.header), section, None
                    for row in block.rows:
                        for cell in row:
                            yield line_text(cell), section, cell
        if self.footer:
            yield self.footer, None, None

    def statements(self) -> Iterator[tuple[Statement, Section, Line]]:
        """Every statement in reading order, `start` and `end` set to its place in `text`."""
        cursor = 0
        for text, section, line in self.lines():
            if section is not None and line is not None:
                place = cursor + (len(line.lead) + 1 if line.lead else 0)
                for statement in line.statements:
                    end = place + len(statement.text)
                    yield _placed(statement, place, end), section, line
                    place = end + 1
            cursor += len(text) + 1

    @property
    def sha256(self) -> str:
        """Hash of `text`: what a certificate and a waiver are bound to."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


def line_text(line: Line) -> str:
    """A line as one string: lead, then statements, single spaces between."""
    return " ".join(part for part in (line.lead, *(s.text for s in line.statements)) if part)


def _placed(statement: Statement, start: int, end: int) -> Statement:
    return replace(statement, start=start, end=end)
