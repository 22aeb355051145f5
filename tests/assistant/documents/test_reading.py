"""Files that people bring are read with the place of every span; broken and hostile ones give one clear error."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_BREAK
from hypothesis import HealthCheck, given, settings, strategies as st
from pptx import Presentation
from pptx.util import Inches

from assistant.documents.reading import read_bytes, read_document
from assistant.errors import DocumentUnreadable


def docx_bytes() -> bytes:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Draft of November"
    document.add_paragraph("First page.")
    document.add_paragraph("Before the break.").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Second page.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Arm", "Rate"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pptx_bytes() -> bytes:
    deck = Presentation()
    for title in ("Opening", "Results"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
    box = slide.shapes.add_textbox(Inches(1), Inches(2), Inches(4), Inches(1))
    box.text_frame.text = "One line"
    slide.notes_slide.notes_text_frame.text = "Say it slowly"
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def pdf_bytes(*pages: str) -> bytes:
    """A minimal PDF: one text line a page, cross-reference table included."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i, text in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def test_word() -> None:
    document = read_bytes(docx_bytes(), "plan.docx")
    labels = {document.text[p.start : p.end]: p.label for p in document.places}
    assert labels["First page."] == "page 1, paragraph 1"
    assert labels["Second page."] == "page 2, paragraph 1"
    assert labels["Rate"] == "page 2, paragraph 3"
    assert labels["Draft of November"] == "header, paragraph 1"


def test_slides() -> None:
    document = read_bytes(pptx_bytes(), "deck.pptx")
    labels = {document.text[p.start : p.end]: p.label for p in document.places}
    assert labels == {
        "Opening": "slide 1, paragraph 1",
        "Results": "slide 2, paragraph 1",
        "One line": "slide 2, paragraph 2",
        "Say it slowly": "notes of slide 2, paragraph 1",
    }


def test_pdf() -> None:
    document = read_bytes(pdf_bytes("Hello there", "It cures"), "brief.pdf")
    assert document.place_of(document.text.index("cures")).label == "page 2, paragraph 1"


def test_html() -> None:
    page = b"<!doctype html><title>Plan</title><style>p {}</style><p>One &amp; <b>two</b></p><ul><li>three</ul><script>x()</script>"
    document = read_bytes(page, "page")
    assert document.text == "Plan\n\nOne & two\n\nthree"


def test_mail() -> None:
    mail = b"From: a@b.example\r\nSubject: The visit\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDear all,\r\n\r\nsee you.\r\n"
    document = read_bytes(mail, "mail.txt")
    assert [(p.label, document.text[p.start : p.end]) for p in document.places] == [
        ("subject, paragraph 1", "The visit"),
        ("body, paragraph 1", "Dear all,"),
        ("body, paragraph 2", "see you."),
    ]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"One.\n\nTwo.", "One.\n\nTwo."),
        ("caf\u00e9".encode("cp1252"), "caf\u00e9"),
        ("\ufeffcaf\u00e9".encode(), "caf\u00e9"),
        ("Gr\u00fc\u00dfe".encode("utf-16"), "Gr\u00fc\u00dfe"),
    ],
)
def test_plain_text(data: bytes, text: str) -> None:
    assert read_bytes(data, "note.txt").text == text


def test_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text("# Head\n\nBody.", encoding="utf-8")
    document = read_document(path)
    assert document.place_of(document.text.index("Body")).label == "paragraph 2"
    with pytest.raises(DocumentUnreadable, match="cannot be opened"):
        read_document(tmp_path / "missing.md")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no text"),
        (b"   \n", "no text"),
        (b"\x00\x01\x02 binary", "is no text"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"%PDF-1.7 broken", "damaged|no text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old or protected"),
        (zipped({"a.txt": b"x"}), "neither a Word nor a PowerPoint"),
        (zipped({"word/document.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), "declares entities"),
        (zipped({"word/document.xml": b"<w>"}), "damaged"),
        (zipped({"word/document.xml": b" " * 8_000_000}), "more than is safe"),
        (zipped({f"word/{i}.bin": b"" for i in range(4_100)}), "more than is safe"),
        (b"x" * 2_100_000, "characters of text"),
    ],
)
def test_refused(data: bytes, why: str) -> None:
    with pytest.raises(DocumentUnreadable, match=why) as caught:
        read_bytes(data, "upload")
    assert "\n" not in str(caught.value)


def test_a_truncated_file_is_one_error() -> None:
    for whole in (docx_bytes(), pptx_bytes(), pdf_bytes("x")):
        for cut in (10, len(whole) // 2, len(whole) - 5):
            try:
                read_bytes(whole[:cut], "upload")
            except DocumentUnreadable:
                continue


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from([docx_bytes(), pptx_bytes(), pdf_bytes("Hello")]), st.data())
def test_damage_never_escapes(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]
    try:
        document = read_bytes(broken, "upload")
    except DocumentUnreadable:
        return
    assert all(document.text[p.start : p.end].strip() for p in document.places)


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=6))
def test_places_cover_the_text(blocks: list[str]) -> None:
    source = "\n\n".join(blocks)
    try:
        document = read_bytes(source.encode("utf-8", errors="replace"), "note.txt")
    except DocumentUnreadable:
        return
    covered = sum(p.end - p.start for p in document.places) + 2 * (len(document.places) - 1)
    assert covered == len(document.text)
