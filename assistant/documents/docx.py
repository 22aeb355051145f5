"""Released draft -> Word. Real headings, lists and tables; the same draft gives the same bytes."""

from __future__ import annotations

import io
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from assistant.documents.figures import Figure, figure_png, figures_by_section
from assistant.documents.frame import frame_line, watermark
from assistant.documents.house import MARK as TEMPLATE_MARK, Template, open_word, template_part
from assistant.documents.layout import is_wide
from assistant.documents.packages import embed, embed_proof, fixed_times
from assistant.documents.word_style import SAY, add_own_styles, set_look
from assistant.documents.word_tables import add_table
from assistant.material import spoken
from guardrails import Line, Released, Section, Table, line_text

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
_FIELD = (
    '<w:fldSimple xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:instr="{name}">'
    '<w:r><w:rPr><w:sz w:val="14"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
)
"""A number that Word counts itself."""


def render_docx(released: Released, template: Template | None = None) -> bytes:
    """The .docx file, in the company's template where one is given."""
    from docx import Document

    draft, behind = released.draft, list[Any]()
    if template is None:
        document = Document()
        set_look(document)
    else:
        document, behind = open_word(template.data)
        embed(document.part, TEMPLATE_MARK, template_part(template))
    add_own_styles(document)
    if is_wide(draft):
        _lay_down(document)
    _properties(document, released)
    document.add_paragraph(draft.title, style="Title")
    if draft.banner:
        document.add_paragraph(draft.banner).runs[0].italic = True
    figures = figures_by_section(draft)
    for section in draft.sections:
        _section(document, section)
        for figure in figures.get(section.section_id, ()):
            _draw(document, figure)
    if draft.footer:
        document.add_paragraph(draft.footer).runs[0].italic = True
    # Word reads the last child of the body as the settings of its pages.
    for element in behind:
        document.element.body.insert_element_before(element, "w:sectPr")
    _frame(document, released)
    embed_proof(document.part, released)
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_times(buffer.getvalue())


def _draw(document: DocxDocument, figure: Figure) -> None:
    from docx.shared import Cm

    document.add_picture(io.BytesIO(figure_png(figure)), width=Cm(16))
    document.inline_shapes[-1]._inline.docPr.set("descr", figure.alt)


def _lay_down(document: DocxDocument) -> None:
    """All pages on their side."""
    from docx.enum.section import WD_ORIENT

    for page in document.sections:
        if page.orientation != WD_ORIENT.LANDSCAPE:
            page.orientation = WD_ORIENT.LANDSCAPE
            page.page_width, page.page_height = page.page_height, page.page_width


def _frame(document: DocxDocument, released: Released) -> None:
    """Footer with page numbers, and the watermark, in every footer and header that a page can show."""
    for page in document.sections:
        footers, headers = [page.footer], [page.header]
        if page.different_first_page_header_footer:
            footers.append(page.first_page_footer)
            headers.append(page.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            footers.append(page.even_page_footer)
            headers.append(page.even_page_header)
        first = page is document.sections[0] or page._sectPr is document.sections[0]._sectPr
        for footer in footers:
            if first or not footer.is_linked_to_previous:
                _footer(footer, released)
        for header in headers:
            if first or not header.is_linked_to_previous:
                _mark(header, released)


def _footer(part: Any, released: Released) -> None:
    from docx.oxml import parse_xml
    from docx.shared import Pt

    footer = part.paragraphs[-1]
    if footer.text.strip() or len(footer._p) > 1:
        footer = part.add_paragraph()
    footer.add_run(frame_line(released.certificate) + " · ").font.size = Pt(7)
    for field, behind in (("PAGE", " / "), ("NUMPAGES", "")):
        footer._p.append(parse_xml(_FIELD.format(name=field)))
        if behind:
            footer.add_run(behind).font.size = Pt(7)


def _mark(part: Any, released: Released) -> None:
    from docx.oxml import parse_xml

    mark = watermark(released.certificate)
    if mark:
        run = part.add_paragraph().add_run() if part.paragraphs[0].text.strip() else part.paragraphs[0].add_run()
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
    if section.title:
        document.add_heading(section.title, level=1)
    for block in section.blocks:
        if isinstance(block, Table):
            add_table(document, block, section.title, _runs, None)
        elif block.style == "paragraph":
            for part in spoken(block):
                _line(document, part)
        else:
            _line(document, block)


def _line(document: DocxDocument, line: Line) -> None:
    if line.style == "say":
        _said(document, line)
        return
    styles = {"bullet": "List Bullet", "quote": "Quote"}
    paragraph = document.add_paragraph(style=styles.get(line.style))
    _runs(paragraph, line)
    if line.style == "note":
        for run in paragraph.runs:
            run.italic = True
    if line_text(line).endswith(":"):
        paragraph.paragraph_format.keep_with_next = True


def _said(document: DocxDocument, line: Line) -> None:
    """What may be spoken, shaded, on one page, a paragraph a claim."""
    from docx.shared import Pt

    parts = list(spoken(line))
    for number, part in enumerate(parts, 1):
        paragraph = document.add_paragraph(style=SAY)
        _runs(paragraph, part)
        if number < len(parts):
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.space_after = Pt(5)


def _runs(paragraph: Any, line: Line) -> None:
    if line.lead:
        paragraph.add_run(line.lead + " " if line.statements else line.lead).bold = True
    paragraph.add_run(" ".join(s.text for s in line.statements))
