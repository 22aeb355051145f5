import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from pptx import Presentation
from pypdf import PageObject, PdfReader

from assistant.artifacts.parts import say, table
from assistant.documents.docx import render_docx
from assistant.documents.figures import Figure
from assistant.documents.finding_proof import visible_text
from assistant.documents.frame import frame_line, watermark
from assistant.documents.layout import column_shares
from assistant.documents.rendering import FORMATS, render
from assistant.documents.slides import SIZES, Area, cell_size, height, slides_of
from assistant.material import spoken
from assistant.service.verify import verify
from guardrails import (
    Claim,
    ClaimRef,
    Context,
    Draft,
    Line,
    Mode,
    Profile,
    Released,
    Section,
    Signer,
    Statement,
    StatementKind,
    Table,
    line_text,
    release,
)
from guardrails.checker import Bench
from tests.assistant.documents.conftest import CLAIM, NOW

Build = Callable[..., Released]


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_document_gives_the_same_bytes_in_every_format(document: Build, suffix: str) -> None:
    assert render(document(), suffix) == render(document(), suffix)


ROOM = Area(0.6, 1.45, 12.1, 5.1)


def test_the_frame_says_place_approval_and_last_day(document: Build) -> None:
    line = frame_line(document(Mode.FORMULARY).certificate)
    assert " · call pack · " in line
    assert " · US-OH · not signed off · to 2027-04-05 · " in line
    assert watermark(document(Mode.FORMULARY).certificate) == "NOT SIGNED OFF"
    assert watermark(document().certificate) == "INTERNAL"


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_shows_id_version_state_place_and_last_day_and_the_watermark(document: Build, suffix: str) -> None:
    made = document(Mode.FORMULARY)
    name = f"b.{suffix}"
    shown = " ".join(" ".join(v.text for v in visible_text(render(made, suffix), name)).split())
    assert frame_line(made.certificate) in shown
    assert "NOT SIGNED OFF" in shown
    assert verify(render(made, suffix), name, NOW).problems == 0


def test_slides_have_titles_a_footer_and_no_lost_line(document: Build) -> None:
    released = document()
    deck = Presentation(io.BytesIO(render(released, "pptx")))
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles[:2] == ["A plan", "1. Place"]
    assert titles.count("4. Long") > 1
    for number, slide in enumerate(deck.slides, 1):
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert any(text.endswith(f"· {number} / {len(titles)}") for text in texts)
        assert "INTERNAL" in texts


def test_a_long_table_goes_on_with_its_header() -> None:
    rows = [(f"Row {n}", "word " * 40) for n in range(30)]
    section = Section("t", "Table", (say("Before."), table(("A", "B"), rows), say("After.")))
    slides = list(slides_of(section, ROOM))
    tables = [s.table for s in slides if s.table]
    assert len(tables) > 1
    assert {t.header for t in tables} == {("A", "B")}
    assert sum(len(t.rows) for t in tables) == 30
    assert [line_text(line) for s in slides for line in s.lines] == ["Before.", "After."]
    assert all(sum(height(b, s.size, ROOM) for b in s.blocks) <= ROOM.height for s in slides)


def test_a_short_table_is_set_larger_than_a_long_one() -> None:
    short = next(slides_of(Section("t", "T", (table(("A", "B"), [("1", "2")]),)), ROOM))
    long = next(slides_of(Section("t", "T", (table(("A", "B"), [("a", "word " * 40)] * 30),)), ROOM))
    assert (cell_size(short.size), cell_size(long.size)) == (16, 12)
    made = released_of(Section("t", "T", (table(("A", "B"), [("1", "2")]),)))
    slide = Presentation(io.BytesIO(render(made, "pptx"))).slides[1]
    grid = next(shape.table for shape in slide.shapes if shape.has_table)
    assert {run.font.size.pt for cell in grid.iter_cells() for run in cell.text_frame.paragraphs[0].runs} == {16}


def test_paragraphs_over_several_slides_leave_none_with_a_single_line() -> None:
    """A list of references one longer than a slide holds is two slides of a half each."""
    one = say("word " * 30, style="bullet")
    holds = int(ROOM.height / height(one, SIZES[-1], ROOM))
    pages = list(slides_of(Section("s", "S", (one,) * (holds + 1)), ROOM))
    assert len(pages) == 2
    assert abs(len(pages[0].lines) - len(pages[1].lines)) <= 1
    assert sum(len(p.lines) for p in pages) == holds + 1


