"""Released draft -> Word. Real headings, lists and tables; the same draft gives the same bytes."""

from __future__ import annotations

import io
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from assistant.documents.figures import Figure, figure_png, figures_by_section
from assistant.documents.frame import frame_line, watermark
from assistant.documents.layout import column_shares, is_wide
from assistant.documents.packages import embed_proof, fixed_times
from guardrails import Line, Released, Section, Table

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument


_WATERMARK = (
    '<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w10="urn:schemas-microsoft-com:office:word">'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="Watermark" type="#_x0000_t136" alt="" style="position:absolute;width:430pt;height:70pt;rotation:315;'
    "z-index:-1;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    'mso-position-vertical-relative:margin" fillcolor="#dddddd" stroked="f"><v:fill opacity=".5"/>'
    '<v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt" string="{words}"/></v:shape></w:pict>'
)
"""What Word itself writes for a text watermark."""


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
    figures = figures_by_section(draft)
    for section in draft.sections:
        _section(document, section)
        for figure in figures.get(section.section_id, ()):
            _draw(document, figure)
    _turn(document, False)
    if draft.footer:
        document.add_paragraph(draft.footer)
    _frame(document, released)
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


def _draw(document: DocxDocument, figure: Figure) -> None:
    from docx.shared import Cm

    document.add_picture(io.BytesIO(figure_png(figure)), width=Cm(16))
    document.inline_shapes[-1]._inline.docPr.set("descr", figure.alt)


def _turn(document: DocxDocument, wide: bool) -> None:
    """Begin a page on its side, or an upright one, where the last was the other."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    last = document.sections[-1]
    if (last.orientation == WD_ORIENT.LANDSCAPE) == wide:
        return
    page = document.add_section(WD_SECTION.NEW_PAGE)
    page.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = last.page_height, last.page_width


def _frame(document: DocxDocument, released: Released) -> None:
    """Footer and watermark; later sections take them over."""
    from docx.oxml import parse_xml
    from docx.shared import Pt

    footer = document.sections[0].footer.paragraphs[0]
    footer.add_run(frame_line(released.certificate)).font.size = Pt(7)
    mark = watermark(released.certificate)
    if mark:
        run = document.sections[0].header.paragraphs[0].add_run()
        run._r.append(parse_xml(_WATERMARK.format(words=escape(mark, quote=True))))


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
    _turn(document, bool(section.blocks) and is_wide(section.blocks[0]))
    document.add_heading(section.title, level=1)
    for block in section.blocks:
        _turn(document, is_wide(block))
        if isinstance(block, Table):
            _table(document, block, section.title)
        else:
            _line(document, block)


def _line(document: DocxDocument, line: Line) -> None:
    styles = {"bullet": "List Bullet", "quote": "Quote"}
    paragraph = document.add_paragraph(style=styles.get(line.style))
    _runs(paragraph, line)
    if line.style == "say":
        _box(paragraph)
    if line.style == "note":
        for run in paragraph.runs:
            run.italic = True


def _box(paragraph: Any) -> None:
    """Shade what may be spoken, with a bar at its left."""
    from docx.oxml import parse_xml
    from docx.shared import Cm

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    bar = f'<w:pBdr {space}><w:left w:val="single" w:sz="24" w:space="8" w:color="1F3A5F"/></w:pBdr>'
    shade = f'<w:shd {space} w:val="clear" w:color="auto" w:fill="EEF3F8"/>'
    properties = paragraph._p.get_or_add_pPr()
    for xml in (bar, shade):
        properties.append(parse_xml(xml))
    paragraph.paragraph_format.left_indent = Cm(0.5)


def _runs(paragraph: Any, line: Line) -> None:
    if line.lead:
        paragraph.add_run(line.lead + " ").bold = True
    paragraph.add_run(" ".join(s.text for s in line.statements))


def _table(document: DocxDocument, table: Table, name: str) -> None:
    from docx.shared import Pt

    grid = document.add_table(rows=1, cols=len(table.header))
    grid.style = "Light Grid Accent 1"
    grid.autofit = False
    for cell, text in zip(grid.rows[0].cells, table.header, strict=True):
        cell.text = text
    for row in table.rows:
        for cell, line in zip(grid.add_row().cells, row, strict=True):
            _runs(cell.paragraphs[0], line)
    for row_cells in grid.rows:
        _keep_together(row_cells)
        for cell in row_cells.cells:
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(9)
    _widths(document, grid, table)
    _describe(grid, name)
    document.add_paragraph()


def _widths(document: DocxDocument, grid: Any, table: Table) -> None:
    from docx.shared import Emu

    page = document.sections[-1]
    room = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    for index, share in enumerate(column_shares(table)):
        width = Emu(int(room * share))
        grid.columns[index].width = width
        for cell in grid.columns[index].cells:
            cell.width = width


def _keep_together(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _describe(grid: Any, name: str) -> None:
    """Repeat the header row on every page; name the table for people who hear it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for tag in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(tag)
        element.set(qn("w:val"), name)
        grid._tbl.tblPr.append(element)
