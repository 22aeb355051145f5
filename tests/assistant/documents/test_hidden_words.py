"""Words that stand in no run of text are read, and proven or not, like any other."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from assistant.documents.docx import render_docx
from assistant.documents.house import shown
from assistant.documents.pptx import render_pptx
from assistant.documents.reading import read_bytes
from assistant.service.verify import verify
from guardrails import Released, Signer

NOW = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
KEY = Signer(b"k" * 32).public_key
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STORE = "{11111111-2222-3333-4444-555555555555}"
SCHEMAS = "http://schemas.openxmlformats.org"
RELATIONS = f"{SCHEMAS}/officeDocument/2006/relationships"


def changed(data: bytes, part: str, old: str, new: str, more: dict[str, str] | None = None) -> bytes:
    """The package with one replacement in every part whose name begins so, and further parts."""
    target, hits = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith(part) and name.endswith(".xml") and old.encode() in content:
                content, hits = content.replace(old.encode(), new.encode(), 1), hits + 1
            copy.writestr(name, content)
        for name, text in (more or {}).items():
            copy.writestr(name, text)
    assert hits
    return target.getvalue()


def field(code: str) -> str:
    return f'<w:p><w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r></w:p>'


def control(cached: str, path: str = "/memo/claim", store: str = STORE) -> str:
    return (
        f'<w:sdt><w:sdtPr><w:dataBinding w:xpath="{path}" w:storeItemID="{store}"/></w:sdtPr><w:sdtContent><w:p><w:r>'
        f"<w:t>{cached}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )


def bound(data: bytes, cached: str, value: str, **where: str) -> bytes:
    """A Word file with a control whose cached words are one thing and whose data is another."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        rels = package.read("word/_rels/document.xml.rels").decode()
    more = {
        "customXml/item77.xml": f"<memo><claim>{value}</claim></memo>",
        "customXml/itemProps77.xml": f'<ds:datastoreItem ds:itemID="{STORE}" xmlns:ds="{SCHEMAS}/officeDocument/2006/customXml"/>',
        "customXml/_rels/item77.xml.rels": f'<Relationships xmlns="{SCHEMAS}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/customXmlProps" Target="itemProps77.xml"/></Relationships>',
    }
    changed_rels = rels.replace(
        "</Relationships>",
        f'<Relationship Id="rId977" Type="{RELATIONS}/customXml" Target="../customXml/item77.xml"/></Relationships>',
    )
    data = changed(data, "word/document.xml", "<w:sectPr", control(cached, **where) + "<w:sectPr", more)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            copy.writestr(name, changed_rels if name == "word/_rels/document.xml.rels" else content)
    return target.getvalue()


def test_a_field_that_will_say_something_is_read_and_not_proven(document: Callable[..., Released]) -> None:
    data = changed(render_docx(document()), "word/document.xml", "<w:sectPr", field('QUOTE "It cures."') + "<w:sectPr")
    assert 'QUOTE "It cures."' in read_bytes(data, "p.docx").text
    (difference,) = verify(data, "p.docx", NOW, KEY).differences
    assert difference.kind == "added"
    assert "It cures" in difference.now


def test_a_code_cut_into_runs_is_one_code(document: Callable[..., Released]) -> None:
    cut = '<w:p><w:r><w:instrText>QUO</w:instrText></w:r><w:r><w:instrText>TE "It cures."</w:instrText></w:r></w:p>'
    data = changed(render_docx(document()), "word/document.xml", "<w:sectPr", cut + "<w:sectPr")
    assert 'QUOTE "It cures."' in read_bytes(data, "p.docx").text


@pytest.mark.parametrize(
    "code",
    [
        "PAGE",
        " NUMPAGES \\* MERGEFORMAT ",
        'HYPERLINK "https://example.org"',
        'DATE \\@ "dddd, d MMMM yyyy h:mm am/pm" \\* MERGEFORMAT',
        'PAGE \\# "#,##0.00"',
        'TOC \\o "1-3" \\h',
    ],
)
def test_a_field_that_counts_pages_says_nothing(document: Callable[..., Released], code: str) -> None:
    data = changed(
        render_docx(document()), "word/document.xml", "<w:sectPr", field(code.replace('"', "&quot;")) + "<w:sectPr"
    )
    assert verify(data, "p.docx", NOW, KEY).problems == 0


