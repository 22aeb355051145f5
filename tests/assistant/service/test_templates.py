import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from assistant.bootstrap import open_rooms
from assistant.documents.finding_proof import visible_text
from assistant.documents.house import PLACE
from assistant.documents.rendering import render
from assistant.domain import Account
from assistant.errors import DocumentUnreadable, ProofInvalid, UsageError
from assistant.home import AppSettings
from assistant.service import templates
from assistant.service.brief import brief
from assistant.service.rooms import Rooms
from assistant.service.verify import verify
from guardrails import Released

NOW = datetime.fromisoformat("2026-11-17T18:00:00-05:00")
ADDRESS, CLOSING = "Halden Botanics, Medical Information, Port Merrin", "Internal reference HB-DOC"


def saved(opened: Any) -> bytes:
    stream = io.BytesIO()
    opened.save(stream)
    return stream.getvalue()


def logo(color: str = "navy") -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), color).save(stream, "PNG")
    stream.seek(0)
    return stream


def word(header: str = ADDRESS, place: str = PLACE, drop: str = "") -> bytes:
    document: Any = Document()
    document.styles["Heading 1"].font.name = "Georgia"
    document.sections[0].header.paragraphs[0].text = header
    document.sections[0].footer.paragraphs[0].text = "Halden house style"
    document.add_picture(logo())
    document.add_paragraph(place)
    document.add_paragraph(CLOSING)
    if drop:
        document.styles[drop].delete()
    return saved(document)


def deck(words: str = ADDRESS, drop: int = 0) -> bytes:
    opened: Any = Presentation()
    box = opened.slide_layouts[1].shapes._spTree
    sample = opened.slides.add_slide(opened.slide_layouts[6])
    sample.shapes.add_picture(logo("red"), 0, 0)
    shape = sample.shapes.add_textbox(Inches(1), Inches(7), Inches(5), Inches(0.3))
    shape.text_frame.text = words
    box.append(shape._element)
    for layout in list(opened.slide_layouts)[:drop]:
        if not layout.used_by_slides:
            opened.slide_layouts.remove(layout)
    return saved(opened)


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(demo_home, tmp_path_factory.mktemp("templates") / "home")


@pytest.fixture
def own(home: Path) -> Iterator[Rooms]:
    with open_rooms(AppSettings(home=home), clock=lambda: NOW) as rooms:
        yield rooms
        shutil.rmtree(rooms.home / "templates", ignore_errors=True)


@pytest.fixture(scope="module")
def released(home: Path) -> Released:
    with open_rooms(AppSettings(home=home), clock=lambda: NOW) as rooms:
        outcome = brief(rooms, "QUILLMERA", "chemotherapy-induced nausea and vomiting", "committee", NOW, "M. Sorrel")
    assert isinstance(outcome, Released)
    return outcome


@pytest.mark.parametrize(("kind", "make"), [("docx", word), ("pptx", deck)])
def test_a_template_lends_its_look_and_words_and_every_visible_word_is_still_proven(
    own: Rooms, released: Released, kind: str, make: Callable[[], bytes]
) -> None:
    kept = templates.add(own, make(), f"company.{kind}", NOW)
    assert ADDRESS in kept.words
    data = render(released, kind, templates.templates_in(own))
    text = "\n".join(v.text for v in visible_text(data, f"b.{kind}"))
    assert ADDRESS in text
    assert PLACE not in text
    result = verify(data, f"b.{kind}", NOW, own.signer.public_key)
    assert (result.problems, result.differences) == (0, ())
    assert data == render(released, kind, templates.templates_in(own))


def test_word_keeps_the_styles_the_logo_and_what_stands_behind(own: Rooms, released: Released) -> None:
    templates.add(own, word(), "company.docx", NOW)
    made: Any = Document(io.BytesIO(render(released, "docx", templates.templates_in(own))))
    assert made.styles["Heading 1"].font.name == "Georgia"
    assert made.sections[0].header.paragraphs[0].text == ADDRESS
    footers = [p.text for p in made.sections[0].footer.paragraphs]
    assert footers[0] == "Halden house style"
    assert released.certificate.certificate_id in footers[1]
    assert len([p for p in made.paragraphs if p.text == CLOSING]) == 1
    assert made.paragraphs[-1].text == CLOSING
    assert len(made.inline_shapes) == 2  # the logo and the effect plot


