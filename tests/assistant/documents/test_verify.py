import base64
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from assistant.documents.docx import render_docx
from assistant.documents.html import render_html
from assistant.documents.markdown import render_markdown
from assistant.documents.pdf import pdf_source, render_pdf
from assistant.documents.pptx import render_pptx
from assistant.errors import ProofInvalid
from assistant.service.rooms import Rooms
from assistant.service.verify import key_from, verified_row, verify, with_library
from guardrails import ClaimSet, Released, Signer

NOW = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
KEY = Signer(b"k" * 32).public_key
Build = Callable[..., Released]
FORMATS = {
    "docx": render_docx,
    "html": lambda r: render_html(r).encode(),
    "md": lambda r: render_markdown(r).encode(),
    "pptx": render_pptx,
    "pdf": render_pdf,
}


def in_package(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as copy:
        assert old in source.read(part)
        for name in source.namelist():
            content = source.read(name)
            copy.writestr(name, content.replace(old, new, 1) if name == part else content)
    return target.getvalue()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_faithful_file_holds_and_names_its_signer(document: Build, kind: str) -> None:
    result = verify(FORMATS[kind](document()), f"plan.{kind}", NOW, KEY)
    assert (result.problems, result.trusted) == (0, True)
    assert verified_row(result, "plan")["holds"] is True


def test_one_changed_digit_in_word_xml_is_named_with_its_place(document: Build) -> None:
    data = in_package(render_docx(document()), "word/document.xml", b"6/74 (8%)", b"6/74 (18%)")
    (difference,) = verify(data, "plan.docx", NOW, KEY).differences
    assert difference.kind == "changed"
    assert (difference.was, difference.now) == ("(8%),", "(18%),")
    assert difference.place.startswith("page ")
    assert "6/74 (18%)" in difference.sentence


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("Complete response was 24% vs 8%.", "Complete response was 24% vs 8%. It cures.", "added"),
        ("Complete response was 24% vs 8%.", "Complete response was 24% vs 8.0%.", "added"),
        ("It is on Monday.", "", "removed"),
        ("It is on Monday.", "It is not on Monday.", "added"),
        ("It is on Monday.", "It is on M\u043enday.", "changed"),
        ("It is on Monday.", "It is on Mon\u200bday.", "changed"),
        ("Meeting at 9.", "Meeting at 9. call_pack is approved by FDA.", "added"),
    ],
)
@pytest.mark.parametrize("kind_of_file", ["html", "md"])
def test_every_edit_of_visible_text_is_found(document: Build, old: str, new: str, kind: str, kind_of_file: str) -> None:
    text = FORMATS[kind_of_file](document()).decode()
    assert old in text
    found = verify(text.replace(old, new, 1).encode(), f"p.{kind_of_file}", NOW, KEY).differences
    assert [d.kind for d in found] == [kind]


def test_a_changed_footer_is_no_frame_any_more(document: Build) -> None:
    data = render_docx(document())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = next(n for n in package.namelist() if n.startswith("word/footer"))
    changed = in_package(data, part, b"internal", b"approved")
    assert verify(changed, "plan.docx", NOW, KEY).problems >= 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</style>", 'p::after{content:"cures cancer"}</style>'),
        ("<h1>", "<script>document.title</script><h1>"),
        ("<h1>", '<img src="x.png" alt="cures"><h1>'),
    ],
)
def test_what_a_page_shows_without_text_is_not_proven(document: Build, old: str, new: str) -> None:
    page = render_html(document())
    result = verify(page.replace(old, new, 1).encode(), "p.html", NOW, KEY)
    assert result.problems >= 1


def test_a_picture_put_into_a_word_file_is_not_proven(document: Build) -> None:
    target = io.BytesIO(render_docx(document()))
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("word/media/image1.png", b"x")
    found = verify(target.getvalue(), "p.docx", NOW, KEY).differences
    assert "word/media/image1.png" in found[0].now


@pytest.mark.parametrize(
    ("kind", "target", "mode"),
    [
        ("image", "logo.xml", ""),
        ("aFChunk", "/word/logo.xml", ""),
        ("image", "http://example.org/a.png", "External"),
        ("image", "http://example.org/hyperlink", "External"),
    ],
)
def test_what_a_word_file_shows_under_another_name_or_from_elsewhere_is_not_proven(
    document: Build, kind: str, target: str, mode: str
) -> None:
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    row = f'<Relationship Id="rId99" Type="{types}{kind}" Target="{target}" TargetMode="{mode or "Internal"}"/>'
    data = in_package(
        render_docx(document()), "word/_rels/document.xml.rels", b"</Relationships>", f"{row}</Relationships>".encode()
    )
    target_file = io.BytesIO(data)
    with zipfile.ZipFile(target_file, "a") as package:
        package.writestr("word/logo.xml", b"<x/>")
    found = verify(target_file.getvalue(), "p.docx", NOW, KEY).differences
    assert any("word/logo.xml" in d.now or "linked, not embedded" in d.now for d in found)


def test_another_key_and_a_missing_proof_are_refused(document: Build) -> None:
    data = render_docx(document())
    with pytest.raises(ProofInvalid, match="not signed by this key"):
        verify(data, "plan.docx", NOW, Signer(b"x" * 32).public_key)
    with pytest.raises(ProofInvalid, match="no proof inside"):
        verify(b"# A plan\n\nJust text.\n", "plan.md", NOW, KEY)


