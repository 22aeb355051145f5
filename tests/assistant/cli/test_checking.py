"""`callprep check` says where each finding stands, what its check is about, what is offered and what has to be done."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest
import typst
from docx import Document
from pptx import Presentation
from typer.testing import CliRunner

from assistant.cli.app import app
from tests.assistant.documents.test_proof_comment import encoded_proof

RUN = CliRunner()
CLAIM = "Our oil cures nausea."


def docx(path: Path) -> None:
    document = Document()
    document.add_paragraph("Thank you for your time.")
    document.add_page_break()
    document.add_paragraph("The second page.")
    document.add_paragraph(CLAIM)
    document.save(str(path))


def pptx(path: Path) -> None:
    deck = Presentation()
    for title, body in (("Agenda", "Welcome"), ("Label", f"Room 4B at noon\n{CLAIM}")):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = title, body
    deck.save(str(path))


def pdf(path: Path) -> None:
    source = path.with_suffix(".typ")
    source.write_text(f"Thank you for your time.\n#pagebreak()\nThe second page.\n\n{CLAIM}\n", encoding="utf-8")
    typst.compile(str(source), output=str(path))


@pytest.mark.parametrize(
    ("make", "name", "place"),
    [
        (docx, "a.docx", "page 2, paragraph 2"),
        (pptx, "a.pptx", "slide 2, paragraph 3"),
        (pdf, "a.pdf", "page 2, paragraph 2"),
    ],
)
def test_a_file_names_page_or_slide_and_paragraph(make, name: str, place: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    make(tmp_path / name)
    for source, given in ((str(tmp_path / name), b""), ("-", (tmp_path / name).read_bytes())):
        result = RUN.invoke(app, ["check", source, "--json"], input=given)
        findings = json.loads(result.stdout)["findings"]
        assert {(f["place"], f["quote"]) for f in findings if f["check_id"] == "CURE-01"} == {(place, "cures")}


@pytest.mark.parametrize(
    ("pasted", "place"),
    [
        (f"Dear Dr. Lee,\r\n\r\nthank you.\r\n\r\n{CLAIM}\r\n", "paragraph 3"),
        (f"\n\nDear Dr. Lee,\n \n\n{CLAIM}", "paragraph 2"),
        (f"From: a@b.org\nTo: c@d.org\nSubject: Tuesday\n\nThank you.\n\n{CLAIM}\n", "body, paragraph 2"),
    ],
)
def test_pasted_text_names_the_paragraph(pasted: str, place: str) -> None:
    result = RUN.invoke(app, ["check", "-", "--json"], input=pasted.encode())
    places = {f["place"] for f in json.loads(result.stdout)["findings"] if f["check_id"] == "CURE-01"}
    assert places == {place}


def test_bytes_that_are_no_text_are_refused() -> None:
    assert RUN.invoke(app, ["check", "-"], input=b"\x00\x01\x02\xff" * 40).exit_code != 0


def test_a_finding_shows_title_reason_and_the_way_to_drug_safety() -> None:
    shown = RUN.invoke(app, ["check", "-"], input="A man fainted after our capsules. Ask Dr. Lee.").stdout
    assert "AE-01 Adverse event or complaint to relay, review" in shown
    assert "Possible adverse event in one person" in shown
    assert shown.count("Tell your drug-safety desk within one business day") == 1
    assert "drug-safety desk" not in RUN.invoke(app, ["check", "-"], input=CLAIM).stdout


def test_what_is_offered_was_judged_again() -> None:
    from assistant.cli.checking import _print_verdict

    row = {
        "decision": "REWRITE",
        "coverage": {"run": ["CERT-02"]},
        "findings": [
            {"check_id": "CERT-02", "severity": "rewrite", "start": 0, "end": 8, "quote": "relieves", "reason": "Above.",
             "suggestion": "may relieve", "rule_refs": [], "place": "slide 2, paragraph 3"},
        ],
    }  # fmt: skip
    with contextlib.redirect_stdout(io.StringIO()) as out:
        _print_verdict(row)
    assert "CERT-02 Verb above the evidence, rewrite  0-8  slide 2, paragraph 3" in out.getvalue()
    assert "Offered, checked again: may relieve" in out.getvalue()


def test_the_proof_in_an_exported_file_is_not_judged(tmp_path: Path) -> None:
    proof = encoded_proof("cures all " * 6000)
    export = f"# Field note\n\n{CLAIM}\n\n<!-- callprep-proof {proof} -->\n"
    (tmp_path / "note.md").write_text(export, encoding="utf-8")
    for source, given in ((str(tmp_path / "note.md"), b""), ("-", export.encode())):
        row = json.loads(RUN.invoke(app, ["check", source, "--json"], input=given).stdout)
        assert "CURE-01" in {f["check_id"] for f in row["findings"]}
        assert "INJ-01" not in {f["check_id"] for f in row["findings"]}
        assert max(f["end"] for f in row["findings"]) <= len("# Field note\n\n" + CLAIM)


def test_what_was_not_read_of_a_file_holds_it(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text("<!doctype html><p>Thank you.</p><iframe src=x></iframe><img src=y>", "utf-8")
    result = RUN.invoke(app, ["check", str(tmp_path / "p.html")])
    assert result.exit_code == 3
    assert result.stdout.startswith("REVIEW  (2 findings")
    assert "1 linked part was not read, so nothing vouches for what is there" in result.stdout
    assert "1 picture was not read" in result.stdout
    (tmp_path / "p.html").write_text("<!doctype html><p>Thank you.</p><img src=y>", "utf-8")
    assert RUN.invoke(app, ["check", str(tmp_path / "p.html")]).exit_code == 0


def test_what_a_file_says_beside_its_text_is_judged_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text(f"<!doctype html><p>Thank you.</p><img alt='{CLAIM}' src=y>", "utf-8")
    result = RUN.invoke(app, ["check", str(tmp_path / "p.html"), "--json"])
    places = {f["check_id"]: f["place"] for f in json.loads(result.stdout)["findings"]}
    assert places["CURE-01"] == "text of a picture, paragraph 1"
    assert places["FILE-01"] == ""