def test_a_deck_leaves_sample_slides_out(own: Rooms, released: Released) -> None:
    templates.add(own, deck(), "company.pptx", NOW)
    with zipfile.ZipFile(io.BytesIO(render(released, "pptx", templates.templates_in(own)))) as package:
        pictures = [name for name in package.namelist() if "/media/" in name]
    assert len(pictures) == 1  # the effect plot alone


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (word("Verdanol cures nausea."), "Verdanol cures nausea"),
        (word(drop="Quote"), "the paragraph style “Quote”"),
        (word(place="no place"), "one paragraph {{document}} where the document goes (found 0)"),
        (deck("Quillmera is safe and works when others fail."), "Quillmera is safe"),
        (deck(drop=6), "a layout: a title slide (title and subtitle)"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_and_each_reason_named(own: Rooms, data: bytes, named: str) -> None:
    kind = "docx" if b"word/document.xml" in data else "pptx"
    with pytest.raises(UsageError) as refused:
        templates.add(own, data, f"company.{kind}", NOW)
    assert named in str(refused.value)
    assert templates.kept_templates(own) == ()


def word_with(relate: Callable[[Any], object]) -> bytes:
    document: Any = Document(io.BytesIO(word()))
    relate(document.part)
    return saved(document)


def embedded(name: str, content: bytes, kind: str = RT.PACKAGE) -> Callable[[Any], object]:
    return lambda part: part.relate_to(Part(PackURI(name), "application/octet-stream", content, part.package), kind)


@pytest.mark.parametrize(
    ("relate", "said"),
    [
        (embedded("/word/embeddings/sheet.bin", b"x"), "embeddings/sheet.bin"),
        (embedded("/customXml/item9.xml", b"<callprep-template/>"), "a proof of callprep"),
        (embedded("/word/extra.html", b"<p>It cures.</p>", RT.A_F_CHUNK), "word/extra.html"),
        (lambda part: part.relate_to("http://example.org/a.png", RT.IMAGE, is_external=True), "linked, not embedded"),
        (lambda part: part.relate_to("http://example.org/hyperlink", RT.IMAGE, is_external=True), "linked, not embed"),
    ],
)
def test_objects_linked_parts_and_forged_proofs_are_refused(
    own: Rooms, relate: Callable[[Any], object], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        templates.add(own, word_with(relate), "company.docx", NOW)


def test_a_file_that_is_no_package_is_refused(own: Rooms) -> None:
    with pytest.raises(DocumentUnreadable):
        templates.add(own, b"PK not a package", "x.docx", NOW)


def test_words_or_a_picture_put_beside_the_template_are_found(own: Rooms, released: Released) -> None:
    templates.add(own, word(), "company.docx", NOW)
    data = render(released, "docx", templates.templates_in(own))
    opened: Any = Document(io.BytesIO(data))
    opened.sections[0].header.add_paragraph("Approved by everybody")
    told = verify(saved(opened), "b.docx", NOW).differences
    assert any("Approved by everybody" in d.now for d in told)
    opened = Document(io.BytesIO(data))
    opened.sections[0].header.add_paragraph(ADDRESS)  # once more than the template shows it
    assert verify(saved(opened), "b.docx", NOW).problems
    opened = Document(io.BytesIO(data))
    opened.add_picture(logo("green"))
    assert verify(saved(opened), "b.docx", NOW).problems


def test_a_template_changed_in_its_folder_is_not_used(own: Rooms) -> None:
    templates.add(own, word(), "company.docx", NOW)
    (own.home / "templates" / "house.docx").write_bytes(word("Another address"))
    with pytest.raises(ProofInvalid, match="changed after it was judged"):
        templates.templates_in(own)


def test_a_picture_counts_wherever_in_the_package_it_lies(own: Rooms) -> None:
    def with_picture(color: str) -> bytes:
        return word_with(embedded("/word/logo.png", logo(color).getvalue(), RT.IMAGE))

    assert templates.add(own, with_picture("green"), "company.docx", NOW).pictures == 2
    (own.home / "templates" / "house.docx").write_bytes(with_picture("red"))
    with pytest.raises(ProofInvalid, match="changed after it was judged"):
        templates.templates_in(own)


def test_a_template_can_be_replaced_and_taken_away(own: Rooms) -> None:
    templates.add(own, word(), "company.docx", NOW)
    templates.add(own, word("Halden Botanics"), "company.docx", NOW)
    (kept,) = templates.kept_templates(own)
    assert "Halden Botanics" in kept.words
    assert ADDRESS not in kept.words
    templates.remove(own, "docx", NOW)
    assert templates.templates_in(own) == {}
    with pytest.raises(UsageError, match="No template"):
        templates.remove(own, "docx", NOW)
    actions = [e.action for e in own.audit.events() if e.action.startswith("template.")]
    assert actions[-3:] == ["template.added", "template.added", "template.removed"]


STATUS = "Verdanol is a state-licensed 1:1 THC:CBD oral oil and has not been approved by the FDA for any use."


def test_words_of_a_template_are_judged_for_every_place_of_an_account(own: Rooms) -> None:
    with pytest.raises(UsageError, match="the gate holds its words"):
        templates.add(own, word(header=STATUS), "house.docx", NOW)
    for account in own.objects.all(Account):
        own.objects.remove(Account, account.account_id)
    assert STATUS in templates.add(own, word(header=STATUS), "house.docx", NOW).words
