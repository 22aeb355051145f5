"""Notes, fields, stamps, bookmarks and files of a PDF are read with their place; pictures and what plays or runs is told."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Text
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from assistant.documents.paragraphs import Kind, Unread
from assistant.documents.pdf import render_pdf
from assistant.documents.reading import ReadDocument, read_bytes
from tests.assistant.documents.test_reading import pdf_bytes

CLAIM = "It cures nausea."
BOX = ArrayObject([NumberObject(n) for n in (0, 0, 100, 20)])


def writer(text: str = "Hello there") -> PdfWriter:
    return PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes(text))))


def read(made: PdfWriter) -> ReadDocument:
    buffer = io.BytesIO()
    made.write(buffer)
    return read_bytes(buffer.getvalue(), "p.pdf")


def labels(document: ReadDocument) -> dict[str, str]:
    return {document.text[p.start : p.end]: p.label for p in document.places}


def entry(**values: Any) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in values.items()})


def put(made: PdfWriter, annotation: DictionaryObject) -> None:
    page = made.pages[0]
    page[NameObject("/Annots")] = ArrayObject([*page.get("/Annots", ()), made._add_object(annotation)])


def test_notes_are_read() -> None:
    made = writer()
    made.add_annotation(0, FreeText(text=CLAIM, rect=(50, 50, 200, 100)))
    made.add_annotation(0, Text(text="Say it slowly", rect=(50, 50, 200, 100)))
    found = labels(read(made))
    assert found[CLAIM] == "page 1, note, paragraph 1"
    assert found["Say it slowly"] == "page 1, note, paragraph 2"


def test_fields_say_value_tip_caption_and_choices_also_those_of_their_parent() -> None:
    made = writer()
    parent = made._add_object(entry(FT=NameObject("/Tx"), V=TextStringObject(CLAIM)))
    put(made, entry(Subtype=NameObject("/Widget"), Rect=BOX, Parent=parent, TU=TextStringObject("A tip")))
    choices = ArrayObject([ArrayObject([TextStringObject("a"), TextStringObject("Never fails")])])
    put(
        made,
        entry(
            Subtype=NameObject("/Widget"),
            Rect=BOX,
            V=NameObject("/Off"),
            Opt=choices,
            MK=entry(CA=TextStringObject("Press me")),
        ),
    )
    found = labels(read(made))
    assert found[CLAIM] == "page 1, form field, paragraph 1"
    assert {"A tip", "Never fails", "Press me"} <= set(found)
    assert "/Off" not in found


def test_a_stamp_says_what_it_draws() -> None:
    made = writer()
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 0 0 Td ({CLAIM}) Tj ET".encode())
    font = entry(Type=NameObject("/Font"), Subtype=NameObject("/Type1"), BaseFont=NameObject("/Helvetica"))
    stream.update(entry(Subtype=NameObject("/Form"), BBox=BOX, Resources=entry(Font=entry(F1=font))))
    put(made, entry(Subtype=NameObject("/Stamp"), Rect=BOX, AP=entry(N=made._add_object(stream))))
    assert labels(read(made))[CLAIM] == "page 1, note, paragraph 1"


def test_bookmarks_and_attached_files_are_read() -> None:
    made = writer()
    made.add_outline_item(title="It cures all", page_number=0)
    made.add_attachment("notes.txt", CLAIM.encode())
    made.add_attachment("data.bin", b"\x00\x01binary")
    document = read(made)
    assert labels(document)["It cures all"] == "bookmark, paragraph 1"
    assert labels(document)[CLAIM] == "attachment notes.txt, paragraph 1"
    assert document.unread == (Unread(Kind.FILE, "attachment data.bin", "data.bin"),)


def test_what_plays_runs_or_draws_itself_is_told() -> None:
    made = writer()
    put(made, entry(Subtype=NameObject("/RichMedia"), Rect=BOX))
    made.root_object[NameObject("/OpenAction")] = entry(S=NameObject("/JavaScript"), JS=TextStringObject("go()"))
    made.root_object[NameObject("/AcroForm")] = entry(XFA=ArrayObject([TextStringObject("x")]))
    assert {u.kind for u in read(made).unread} == {Kind.FILM, Kind.ACTIVE, Kind.FORM}


def test_a_picture_is_told_and_a_page_that_is_nothing_else_holds() -> None:
    made = writer()
    picture = DecodedStreamObject()
    picture.set_data(b"\x00")
    picture.update(
        entry(
            Subtype=NameObject("/Image"),
            Width=NumberObject(1),
            Height=NumberObject(1),
            BitsPerComponent=NumberObject(8),
            ColorSpace=NameObject("/DeviceGray"),
        )
    )
    held = made._add_object(picture)
    made.pages[0]["/Resources"][NameObject("/XObject")] = entry(Im1=held)  # type: ignore[index]
    assert read(made).unread == (Unread(Kind.PICTURE, "page 1"),)
    scan = made.add_blank_page(100, 100)
    scan[NameObject("/Resources")] = entry(XObject=entry(Im1=held))
    assert read(made).unread[1:] == (Unread(Kind.PICTURE, "page 2"), Unread(Kind.SCAN, "page 2"))


def test_a_page_of_drawn_letters_holds_and_an_empty_one_does_not() -> None:
    made = writer()
    made.add_blank_page(100, 100)
    assert read(made).unread == ()
    drawing = DecodedStreamObject()
    drawing.set_data(b"0 0 m 10 10 l S\n" * 200)
    made.pages[1][NameObject("/Contents")] = made._add_object(drawing)
    assert read(made).unread == (Unread(Kind.SCAN, "page 2"),)


def test_a_link_or_bookmark_that_says_what_the_page_says_is_read_once() -> None:
    made = writer()
    put(made, entry(Subtype=NameObject("/Link"), Rect=BOX, Contents=TextStringObject("Hello")))
    made.add_outline_item(title="Hello there", page_number=0)
    assert read(made).text == "Hello there"


def test_a_broken_note_is_told() -> None:
    made = writer()
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F9 12 Tf [(x) TJ")
    stream.update(entry(Subtype=NameObject("/Form"), Resources=entry(Font=NumberObject(3))))
    put(made, entry(Subtype=NameObject("/Stamp"), Rect=BOX, AP=entry(N=made._add_object(stream))))
    assert read(made).unread == (Unread(Kind.NOTE, "page 1"),)


def test_our_own_export_leaves_nothing_unread(document: Any) -> None:
    read_back = read_bytes(render_pdf(document()), "p.pdf")
    assert read_back.unread == ()
    assert "callprep-proof" not in read_back.text
