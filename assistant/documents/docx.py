"""Released draft -> Word. Real headings, lists and tables; the same draft gives the same bytes."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assistant.documents.frame import frame_line
from assistant.documents.packages import embed_proof, fixed_times
from guardrails import Line, Released, Section, Table

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument


def render_docx(released: Released) -> bytes:
    """The .docx file."""
    from docx import Document

    draft = released.draft
    document = Document()
    _style(document)
    _properties(document, released)
    document.add_heading(draft.title, level=0)
    if draft.banner:
        document.add_paragraph(draft.banner).runs[0].italic = True
    for section in draft.sections:
        _section(document, section)
    document.add_paragraph(draft.footer)
    footer = document.sections[0].footer.paragraphs[0]
    footer.text = frame_line(released.certificate)
    embed_proof(document.part, released)
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_times(buffer.getvalue())


def _style(document: DocxDocument) -> None:
    from docx.shared import Cm, Pt

    normal = document.styles["Normal"]
    normal.font.name = "Calibri"
    normal.font.size = Pt(10.5)
    for page in document.sections:
        page.left_margin = page.right_margin = Cm(2)
        page.top_margin = page.bottom_margin = Cm(2)


def _properties(document: DocxDocument, released: Released) -> None:
    stamp = released.verdict.as_of.replace(tzinfo=None, microsecond=0)
    properties = document.core_properties
    properties.title = released.draft.title
    properties.author = "callprep"
    properties.last_modified_by = "callprep"
    properties.comments = frame_line(released.certificate)
    properties.created = properties.modified = _plain(stamp)
    properties.revision = 1


def _plain(stamp: datetime) -> datetime:
    return datetime(stamp.year, stamp.month, stamp.day, stamp.hour, stamp.minute, stamp.second)  # noqa: DTZ001


def _section(document: DocxDocument, section: Section) -> None:
    document.add_heading(section.title, level=1)
    for block in section.blocks:
        if isinstance(block, Table):
            _table(document, block)
        else:
            _line(document, block)


def _line(document: DocxDocument, line: Line) -> None:
    styles = {"bullet": "List Bullet", "say": "Intense Quote", "quote": "Quote"}
    paragraph = document.add_paragraph(style=styles.get(line.style))
    _runs(paragraph, line)
    if line.style == "note":
        for run in paragraph.runs:
            run.italic = True


def _runs(paragraph: Any, line: Line) -> None:
    if line.lead:
        paragraph.add_run(line.lead + " ").bold = True
    paragraph.add_run(" ".join(s.text for s in line.statements))


def _table(document: DocxDocument, table: Table) -> None:
    from docx.shared import Pt

    grid = document.add_table(rows=1, cols=len(table.header))
    grid.style = "Light Grid Accent 1"
    for cell, text in zip(grid.rows[0].cells, table.header, strict=True):
        cell.text = text
    for row in table.rows:
        for cell, line in zip(grid.add_row().cells, row, strict=True):
            _runs(cell.paragraphs[0], line)
    for row_cells in grid.rows:
        for cell in row_cells.cells:
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(9)
    document.add_paragraph()