@pytest.mark.parametrize(
    "codes",
    [
        ["PAGE", 'QUOTE "It cures."'],
        ["DATE \\@ \"'It cures.'\""],
        ['DATE \\@ "It cures."'],
        ['PAGE \\# "0 It cures."'],
        ['HYPERLINK "https://example.org" \\o "It cures."'],
        ['TC "It cures."'],
    ],
)
def test_no_field_hides_words_behind_one_that_counts(document: Callable[..., Released], codes: list[str]) -> None:
    runs = "".join(
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        for code in codes
    )
    data = changed(render_docx(document()), "word/document.xml", "<w:sectPr", f"<w:p>{runs}</w:p><w:sectPr")
    assert any("It cures." in d.now for d in verify(data, "p.docx", NOW, KEY).differences)


@pytest.mark.parametrize("tag", ["oval", "group", "roundrect", "imagedata"])
def test_every_shape_of_the_old_kind_says_its_alternative_text(document: Callable[..., Released], tag: str) -> None:
    shape = f'<w:p><w:r><w:pict><v:{tag} xmlns:v="urn:schemas-microsoft-com:vml" alt="It cures."/></w:pict></w:r></w:p>'
    data = changed(render_docx(document()), "word/document.xml", "<w:sectPr", f"{shape}<w:sectPr")
    assert "It cures." in read_bytes(data, "p.docx").text


def test_a_bound_control_says_what_its_data_says(document: Callable[..., Released]) -> None:
    data = bound(render_docx(document()), "It is on Monday.", "It cures.")
    assert "It cures." in read_bytes(data, "p.docx").text
    assert any("It cures." in d.now for d in verify(data, "p.docx", NOW, KEY).differences)


def test_bound_data_that_says_what_is_shown_is_read_once(document: Callable[..., Released]) -> None:
    text = read_bytes(bound(render_docx(document()), "See you.", "See you."), "p.docx").text
    assert text.count("See you.") == 1


@pytest.mark.parametrize(
    "where", [{"path": "/memo/other"}, {"path": "]["}, {"path": "//claim[//*[//*]]"}, {"store": "{0}"}]
)
def test_data_that_cannot_be_found_is_told(document: Callable[..., Released], where: dict[str, str]) -> None:
    data = bound(render_docx(document()), "See you.", "It cures.", **where)
    assert f"data bound to {where.get('path', '/memo/claim')}" in read_bytes(data, "p.docx").text


@pytest.mark.parametrize(
    ("render", "name", "part", "old"),
    [
        (render_docx, "p.docx", "word/document.xml", '<w:tblCaption w:val="'),
        (render_pptx, "p.pptx", "ppt/slides/slide", 'descr="'),
    ],
)
def test_an_alternative_text_of_ours_is_proven_and_another_is_not(
    document: Callable[..., Released], render: Callable[[Released], bytes], name: str, part: str, old: str
) -> None:
    data = render(document())
    assert verify(data, name, NOW, KEY).problems == 0
    other = changed(data, part, old, f"{old}Cures cancer. ")
    assert any("Cures cancer" in d.now for d in verify(other, name, NOW, KEY).differences)


def test_comments_and_all_of_the_notes_of_a_slide_are_read() -> None:
    from pptx import Presentation
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Opening"
    slide.notes_slide.notes_text_frame.text = "Say it slowly"
    comment = (
        '<p:cmLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cm><p:text>It cures.</p:text></p:cm>'
        "</p:cmLst>"
    )
    kind = "application/vnd.openxmlformats-officedocument.presentationml.comments+xml"
    part = Part(PackURI("/ppt/comments/comment1.xml"), kind, slide.part.package, comment.encode())
    slide.part.relate_to(part, f"{RELATIONS}/comments")
    buffer = io.BytesIO()
    deck.save(buffer)
    text = read_bytes(buffer.getvalue(), "d.pptx").text
    assert "It cures." in text
    assert "Say it slowly" in text


def test_a_template_shows_what_its_fields_and_pictures_say(document: Callable[..., Released]) -> None:
    data = changed(render_docx(document()), "word/footer", "<w:p>", field('DOCPROPERTY "Slogan"') + "<w:p>")
    assert 'DOCPROPERTY "Slogan"' in shown(data, "docx")
