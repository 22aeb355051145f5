"""Released draft -> PowerPoint: one slide a section, more where it is long; real titles, lists and tables, footers on every slide."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from assistant.documents.figures import Figure, figure_png, figures_by_section
from assistant.documents.frame import frame_line, watermark
from assistant.documents.house import MARK as TEMPLATE_MARK, Template, open_deck, template_part
from assistant.documents.layout import column_shares
from assistant.documents.packages import embed, embed_proof, fixed_times
from assistant.documents.slide_style import HAIR, INK, PALE, area_of, layouts, set_look
from assistant.documents.slides import Area, Slide, cell_size, figure_width, height, row_heights, slides_of
from guardrails import Line, Released, Table

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck


def render_pptx(released: Released, template: Template | None = None) -> bytes:
    """The .pptx file, in the company's template where one is given."""
    from pptx import Presentation

    draft = released.draft
    if template is None:
        deck = Presentation()
        set_look(deck)
    else:
        deck = open_deck(template.data)
        embed(deck.part, TEMPLATE_MARK, template_part(template))
    _properties(deck, released)
    first, content, alone = layouts(deck)
    area = area_of(content)
    _title_slide(deck, first, draft.title, draft.banner)
    figures = figures_by_section(draft)
    for section in draft.sections:
        titled = (
            section if section.title else replace(section, title=draft.title)
        )  # a slide without a title has no name
        for slide in slides_of(titled, area, figures.get(section.section_id, ())):
            _render(deck, slide, content, alone, area)
    if draft.footer:
        _box(deck.slides[len(deck.slides) - 1], draft.footer, _foot(deck, 0.85, area), size=10)
    _frame(deck, released, area)
    embed_proof(deck.part, released)
    buffer = io.BytesIO()
    deck.save(buffer)
    return fixed_times(buffer.getvalue())


def _title_slide(deck: Deck, layout: Any, title: str, banner: str) -> None:
    slide = deck.slides.add_slide(layout)
    slide.shapes.title.text_frame.text = title
    body = next(p for p in slide.placeholders if p.placeholder_format.type.name == "SUBTITLE")
    _fill(body.text_frame, [banner], 16) if banner else body._element.getparent().remove(body._element)


def _render(deck: Deck, slide: Slide, content: Any, alone: Any, area: Area) -> None:
    """Text alone in the layout's own place; with tables or figures everything from the top down."""
    if slide.blocks and len(slide.lines) == len(slide.blocks):
        page = deck.slides.add_slide(content)
        page.shapes.title.text_frame.text = slide.title
        body = next(p for p in page.placeholders if p.placeholder_format.type.name in ("OBJECT", "BODY"))
        _fill(body.text_frame, slide.lines, slide.size)
        return
    page = deck.slides.add_slide(alone)
    page.shapes.title.text_frame.text = slide.title
    top = area.top
    for kind, run in groupby(slide.blocks, type):
        blocks = list(run)
        if kind is Line:
            need = sum(height(b, slide.size, area) for b in blocks)
            shape = _text_box(page, Area(area.left, top, area.width, need))
            _fill(shape.text_frame, [b for b in blocks if isinstance(b, Line)], slide.size)
            top += need
            continue
        for block in blocks:
            if isinstance(block, Table):
                _grid(page, block, slide, Area(area.left, top, area.width, area.height))
            elif isinstance(block, Figure):
                _draw(page, block, Area(area.left, top, area.width, area.height))
            top += height(block, slide.size, area)


def _fill(frame: Any, lines: Sequence[Line | str], size: int) -> None:
    from pptx.util import Pt

    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(5)
        if isinstance(line, str) or line.style != "bullet":
            _plain(paragraph)
        _runs(paragraph, line, Pt(size))


def _plain(paragraph: Any) -> None:
    """No sign in front of a paragraph that is not an item of a list."""
    from pptx.oxml import parse_xml

    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", "0")
    properties.set("indent", "0")
    properties.append(parse_xml('<a:buNone xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'))


