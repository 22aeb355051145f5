import io
import zipfile
from datetime import UTC, datetime

import pytest
from docx import Document
from pptx import Presentation

from assistant.artifacts.parts import FactBook, say, table
from assistant.documents.docx import render_docx
from assistant.documents.frame import frame_line
from assistant.documents.html import render_html
from assistant.documents.markdown import render_markdown
from assistant.documents.pdf import pdf_source
from assistant.documents.pptx import render_pptx
from assistant.documents.text import render_text
from guardrails import (
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
    release,
)
from guardrails.checker import Bench

NOW = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
HOSTILE = "Ward <script>alert(1)</script> | [x](javascript:1) *bold* `code` & more"


@pytest.fixture
def released() -> Released:
    facts = FactBook("t", "Test facts")
    return released_of(
        facts,
        Section("one", "1. Place", (facts.line(HOSTILE), facts.line("The meeting is on Monday.", "bullet", "When:"))),
        Section("two", "2. Agenda", (table(("Minutes", "Item"), [("0-5", "Thanks"), ("5-10", say("Questions"))]),)),
    )


def released_of(facts: FactBook, *sections: Section) -> Released:
    draft = Draft("D-1", "call_pack", "A plan", sections, banner="Invented.", footer="End.")
    outcome = release(
        draft,
        evidence={"fact:t": facts.evidence()},
        claims=(),
        context=Context(mode=Mode.INTERNAL, profile=Profile.DRAFT),
        now=NOW,
        signer=Signer(b"k" * 32),
        bench=Bench((), (), 10.0, 10.0),  # no checks: renderers must cope with whatever is released
    )
    assert isinstance(outcome, Released), outcome.verdict.findings
    return outcome


def words(text: str) -> list[str]:
    return [w for w in text.replace("\t", " ").split() if w]


def test_a_page_holds_every_word_and_no_live_markup(released: Released) -> None:
    page = render_html(released)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'href="javascript' not in page
    assert "<h2>1. Place</h2>" in page


def test_markdown_escapes_what_records_bring(released: Released) -> None:
    text = render_markdown(released)
    assert "\\<script\\>" in text
    assert "\\*bold\\*" in text
    assert "\\[x" not in text or "](javascript" in text
    assert "| 0-5 | Thanks |" in text
    assert "- **When:** The meeting is on Monday." in text


def test_word_opens_with_headings_table_and_the_same_words(released: Released) -> None:
    document = Document(io.BytesIO(render_docx(released)))
    texts = [p.text for p in document.paragraphs]
    assert HOSTILE in texts
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == ["1. Place", "2. Agenda"]
    assert [c.text for c in document.tables[0].rows[1].cells] == ["0-5", "Thanks"]
    assert released.certificate.certificate_id in document.sections[0].footer.paragraphs[0].text


def test_renderers_add_no_words(released: Released) -> None:
    allowed = words(released.draft.text) + words(frame_line(released.certificate))
    plain = render_text(released).replace("=", "").replace("•", "").replace("\n-", "\n")
    extra = (
        {w.strip("-") for w in words(plain)}
        - {w.strip("-") for w in allowed}
        - {"", "Minutes:", "Item:", "0-5:", "5-10:"}
    )
    assert extra == set()


@pytest.mark.parametrize("render", [render_docx, render_html, render_markdown, render_text])
def test_the_same_document_gives_the_same_bytes(released: Released, render) -> None:  # type: ignore[no-untyped-def]
    assert render(released) == render(released)


def test_word_archives_carry_no_clock(released: Released) -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(released))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2020, 1, 1, 0, 0, 0)}


def test_a_part_without_a_title_has_no_heading_and_a_claim_begins_a_paragraph() -> None:
    claims = tuple(
        Statement(text, kind=StatementKind.CLAIM, claim=ClaimRef("C", 1)) for text in ("It is one.", "It is two.")
    )
    released = released_of(
        FactBook("t", "Test facts"),
        Section("greeting", "", (say("Dear Dr. Lee,"),)),
        Section("unit", "", (Line(claims, "paragraph"),)),
    )
    page, note = render_html(released), render_markdown(released)
    assert "<h2>" not in page
    assert "<p>It is one.</p><p>It is two.</p>" in page
    assert "## " not in note
    assert "Dear Dr. Lee,\n\nIt is one.\n\nIt is two." in note
    assert "Dear Dr. Lee,\n\nIt is one.\n\nIt is two." in render_text(released)
    assert "== " not in pdf_source(released)
    word = Document(io.BytesIO(render_docx(released)))
    assert not [p for p in word.paragraphs if p.style.name == "Heading 1"]
    assert [p.text for p in word.paragraphs if p.text.startswith("It is")] == ["It is one.", "It is two."]
    slides = Presentation(io.BytesIO(render_pptx(released))).slides
    assert {slide.shapes.title.text_frame.text for slide in slides} == {"A plan"}


def test_a_table_set_as_two_side_by_side_is_one_again_on_a_terminal() -> None:
    twin = table(("Records", "Count", "Records", "Count"), [("In all", "9", "Used", "2"), ("Found", "4", "–", "–")])
    shown = render_text(released_of(FactBook("t", "Test facts"), Section("s", "Search", (twin,))))
    assert "  In all: 9\n  Found: 4\n  Used: 2\n\n" in shown
