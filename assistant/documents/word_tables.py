"""Tables of a Word file: hairlines, a shaded head that repeats, rows that stay whole, short tables that stay on one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assistant.documents.layout import column_shares, is_short
from assistant.documents.word_style import CELL, GAP, HAIR, PALE
from guardrails import Line, Table

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_EDGE = f'w:val="single" w:sz="4" w:space="0" w:color="{HAIR}"'
_BORDERS = (
    f"<w:tblBorders {_W}><w:top {_EDGE}/><w:bottom {_EDGE}/><w:insideH {_EDGE}/></w:tblBorders>",
    f'<w:tblCellMar {_W}><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
    f'<w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>',
)
_SHADE = f'<w:shd {_W} w:val="clear" w:color="auto" w:fill="{PALE}"/>'


def add_table(
    document: DocxDocument, table: Table, name: str, runs: Callable[[Any, Line], None], style: str | None
) -> None:
    """The table at the end of the document. `style` is a template's own; without one ours is drawn."""
    grid = document.add_table(rows=len(table.rows) + 1, cols=len(table.header))
    if style:
        grid.style = style
    grid.autofit = False
    heads = [Line(statements=(), lead=text) for text in table.header]
    whole = is_short(table)
    widths = _widths(document, table)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    last = len(table.rows)
    for number, (row, cells) in enumerate(zip(grid.rows, (heads, *table.rows), strict=True)):
        _whole_row(row)
        for cell, line, width in zip(row.cells, cells, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.style = CELL
            runs(paragraph, line)
            if number < last and (whole or number == 0):
                paragraph.paragraph_format.keep_with_next = True
    _dress(grid, name, drawn=style is None)
    document.add_paragraph(style=GAP)


def _widths(document: DocxDocument, table: Table) -> tuple[Any, ...]:
    from docx.shared import Emu

    page = document.sections[-1]
    room = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    return tuple(Emu(int(room * share)) for share in column_shares(table))


def _whole_row(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _dress(grid: Any, name: str, *, drawn: bool) -> None:
    """Repeat the header row on every page; name the table for people who hear it; draw lines where no style does."""
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import qn

    properties = grid._tbl.tblPr
    if drawn:
        behind = ("w:tblLook", "w:tblCaption", "w:tblDescription")
        for xml, later in zip(_BORDERS, (("w:tblLayout", *behind), behind), strict=True):
            properties.insert_element_before(parse_xml(xml), *later)
        for cell in grid.rows[0].cells:
            cell._tc.get_or_add_tcPr().append(parse_xml(_SHADE))
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for tag in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(tag)
        element.set(qn("w:val"), name)
        properties.append(element)