def _runs(paragraph: Any, line: Line | str, size: Any) -> None:
    lead, text = (line.lead, " ".join(s.text for s in line.statements)) if isinstance(line, Line) else ("", line)
    for words, bold in ((f"{lead} " if lead and text else lead, True), (text, False)):
        if words:
            run = paragraph.add_run()
            run.text, run.font.bold, run.font.size = words, bold, size


def _grid(page: Any, table: Table, slide: Slide, area: Area) -> None:
    from pptx.dml.color import RGBColor
    from pptx.oxml import parse_xml
    from pptx.util import Inches, Pt

    shape = page.shapes.add_table(
        len(table.rows) + 1, len(table.header), *map(Inches, (area.left, area.top, area.width, 0.3))
    )
    shape._element.nvGraphicFramePr.cNvPr.set("descr", slide.title)
    for style in shape._element.xpath(".//a:tableStyleId"):
        style.text = _NO_STYLE
    for column, share in zip(shape.table.columns, column_shares(table), strict=True):
        column.width = Inches(area.width * share)
    heads = [Line(statements=(), lead=text) for text in table.header]
    heights = row_heights(table, slide.size, area)
    for row, cells, high in zip(shape.table.rows, (heads, *table.rows), heights, strict=True):
        row.height = Inches(high)
        for cell, line in zip(row.cells, cells, strict=True):
            cell.margin_left = cell.margin_right = Inches(0.06)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            _runs(cell.text_frame.paragraphs[0], line, Pt(cell_size(slide.size)))
            cell._tc.get_or_add_tcPr().append(parse_xml(_HAIRLINE))
    color: Any = RGBColor
    ink, pale = color.from_string(INK), color.from_string(PALE)
    for cell in shape.table.rows[0].cells:
        cell.fill.solid()
        cell.fill.fore_color.rgb = pale
        for run in cell.text_frame.paragraphs[0].runs:
            run.font.color.rgb = ink


_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""Office's own "No Style, No Grid"."""
_HAIRLINE = (
    f'<a:lnB xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" w="6350"><a:solidFill><a:srgbClr val="{HAIR}"/>'
    "</a:solidFill></a:lnB>"
)
"""The line below a cell."""


def _draw(page: Any, figure: Figure, area: Area) -> None:
    """The figure with its words as alternative text."""
    from pptx.util import Inches

    shape = page.shapes.add_picture(
        io.BytesIO(figure_png(figure)), *map(Inches, (area.left, area.top, figure_width(figure, area)))
    )
    shape._element.nvPicPr.cNvPr.set("descr", figure.alt)


def _frame(deck: Deck, released: Released, area: Area) -> None:
    """Footer with number, and the watermark, on every slide."""
    line, mark = frame_line(released.certificate), watermark(released.certificate)
    total = len(deck.slides)
    for number, slide in enumerate(deck.slides, 1):
        if mark:
            _box(slide, mark, _foot(deck, 0.85, area), size=10, right=True)
        _box(slide, f"{line} · {number} / {total}", _foot(deck, 0.5, area), size=8)


def _foot(deck: Deck, up: float, area: Area) -> Area:
    """A line of text so many inches above the lower edge."""
    return Area(area.left, (deck.slide_height or 0) / 914400 - up, area.width, 0.3)


def _text_box(slide: Any, area: Area) -> Any:
    from pptx.util import Inches

    shape = slide.shapes.add_textbox(*map(Inches, (area.left, area.top, area.width, area.height)))
    shape.text_frame.word_wrap = True
    return shape


def _box(slide: Any, text: str, area: Area, *, size: int, right: bool = False) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    paragraph = _text_box(slide, area).text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text, run.font.size = text, Pt(size)


def _properties(deck: Deck, released: Released) -> None:
    stamp = released.verdict.as_of
    properties = deck.core_properties
    properties.title, properties.author, properties.last_modified_by = released.draft.title, "callprep", "callprep"
    properties.comments = frame_line(released.certificate)
    plain = datetime(stamp.year, stamp.month, stamp.day, stamp.hour, stamp.minute, stamp.second)  # noqa: DTZ001
    properties.created = properties.modified = plain
    properties.revision = 1
