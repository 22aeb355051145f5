"""Words of Word and PowerPoint files that are struck out or hidden are told as such, and no verdict is softer for them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from pptx import Presentation
from pptx.dml.color import RGBColor as SlideColour
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml import parse_xml as parse_slide
from pptx.oxml.ns import nsdecls as slide_names, qn
from pptx.util import Inches

from assistant.documents.reading import ReadDocument, read_bytes
from guardrails import Decision
from tests.assistant.documents.unseen_fakes import CLEARED, judged, labels, verdict_on


def word(change: Callable[[Any, Any], None]) -> ReadDocument:
    """A Word file with one paragraph whose "not" is a run of its own."""
    document = Document()
    paragraph = document.add_paragraph("Epidiolex is ")
    run = paragraph.add_run("not ")
    paragraph.add_run("completely safe.")
    change(document, run)
    buffer = io.BytesIO()
    document.save(buffer)
    return read_bytes(buffer.getvalue(), "p.docx")


def deck(change: Callable[[Any, Any], None]) -> ReadDocument:
    """A deck with one text box whose "not" is a run of its own."""
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))
    paragraph = box.text_frame.paragraphs[0]
    for words in ("Epidiolex is ", "not ", "completely safe."):
        paragraph.add_run().text = words
    change(box, paragraph.runs[1])
    buffer = io.BytesIO()
    made.save(buffer)
    return read_bytes(buffer.getvalue(), "p.pptx")


@pytest.mark.parametrize(
    "change",
    [
        lambda _, run: setattr(run.font, "strike", True),
        lambda _, run: setattr(run.font, "double_strike", True),
        lambda _, run: setattr(run.font, "hidden", True),
        lambda _, run: setattr(run.font.color, "rgb", RGBColor(255, 255, 255)),
        lambda _, run: setattr(run.font, "size", Pt(1)),
        lambda _, run: run._r.get_or_add_rPr().append(
            parse_xml(f'<w:color {nsdecls("w")} w:val="auto" w:themeColor="background1"/>')
        ),
        lambda _, run: (
            setattr(run.font.color, "rgb", RGBColor(0, 0, 0)),
            setattr(run.font, "highlight_color", WD_COLOR_INDEX.BLACK),
        ),
        lambda _, run: _wrapped(run, "del"),
        lambda _, run: _wrapped(run, "moveFrom"),
        lambda document, run: _styled(document, run, "strike"),
        lambda document, run: _styled(document, run, "hidden"),
    ],
    ids=map(str, range(11)),
)
def test_a_word_file_whose_denial_is_not_seen_is_held(change: Callable[[Any, Any], None]) -> None:
    document = word(change)
    assert labels(document) == [("page 1, paragraph 1", "Epidiolex is ~~not ~~completely safe.")]
    assert judged(document) is Decision.BLOCK


def _wrapped(run: Any, name: str) -> None:
    """The run as deleted or moved with tracking."""
    change = parse_xml(f'<w:{name} {nsdecls("w")} w:id="1" w:author="A"/>')
    run._r.addprevious(change)
    change.append(run._r)
    if name == "del":
        text = run._r.find(f"{{{run._r.nsmap['w']}}}t")
        text.tag = text.tag[:-1] + "delText"


def _styled(document: Any, run: Any, name: str) -> None:
    """The run in a style that is based on one that hides it."""
    base = document.styles.add_style("Base", WD_STYLE_TYPE.CHARACTER)
    setattr(base.font, name, True)
    style = document.styles.add_style("Own", WD_STYLE_TYPE.CHARACTER)
    style.base_style = base
    run.style = style


@pytest.mark.parametrize(
    "change",
    [
        lambda _, run: setattr(run.font, "bold", True),
        lambda _, run: setattr(run.font, "strike", False),
        lambda _, run: setattr(run.font.color, "rgb", RGBColor(200, 0, 0)),
        lambda _, run: (
            setattr(run.font.color, "rgb", RGBColor(255, 255, 255)),
            setattr(run.font, "highlight_color", WD_COLOR_INDEX.BLACK),
        ),
        lambda _, run: (
            setattr(run.font.color, "rgb", RGBColor(255, 255, 255)),
            run._r.get_or_add_rPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="003366"/>')),
        ),
    ],
    ids=map(str, range(5)),
)
def test_a_word_file_whose_denial_is_seen_is_judged_as_before(change: Callable[[Any, Any], None]) -> None:
    document = word(change)
    assert labels(document) == [("page 1, paragraph 1", CLEARED)]
    assert judged(document) is Decision.RELEASE


def in_cell(document: Any, run: Any) -> None:
    """The paragraph of a run as a cell of a table, its letters white."""
    run.font.color.rgb = RGBColor(255, 255, 255)
    cell = document.add_table(1, 1).cell(0, 0)
    cell._tc.append(run._parent._p)


def on_dark_paper(document: Any, run: Any) -> None:
    run.font.color.rgb = RGBColor(255, 255, 255)
    document.element.insert(0, parse_xml(f'<w:background {nsdecls("w")} w:color="000000"/>'))


def highlighted(_: Any, run: Any) -> None:
    run.font.color.rgb = RGBColor(255, 255, 255)
    run.font.highlight_color = WD_COLOR_INDEX.YELLOW


@pytest.mark.parametrize("change", [in_cell, on_dark_paper, highlighted])
def test_white_letters_on_a_ground_that_is_not_known_are_read_both_ways(change: Callable[[Any, Any], None]) -> None:
    document = word(change)
    assert [text for _, text in labels(document)] == [CLEARED, "Epidiolex is completely safe."]
    assert labels(document)[1][0].startswith("page 1, as it may show, paragraph ")
    assert judged(document) is Decision.BLOCK


def test_a_shaded_cell_and_formulas_keep_their_words() -> None:
    document = Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="003366"/>'))
    run = cell.paragraphs[0].add_run("White on blue")
    run.font.color.rgb = RGBColor(255, 255, 255)
    paragraph = document.add_paragraph("Sum: ")
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    paragraph._p.append(parse_xml(f'<m:oMath xmlns:m="{math}"><m:r><m:t>a+b</m:t></m:r><m:t>c</m:t></m:oMath>'))
    buffer = io.BytesIO()
    document.save(buffer)
    assert [text for _, text in labels(read_bytes(buffer.getvalue(), "p.docx"))] == ["White on blue", "Sum: a+bc"]


def test_a_paragraph_whose_end_is_deleted_runs_on() -> None:
    document = Document()
    for words, mark in (
        ("Epidiolex is completely ", "del"),
        ("safe ", "vanish"),
        ("in adults.", "b"),
        ("Thank you.", ""),
    ):
        paragraph = document.add_paragraph(words)
        if mark:
            marks = parse_xml(f"<w:rPr {nsdecls('w')}><w:{mark}/></w:rPr>")
            paragraph._p.get_or_add_pPr().append(marks)
    buffer = io.BytesIO()
    document.save(buffer)
    assert labels(read_bytes(buffer.getvalue(), "p.docx")) == [
        ("page 1, paragraph 1", "Epidiolex is completely"),
        ("page 1, paragraph 2", "safe"),
        ("page 1, as it may show, paragraph 2", "Epidiolex is completely safe"),
        ("page 1, paragraph 3", "in adults."),
        ("page 1, as it may show, paragraph 3", "Epidiolex is completely safe in adults."),
        ("page 1, paragraph 4", "Thank you."),
    ]


def test_a_deleted_claim_is_held_and_said_to_be_deleted() -> None:
    document = Document()
    paragraph = document.add_paragraph("Thank you for the meeting. ")
    _wrapped(paragraph.add_run("Epidiolex is completely safe."), "del")
    buffer = io.BytesIO()
    document.save(buffer)
    found = verdict_on(read_bytes(buffer.getvalue(), "p.docx")).findings
    (safe,) = [f for f in found if f.check_id == "SAFE-01"]
    assert "struck out or hidden" in safe.reason


def coloured(run: Any, **value: Any) -> None:
    run.font.fill.solid()
    for name, colour in value.items():
        setattr(run.font.fill.fore_color, name, colour)


def _lists(box: Any, properties: str) -> None:
    body = box.text_frame._txBody
    kept = body.find(qn("a:lstStyle"))
    kept.append(parse_xml(f"<a:lvl1pPr {nsdecls('a')}><a:defRPr {properties}/></a:lvl1pPr>"))


def on_white(box: Any, run: Any) -> None:
    box.fill.solid()
    box.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
    coloured(run, rgb=SlideColour(255, 255, 255))


def see_through(_: Any, run: Any) -> None:
    coloured(run, rgb=SlideColour(0, 0, 0))
    run.font._element.find(f"{qn('a:solidFill')}/{qn('a:srgbClr')}").append(
        parse_slide(f'<a:alpha {slide_names("a")} val="0"/>')
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda _, run: run.font._element.set("strike", "sngStrike"),
        lambda _, run: run.font._element.set("strike", "dblStrike"),
        lambda _, run: run.font._element.set("sz", "100"),
        lambda _, run: run.font.fill.background(),
        on_white,
        see_through,
    ],
    ids=map(str, range(6)),
)
def test_a_slide_whose_denial_is_not_seen_is_held(change: Callable[[Any, Any], None]) -> None:
    document = deck(change)
    assert labels(document) == [("slide 1, paragraph 1", "Epidiolex is ~~not ~~completely safe.")]
    assert judged(document) is Decision.BLOCK


@pytest.mark.parametrize(
    "change",
    [
        lambda _, run: coloured(run, rgb=SlideColour(255, 255, 255)),
        lambda _, run: coloured(run, theme_color=MSO_THEME_COLOR.BACKGROUND_1),
    ],
    ids=map(str, range(2)),
)
def test_white_letters_of_a_slide_are_read_both_ways(change: Callable[[Any, Any], None]) -> None:
    document = deck(change)
    assert labels(document) == [
        ("slide 1, paragraph 1", CLEARED),
        ("slide 1, as it may show, paragraph 1", "Epidiolex is completely safe."),
    ]
    assert judged(document) is Decision.BLOCK


def on_blue(box: Any, run: Any) -> None:
    box.fill.solid()
    box.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1
    coloured(run, rgb=SlideColour(255, 255, 255))


@pytest.mark.parametrize(
    "change",
    [
        lambda _, run: run.font._element.set("strike", "noStrike"),
        lambda _, run: coloured(run, rgb=SlideColour(200, 0, 0)),
        lambda _, run: coloured(run, theme_color=MSO_THEME_COLOR.ACCENT_1),
        on_blue,
        lambda box, _: setattr(box, "left", Inches(-1)),
        lambda box, run: run._r.getparent().get_or_add_pPr().set("lvl", "x"),
    ],
    ids=map(str, range(6)),
)
def test_a_slide_whose_denial_is_seen_is_judged_as_before(change: Callable[[Any, Any], None]) -> None:
    document = deck(change)
    assert labels(document) == [("slide 1, paragraph 1", CLEARED)]
    assert judged(document) is Decision.RELEASE


@pytest.mark.parametrize(
    "change",
    [
        lambda box, _: box._element.getparent().getparent().getparent().set("show", "0"),
        lambda box, _: box._element.nvSpPr.cNvPr.set("hidden", "1"),
        lambda box, _: setattr(box, "left", Inches(-5)),
        lambda box, _: setattr(box, "top", Inches(90)),
        lambda box, _: _lists(box, 'strike="sngStrike"'),
    ],
    ids=map(str, range(5)),
)
def test_words_of_hidden_slides_and_shapes_are_told_as_hidden(change: Callable[[Any, Any], None]) -> None:
    assert labels(deck(change)) == [("slide 1, paragraph 1", f"~~{CLEARED}~~")]


def test_a_group_and_a_box_without_a_frame_are_seen() -> None:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "Title"
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "In a group"
    buffer = io.BytesIO()
    made.save(buffer)
    assert [text for _, text in labels(read_bytes(buffer.getvalue(), "p.pptx"))] == ["Title", "In a group"]