def test_text_and_proof_cannot_be_changed_together(document: Build) -> None:
    page = render_markdown(document())
    mark = page.rindex("<!-- ")
    code = page[mark:].split()[2]
    value = json.loads(base64.b64decode(code))
    value["text"] = value["text"].replace("8%", "18%")
    forged = base64.b64encode(json.dumps(value).encode()).decode()
    with pytest.raises(ProofInvalid, match="another text"):
        verify(page.replace("8%", "18%").replace(code, forged).encode(), "p.md", NOW, KEY)


def test_a_forged_repeatable_line_has_to_be_in_the_signed_text(document: Build) -> None:
    page = render_markdown(document())
    code = page[page.rindex("<!-- ") :].split()[2]
    value = json.loads(base64.b64decode(code))
    value["repeatable"].append("It cures cancer.")
    forged = base64.b64encode(json.dumps(value).encode()).decode()
    changed = page.replace(code, forged).replace("End.", "It cures cancer. End.")
    assert [d.now for d in verify(changed.encode(), "p.md", NOW, KEY).differences]


def test_an_expired_claim_is_named(document: Build) -> None:
    later = datetime(2027, 4, 7, tzinfo=UTC)
    assert verify(render_docx(document()), "p.docx", later, KEY).expired == ("HB-X-001 v1 ended on 2027-04-05",)
    same_day = datetime(2027, 4, 6, 3, 0, tzinfo=UTC)  # still April 5 in the East
    assert verify(render_docx(document()), "p.docx", same_day, KEY).expired == ()


def test_without_a_key_the_signature_holds_but_is_not_trusted(document: Build) -> None:
    result = verify(render_docx(document()), "p.docx", NOW)
    assert (result.problems, result.trusted) == (0, False)


def test_a_library_names_records_that_were_retracted_and_claims_that_were_withdrawn(rooms: Rooms) -> None:
    from dataclasses import replace

    from assistant.service.brief import brief
    from ingest import Integrity

    as_of = datetime.fromisoformat("2026-11-17T18:00:00-05:00")
    outcome = brief(rooms, "QUILLMERA", "chemotherapy-induced nausea and vomiting", "committee", as_of, "M. Sorrel")
    assert isinstance(outcome, Released)
    result = verify(render_docx(outcome), "brief.docx", as_of)
    assert with_library(result, rooms.library, rooms.claims).sources == ()

    class Flipped:
        def articles(self, ids: list[str]) -> dict[str, object]:
            found = dict(rooms.library.articles(ids))
            found["39151115"] = replace(found["39151115"], integrity=Integrity.RETRACTED)
            found["26561338"] = replace(found["26561338"], version_hash="0" * 64)
            return found

    told = with_library(result, Flipped(), ClaimSet(claims=())).sources  # type: ignore[arg-type]
    assert "39151115 is now retracted" in told
    assert any(t.startswith("26561338 was revised") for t in told)


def test_a_key_is_sixty_four_hex_digits() -> None:
    assert key_from(f" {KEY.upper()}\n") == KEY
    with pytest.raises(ProofInvalid, match="64 hex digits"):
        key_from("abc")


def test_one_changed_digit_on_a_slide_is_named_with_its_slide(document: Build) -> None:
    data = render_pptx(document())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = next(
            n for n in package.namelist() if n.startswith("ppt/slides/slide") and b"6/74 (8%)" in package.read(n)
        )
    (difference,) = verify(in_package(data, part, b"6/74 (8%)", b"6/74 (80%)"), "plan.pptx", NOW, KEY).differences
    assert (difference.was, difference.now) == ("(8%),", "(80%),")
    assert difference.place.startswith("slide ")


def test_text_put_on_the_slide_master_is_not_proven(document: Build) -> None:
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation(io.BytesIO(render_pptx(document())))
    layout = deck.slide_layouts[1]
    box = deck.slides[0].shapes.add_textbox(Inches(1), Inches(1), Inches(1), Inches(1))
    box.text_frame.text = "cures cancer"
    layout.shapes._spTree.append(box._element)
    target = io.BytesIO()
    deck.save(target)
    found = verify(target.getvalue(), "plan.pptx", NOW, KEY).differences
    assert [(d.now, d.place.split(",")[0]) for d in found] == [("cures cancer", "slide master")]


def test_a_page_with_another_digit_is_named_with_its_page(document: Build) -> None:
    import typst

    released = document()
    source = pdf_source(released)
    body = source.index("\n= ")
    changed = source[:body] + source[body:].replace("6/74 (8%)", "6/74 (18%)", 1)
    data = typst.compile(changed.encode(), ignore_system_fonts=True)
    (difference,) = verify(data, "plan.pdf", NOW, KEY).differences
    assert (difference.was, difference.now) == ("(8%),", "(18%),")
    assert difference.place.startswith("page 1")


def test_a_note_laid_over_a_page_is_not_proven(document: Build) -> None:
    from pypdf import PdfReader, PdfWriter
    from pypdf.annotations import FreeText

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(render_pdf(document()))))
    writer.add_annotation(0, FreeText(text="cures cancer", rect=(50, 50, 200, 100)))
    target = io.BytesIO()
    writer.write(target)
    found = verify(target.getvalue(), "plan.pdf", NOW, KEY).differences
    assert [(d.now, d.place) for d in found] == [("cures cancer", "page 1, note, paragraph 1")]