def test_a_short_slide_is_set_large_and_a_long_one_smaller_before_it_is_cut() -> None:
    short = list(slides_of(Section("s", "S", (say("Few words."),)), ROOM))
    long = list(slides_of(Section("s", "S", tuple(say("word " * 30) for _ in range(9))), ROOM))
    cut = list(slides_of(Section("s", "S", tuple(say("word " * 30) for _ in range(40))), ROOM))
    assert [s.size for s in short] == [SIZES[0]]
    assert len(long) == 1
    assert SIZES[-1] <= long[0].size < SIZES[0]
    assert len(cut) > 1
    assert {s.size for s in cut} == {SIZES[-1]}


def test_a_table_its_note_and_its_figure_share_a_slide() -> None:
    figure = Figure(120, (), "A figure", "x")
    (slide,) = slides_of(Section("t", "T", (table(("A", "B"), [("1", "2")]), say("A note."))), ROOM, [figure])
    assert [type(b) for b in slide.blocks] == [Table, Line, Figure]


def test_a_document_stands_upright(document: Build) -> None:
    made = document()
    assert [s.orientation for s in Document(io.BytesIO(render_docx(made))).sections] == [WD_ORIENT.PORTRAIT]
    assert {sides(page) for page in PdfReader(io.BytesIO(render(made, "pdf"))).pages} == {"upright"}


def test_a_wide_table_lays_every_page_on_its_side_so_that_none_stays_half_empty() -> None:
    columns = [f"Column {n}" for n in range(6)]
    made = released_of(Section("t", "Table", (say("Before."), table(columns, [columns]), say("After."))))
    assert [s.orientation for s in Document(io.BytesIO(render_docx(made))).sections] == [WD_ORIENT.LANDSCAPE]
    assert [sides(page) for page in PdfReader(io.BytesIO(render(made, "pdf"))).pages] == ["on its side"]


def test_a_short_table_and_what_may_be_spoken_stay_on_one_page(document: Build) -> None:
    opened = Document(io.BytesIO(render_docx(document())))
    rows = opened.tables[0].rows
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in rows]
    assert kept == [True] * (len(rows) - 1) + [None]
    assert [p.style.paragraph_format.keep_together for p in opened.paragraphs if p.style.name == "Say"] == [True]


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_claim_of_a_spoken_unit_is_a_paragraph_and_nothing_is_added(suffix: str) -> None:
    ref = ClaimRef("HB-X-001", 1)
    said = [
        Statement(CLAIM.text, kind=StatementKind.CLAIM, claim=ref),
        Statement("It was one trial.", kind=StatementKind.QUALIFIER, claim=ref),
        Statement(CLAIM.text, kind=StatementKind.CLAIM, claim=ref),
    ]
    line = Line(tuple(said), "say", "SAY:")
    made = released_of(Section("s", "Say", (line,)), (CLAIM,))
    assert [(p.lead, len(p.statements)) for p in spoken(line)] == [("SAY:", 2), ("", 1)]
    assert verify(render(made, suffix), f"x.{suffix}", NOW).problems == 0


def sides(page: PageObject) -> str:
    return "on its side" if page.mediabox.width > page.mediabox.height else "upright"


def released_of(section: Section, claims: tuple[Claim, ...] = ()) -> Released:
    outcome = release(
        Draft("D-1", "call_pack", "A plan", (section,)),
        evidence={},
        claims=claims,
        context=Context(mode=Mode.INTERNAL, profile=Profile.DRAFT),
        now=NOW,
        signer=Signer(b"k" * 32),
        bench=Bench((), (), 10.0, 10.0),  # no checks: files are under test, not the text
    )
    assert isinstance(outcome, Released)
    return outcome


def test_word_tables_repeat_their_header_and_are_described(document: Build) -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(document()))) as package:
        xml = package.read("word/document.xml").decode()
    assert "<w:tblHeader/>" in xml
    assert '<w:tblDescription w:val="2. Agenda"/>' in xml


def test_the_pdf_is_tagged_titled_and_in_english(document: Build) -> None:
    reader = PdfReader(io.BytesIO(render(document(), "pdf")))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "A plan"
    assert {a["/Title"] for a in reader.outline if not isinstance(a, list)} == {"A plan"}


def test_hostile_text_stays_text_in_a_pdf() -> None:
    from assistant.documents.pdf import _quoted

    assert _quoted('a "b" \\ #read("/etc/passwd")') == '"a \\"b\\" \\\\ #read(\\"/etc/passwd\\")"'


def test_columns_share_the_width_by_what_they_hold() -> None:
    wide = Table(("A", "B"), ((Line((), lead="x"), Line((), lead="word " * 100)),))
    short, long = column_shares(wide)
    assert short + long == pytest.approx(1)
    assert 0.05 < short < long
