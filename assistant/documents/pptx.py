"""Released draft -> PowerPoint: one slide a section, more where it is long; real titles, lists and tables, footers on every slide."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assistant.documents.figures import WIDTH, Figure, figure_png, figures_by_section
from assistant.documents.frame import frame_line, watermark
from assistant.documents.layout import column_shares
from assistant.documents.packages import embed_proof, fixed_times
from guardrails import Line, Released, Section, Table, line_text

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

_WIDTH, _HEIGHT, _MARGIN = 13.333, 7.5, 0.6
"""Inches."""
_MAX_LINES, _MAX_ROWS = 16, 22
"""Lines that a slide has room for at the size used, of body text and of table text."""
_CHARS = 105
_CELL_CHARS = 175
"""Characters of a full-width line, of body text and of table text."""
_TITLE_ONLY, _TITLE_SLIDE, _CONTENT = 5, 0, 1


@dataclass(frozen=True, slots=True)
class Slide:
    """What stands on one slide under its section's title."""

    title: str
    lines: tuple[Line, ...] = ()
    table: Table | None = None


def render_pptx(released: Released) -> bytes:
    """The .pptx file."""
    from pptx import Presentation
    from pptx.util import Inches

    draft = released.draft
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    _properties(deck, released)
    first = _add(deck, _TITLE_SLIDE, draft.title, top=2.2)
    _fill(first.placeholders[1], [draft.banner] if draft.banner else [], top=4.2, size=16)
    figures = figures_by_section(draft)
    for section in draft.sections:
        for slide in slides_of((section,)):
            _render(deck, slide)
        for figure in figures.get(section.section_id, ()):
            _draw(_add(deck, _TITLE_ONLY, section.title), figure)
    if draft.footer:
        last = deck.slides[len(deck.slides) - 1]
        _box(last, draft.footer, top=_HEIGHT - 0.85, size=10)
    _frame(deck, released)
    embed_proof(deck.part, released)
    buffer = io.BytesIO()
    deck.save(buffer)
    return fixed_times(buffer.getvalue())


def slides_of(sections: Sequence[Section]) -> Iterator[Slide]:
    """Sections cut into slides, in reading order; a continued one bears the same title."""
    for section in sections:
        waiting: list[Line] = []
        shown = False
        for block in section.blocks:
            if isinstance(block, Table):
                if waiting:
                    yield from _text_slides(section.title, waiting)
                yield from (Slide(section.title, table=part) for part in _pages(block))
                waiting, shown = [], True
            else:
                waiting.append(block)
        if waiting or not shown:
            yield from _text_slides(section.title, waiting)


def _text_slides(title: str, lines: Sequence[Line]) -> Iterator[Slide]:
    page: list[Line] = []
    used = 0
    for line in lines:
        need = 1 + len(line_text(line)) // _CHARS
        if page and used + need > _MAX_LINES:
            yield Slide(title, tuple(page))
            page, used = [], 0
        page.append(line)
        used += need
    yield Slide(title, tuple(page))


def _pages(table: Table) -> Iterator[Table]:
    """The table in parts that fit a slide, each with the header."""
    shares = column_shares(table)
    page: list[tuple[Line, ...]] = []
    used = 0
    for row in table.rows:
        need = 1 + max(int(len(line_text(c)) / (_CELL_CHARS * s)) for c, s in zip(row, shares, strict=True))
        if page and used + need > _MAX_ROWS:
            yield Table(table.header, tuple(page))
            page, used = [], 0
        page.append(row)
        used += need
    yield Table(table.header, tuple(page))


def _render(deck: Deck, slide: Slide) -> None:
    if slide.table is not None:
        _grid(_add(deck, _TITLE_ONLY, slide.title), slide.table, slide.title)
        return
    shape = _add(deck, _CONTENT, slide.title).placeholders[1]
    _fill(shape, slide.lines, top=1.35, size=14)


def _add(deck: Deck, layout: int, title: str, top: float = 0.35) -> Any:
    from pptx.util import Inches, Pt

    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    shape = slide.shapes.title
    shape.left, shape.top = Inches(_MARGIN), Inches(top)
    shape.width, shape.height = Inches(_WIDTH - 2 * _MARGIN), Inches(0.9)
    shape.text_frame.word_wrap = True
    shape.text_frame.text = title
    for run in shape.text_frame.paragraphs[0].runs:
        run.font.size, run.font.bold = Pt(26), True
    return slide


def _fill(shape: Any, lines: Sequence[Line | str], *, top: float, size: int) -> None:
    from pptx.util import Inches, Pt

    if not lines:
        shape._element.getparent().remove(shape._element)
        return
    shape.left, shape.top = Inches(_MARGIN), Inches(top)
    shape.width, shape.height = Inches(_WIDTH - 2 * _MARGIN), Inches(_HEIGHT - top - 1.0)
    frame = shape.text_frame
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        _runs(paragraph, line, Pt(size))


def _runs(paragraph: Any, line: Line | str, size: Any) -> None:
    lead, text = (line.lead, " ".join(s.text for s in line.statements)) if isinstance(line, Line) else ("", line)
    for words, bold in ((f"{lead} " if lead else "", True), (text, False)):
        if words:
            run = paragraph.add_run()
            run.text, run.font.bold, run.font.size = words, bold, size


def _grid(slide: Any, table: Table, name: str) -> None:
    from pptx.util import Inches, Pt

    width = _WIDTH - 2 * _MARGIN
    shape = slide.shapes.add_table(
        len(table.rows) + 1, len(table.header), Inches(_MARGIN), Inches(1.35), Inches(width), Inches(0.3)
    )
    shape._element.nvGraphicFramePr.cNvPr.set("descr", name)
    for column, share in zip(shape.table.columns, column_shares(table), strict=True):
        column.width = Inches(width * share)
    heads = [Line(statements=(), lead=text) for text in table.header]
    for row, cells in zip(shape.table.rows, (heads, *table.rows), strict=True):
        row.height = Inches(0.28)
        for cell, line in zip(row.cells, cells, strict=True):
            cell.margin_left = cell.margin_right = Inches(0.06)
            cell.margin_top = cell.margin_bottom = Inches(0.02)
            _runs(cell.text_frame.paragraphs[0], line, Pt(11))


def _draw(slide: Any, figure: Figure) -> None:
    """The figure as large as the slide allows, with its words as alternative text."""
    from pptx.util import Inches

    room = _HEIGHT - 1.35 - 1.2
    width = min(_WIDTH - 2 * _MARGIN, room * WIDTH / figure.height)
    shape = slide.shapes.add_picture(
        io.BytesIO(figure_png(figure)), Inches((_WIDTH - width) / 2), Inches(1.35), Inches(width)
    )
    shape._element.nvPicPr.cNvPr.set("descr", figure.alt)


def _frame(deck: Deck, released: Released) -> None:
    """Footer with number, and the watermark, on every slide."""
    line, mark = frame_line(released.certificate), watermark(released.certificate)
    total = len(deck.slides)
    for number, slide in enumerate(deck.slides, 1):
        if mark:
            _box(slide, mark, top=_HEIGHT - 1.05, size=9, right=True)
        _box(slide, f"{line} · {number} / {total}", top=_HEIGHT - 0.5, size=8)


def _box(slide: Any, text: str, *, top: float, size: int, right: bool = False) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Inches, Pt

    shape = slide.shapes.add_textbox(Inches(_MARGIN), Inches(top), Inches(_WIDTH - 2 * _MARGIN), Inches(0.3))
    shape.text_frame.word_wrap = True
    paragraph = shape.text_frame.paragraphs[0]
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
