"""Charts, diagrams, formulas and files inside of Word and PowerPoint files are read with their place, or told as unread."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part as SlidePart
from pptx.opc.packuri import PackURI as SlideURI
from pptx.util import Inches

from assistant.documents.paragraphs import Kind, Unread
from assistant.documents.reading import ReadDocument, read_bytes

CLAIM = "It cures nausea."
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f'xmlns:w="{NAMESPACE}"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
C = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
D = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND", b"")
)
SAID = f"<a:p><a:r><a:t>{CLAIM}</a:t></a:r></a:p>"
CHART = (
    f"<c:chartSpace {C} {A}><c:chart><c:title><c:tx><c:rich>{SAID}</c:rich></c:tx></c:title></c:chart></c:chartSpace>"
)
DIAGRAM = f"<dgm:dataModel {D} {A}><dgm:ptLst><dgm:pt><dgm:t>{SAID}</dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"


def labels(document: ReadDocument) -> dict[str, str]:
    return {document.text[p.start : p.end]: p.label for p in document.places}


def deck(build: Callable[[Any], None], title: str = "Agenda") -> ReadDocument:
    opened = Presentation()
    slide = opened.slides.add_slide(opened.slide_layouts[5 if title else 6])
    if title:
        slide.shapes.title.text = title
    build(slide)
    buffer = io.BytesIO()
    opened.save(buffer)
    return read_bytes(buffer.getvalue(), "d.pptx")


def word_bytes(build: Callable[[Any], None]) -> bytes:
    document = Document()
    document.add_paragraph("Thank you for your time.")
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word(build: Callable[[Any], None]) -> ReadDocument:
    return read_bytes(word_bytes(build), "d.docx")


def pointed(kind: str, name: str, content: bytes, content_type: str) -> Callable[[Any], None]:
    """Puts a part behind a Word document."""

    def build(document: Any) -> None:
        part = Part(PackURI(f"/word/{name}"), content_type, content, document.part.package)
        document.part.relate_to(part, f"{RELATIONS}/{kind}")

    return build


def chart(slide: Any) -> None:
    data = CategoryChartData()
    data.categories = ["Verdanol", "Placebo"]
    data.add_series("Nausea gone", (91.5, 0.1 + 0.2))
    made = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(4), Inches(3), data).chart
    made.has_title = True
    made.chart_title.text_frame.text = CLAIM
    made.value_axis.has_title = True
    made.value_axis.axis_title.text_frame.text = "Share of patients"
    made.plots[0].has_data_labels = True
    label = made.plots[0].series[0].points[0].data_label
    label.text_frame.text = "Best of all"


def test_a_chart_on_a_slide_says_titles_series_and_labels() -> None:
    document = deck(chart)
    assert labels(document) == {
        "Agenda": "slide 1, paragraph 1",
        CLAIM: "slide 1, chart title, paragraph 1",
        "Share of patients": "slide 1, axis title, paragraph 1",
        "Nausea gone: Verdanol 91.5; Placebo 0.3": "slide 1, chart series, paragraph 1",
        "Best of all": "slide 1, chart label, paragraph 1",
    }
    assert document.unread == ()


def test_of_a_long_series_the_words_alone_are_read() -> None:
    def build(slide: Any) -> None:
        data = XyChartData()
        series = data.add_series("Plasma level")
        for n in range(500):
            series.add_data_point(n, n)
        slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, 0, 0, Inches(4), Inches(3), data)

    assert "Plasma level" in labels(deck(build))


def test_a_newer_chart_says_what_it_holds() -> None:
    space = 'xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex"'
    xml = (
        f"<cx:chartSpace {space} {A}><cx:chartData><cx:data><cx:strDim><cx:f>Sheet1!A2</cx:f><cx:lvl><cx:pt>{CLAIM}</cx:pt></cx:lvl>"
        "</cx:strDim><cx:numDim><cx:lvl><cx:pt>12</cx:pt></cx:lvl></cx:numDim></cx:data></cx:chartData>"
        "<cx:chart><cx:title><cx:tx><cx:txData><cx:v>The title</cx:v></cx:txData></cx:tx></cx:title></cx:chart></cx:chartSpace>"
    )
    document = word(pointed("chartEx", "charts/chartEx1.xml", xml.encode(), "application/vnd.ms-office.chartex+xml"))
    assert labels(document)["The title"] == "chart title, paragraph 1"
    assert labels(document)[CLAIM] == "chart label, paragraph 1"
    assert "12" not in labels(document)


def test_a_diagram_on_a_slide_is_read_once() -> None:
    drawing = f"<x {A}><a:p><a:r><a:t>{CLAIM}</a:t></a:r></a:p><a:p><a:r><a:t>And more</a:t></a:r></a:p></x>"

    def build(slide: Any) -> None:
        for kind, name, xml in (("diagramDrawing", "drawing1", drawing), ("diagramData", "data1", DIAGRAM)):
            uri = SlideURI(f"/ppt/diagrams/{name}.xml")
            part = SlidePart(
                uri, f"application/vnd.openxmlformats-officedocument.{kind}+xml", slide.part.package, xml.encode()
            )
            slide.part.relate_to(part, f"{RELATIONS}/{kind}")

    document = deck(build)
    assert labels(document)[CLAIM] == "slide 1, diagram, paragraph 1"
    assert "And more" in document.text
    assert document.text.count(CLAIM) == 1


@pytest.mark.parametrize(
    ("kind", "name", "content", "place"),
    [
        ("chart", "charts/chart1.xml", CHART, "chart title, paragraph 1"),
        ("diagramData", "diagrams/data1.xml", DIAGRAM, "diagram, paragraph 1"),
        ("aFChunk", "chunk.html", f"<html><body><p>{CLAIM}</p></body></html>", "embedded file, paragraph 1"),
        ("aFChunk", "chunk.txt", CLAIM, "embedded file, paragraph 1"),
        (
            "aFChunk",
            "chunk.mht",
            f"MIME-Version: 1.0\nContent-Type: text/html\n\n<p>{CLAIM}</p>\n",
            "embedded file, body, paragraph 1",
        ),
    ],
)
def test_what_a_word_file_points_at_is_read(kind: str, name: str, content: str, place: str) -> None:
    document = word(pointed(kind, name, content.encode(), "text/html" if name.endswith("html") else "application/xml"))
    assert labels(document)[CLAIM] == place
    assert document.unread == ()


def test_a_chart_is_placed_on_its_page() -> None:
    def build(document: Any) -> None:
        document.add_page_break()
        part = Part(PackURI("/word/charts/chart1.xml"), "application/xml", CHART.encode(), document.part.package)
        rid = document.part.relate_to(part, f"{RELATIONS}/chart")
        run = document.add_paragraph("See")._p
        run.append(
            parse_xml(f'<w:r {W}><w:drawing><c:chart {C} xmlns:r="{RELATIONS}" r:id="{rid}"/></w:drawing></w:r>')
        )

    assert labels(word(build))[CLAIM] == "page 2, chart title, paragraph 1"


@pytest.mark.parametrize(
    ("kind", "name", "content", "told"),
    [
        ("chart", "charts/chart1.xml", b"<c:chart", Kind.CHART),
        ("chart", "charts/chart1.bin", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;', Kind.CHART),
        ("diagramData", "diagrams/data1.xml", b"", Kind.DIAGRAM),
        ("aFChunk", "chunk.rtf", rb"{\rtf1 It cu\b0 res}", Kind.FILE),
        ("aFChunk", "chunk.docx", b"PK\x03\x04 broken", Kind.FILE),
        ("package", "embeddings/Sheet1.xlsx", b"PK\x03\x04 broken", Kind.FILE),
        ("oleObject", "embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", Kind.FILE),
        ("control", "activeX/activeX1.xml", b"<x/>", Kind.ACTIVE),
        ("vbaProject", "vbaProject.bin", b"x", Kind.ACTIVE),
        ("media", "media/media1.mp4", b"x", Kind.FILM),
        ("somethingNew", "new/new1.bin", b"x", Kind.FILE),
    ],
)
def test_what_cannot_be_read_is_told(kind: str, name: str, content: bytes, told: Kind) -> None:
    document = word(pointed(kind, name, content, "application/octet-stream"))
    assert [(u.kind, u.kind.holds) for u in document.unread] == [(told, True)]
    assert document.text == "Thank you for your time."


def test_what_lies_elsewhere_is_told() -> None:
    def build(document: Any) -> None:
        for kind in ("aFChunk", "image", "hyperlink", "attachedTemplate"):
            document.part.relate_to("https://example.org/x", f"{RELATIONS}/{kind}", is_external=True)

    assert {u.kind for u in word(build).unread} == {Kind.LINKED, Kind.PICTURE}


def test_words_that_stand_in_no_run_of_a_word_file() -> None:
    xml = (
        f"<w:p {W} {M} {A}><w:r><w:t>oil</w:t><w:noBreakHyphen/><w:t>based</w:t><w:sym w:font='Arial' w:char='0043'/>"
        "<w:sym w:font='Wingdings' w:char='F0FC'/></w:r><m:oMath><m:r><m:t>cures all</m:t></m:r></m:oMath></w:p>"
    )
    more = (
        f"<w:p {W} {A} xmlns:v='urn:schemas-microsoft-com:vml'><w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText='Never fails'/>"
        "</w:dropDownList></w:sdtPr></w:sdt><w:r><w:pict><v:textpath string='Works always'/></w:pict></w:r>"
        "<w:r><w:drawing><a:p><a:r><a:t>On a canvas</a:t></a:r></a:p></w:drawing></w:r><w:hyperlink w:tooltip='A tip'/></w:p>"
    )

    def build(document: Any) -> None:
        for part in (xml, more, f"<m:oMathPara {M}><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></m:oMathPara>"):
            document.element.body.insert(0, parse_xml(part))

    found = labels(word(build))
    assert "oil-basedC cures all" in found
    assert found["Never fails"] == "choice of the body, paragraph 1"
    assert found["Works always"] == "drawing, paragraph 1"
    assert found["On a canvas"] == "drawing, paragraph 2"
    assert found["x=1"] == "formula, paragraph 1"
    assert found["A tip"] == "alternative text, paragraph 1"


def test_words_before_the_items_of_a_list_are_read() -> None:
    def build(document: Any) -> None:
        level = next(document.part.numbering_part.element.iter(f"{{{NAMESPACE}}}lvlText"))
        level.set(f"{{{NAMESPACE}}}val", f"{CLAIM} %1")

    assert labels(word(build))[f"{CLAIM} %1"] == "numbering, paragraph 1"


def test_an_embedded_document_is_read_and_a_workbook_told() -> None:
    inner = word_bytes(lambda d: d.add_paragraph(CLAIM))
    workbook = io.BytesIO()
    with zipfile.ZipFile(workbook, "w") as package:
        package.writestr("xl/workbook.xml", b"<x/>")

    def build(slide: Any) -> None:
        for content, prog in ((inner, "Word.Document.12"), (workbook.getvalue(), "Excel.Sheet.12")):
            slide.shapes.add_ole_object(io.BytesIO(content), prog, 0, 0, icon_file=io.BytesIO(PNG))

    document = deck(build)
    assert labels(document)[CLAIM] == "slide 1, embedded file, page 1, paragraph 2"
    assert [(u.part, u.name[:6]) for u in document.unread if u.kind is Kind.FILE] == [
        ("slide 1, embedded file", "oleObj")
    ]


def test_files_within_files_come_to_an_end() -> None:
    inner = word_bytes(lambda d: d.add_paragraph(CLAIM))
    for _ in range(6):
        inner = word_bytes(pointed("aFChunk", "chunk.docx", inner, "application/octet-stream"))
    document = read_bytes(inner, "d.docx")
    assert CLAIM not in document.text
    assert [u.kind for u in document.unread] == [Kind.FILE]
    many = word_bytes(lambda d: [pointed("aFChunk", f"c{n}.txt", b"Hello", "text/plain")(d) for n in range(60)])
    assert [u.kind for u in read_bytes(many, "d.docx").unread] == [Kind.FILE] * 20


def test_a_file_inside_that_shows_pictures_alone_is_told() -> None:
    def picture(document: Any) -> None:
        document._body.clear_content()
        document.add_picture(io.BytesIO(PNG))

    document = word(pointed("aFChunk", "chunk.docx", word_bytes(picture), "application/octet-stream"))
    assert Kind.FILE in {u.kind for u in document.unread}


def test_a_film_is_told_once() -> None:
    def build(slide: Any) -> None:
        slide.shapes.add_movie(
            io.BytesIO(b"film"), 0, 0, 9, 9, poster_frame_image=io.BytesIO(PNG), mime_type="video/mp4"
        )

    found = deck(build).unread
    assert [u for u in found if u.kind is Kind.FILM] == [Unread(Kind.FILM, "slide 1")]


def test_a_picture_is_told_and_a_slide_that_is_nothing_else_holds() -> None:
    def build(slide: Any) -> None:
        slide.shapes.add_picture(io.BytesIO(PNG), 0, 0, Inches(9), Inches(7))
        slide.notes_slide.notes_text_frame.text = "Say it slowly"

    assert deck(build).unread == (Unread(Kind.PICTURE, "slide 1"),)
    assert deck(build, title="").unread == (Unread(Kind.PICTURE, "slide 1"), Unread(Kind.SCAN, "slide 1"))


def test_plain_files_leave_nothing_unread() -> None:
    assert word(lambda _: None).unread == ()
    assert deck(lambda _: None).unread == ()
