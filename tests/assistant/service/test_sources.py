"""Documents as sources: pages are anchors, versions are kept, procedures are never evidence."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from assistant.artifacts.answer import title_lines
from assistant.artifacts.parts import FactBook
from assistant.bootstrap import open_rooms
from assistant.documents.paragraphs import Paragraph, assemble
from assistant.drafting.citing import cite_label
from assistant.errors import DocumentUnreadable, UsageError
from assistant.home import AppSettings
from assistant.retrieval.retrieve import retrieve
from assistant.retrieval.understand import understand
from assistant.service.library import find
from assistant.service.rooms import Rooms
from assistant.service.sources import SourceDetails, add_source, source_article
from ingest import Design, TextOrigin
from tests.assistant.conftest import AS_OF

DETAILS = SourceDetails("guideline", "Dronabinol in nausea", "Oil Society", "1", date(2025, 1, 1))
TEXT = "Dronabinol is suggested for chemotherapy-induced nausea in adults.\n\nZanzibarine is not suggested."


@pytest.fixture
def rooms(demo_home: Path, tmp_path: Path) -> Iterator[Rooms]:
    shutil.copytree(demo_home, tmp_path / "home")
    with open_rooms(AppSettings(home=tmp_path / "home"), clock=lambda: AS_OF) as opened:
        yield opened


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.html").write_text(f"<html><body><p>{TEXT}</p></body></html>")
    word = Document()
    word.add_paragraph(TEXT)
    word.save(str(tmp_path / "a.docx"))
    return tmp_path


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.docx"])
def test_a_document_is_found_by_its_words(rooms: Rooms, files: Path, name: str) -> None:
    assert add_source(rooms, files / name, DETAILS).new == (DETAILS.source_id,)
    hit = find(rooms, "zanzibarine", 1)[0]
    article = hit.record.article
    assert (article.article_id, article.text_origin) == (DETAILS.source_id, TextOrigin.DOCUMENT)
    assert hit.record.classification.design is Design.GUIDELINE
    assert article.text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_each_page_is_an_anchor() -> None:
    pages = assemble([Paragraph("One.", "page 1"), Paragraph("Two.", "page 2"), Paragraph("Three.", "page 2")], "x")
    article = source_article(pages, DETAILS)
    assert [(s.label, s.text) for s in article.sections] == [("page 1", "One."), ("page 2", "Two.\nThree.")]


def test_the_latest_version_stands_and_the_earlier_is_kept(rooms: Rooms, files: Path) -> None:
    add_source(rooms, files / "a.txt", DETAILS)
    (files / "b.txt").write_text("Dronabinol is no longer suggested.")
    newer = SourceDetails("guideline", DETAILS.title, DETAILS.issuer, "2", date(2026, 1, 1))
    assert add_source(rooms, files / "b.txt", newer).changed == (DETAILS.source_id,)
    assert add_source(rooms, files / "a.txt", DETAILS).unchanged == (DETAILS.source_id,)
    current = rooms.library.articles([DETAILS.source_id])[DETAILS.source_id].article
    assert (current.issue, current.text) == ("2", "Dronabinol is no longer suggested.")
    assert [v.article.issue for v in rooms.library.history(DETAILS.source_id).versions] == ["1", "2"]


def test_a_guideline_is_evidence_and_a_procedure_is_not(rooms: Rooms, files: Path) -> None:
    question = understand("Does dronabinol reduce chemotherapy-induced nausea?", rooms.vocabulary, limit=40)
    procedure = SourceDetails("sop", "Dronabinol nausea", "Our company", "1", date(2025, 1, 1))
    add_source(rooms, files / "a.txt", DETAILS)
    add_source(rooms, files / "a.txt", procedure)
    pack = retrieve(rooms.library, question, vocabulary=rooms.vocabulary)
    used = {item.record.article.article_id: item for item in pack.items}
    guideline = used[DETAILS.source_id]
    assert cite_label(guideline.record, guideline.evidence) == "Oil Society 2025, document"
    assert procedure.source_id not in used
    (line,) = title_lines([guideline], FactBook("x", "Facts"))
    assert line.statements[0].text == "“Dronabinol in nausea”. Oil Society 2025. Version 1."
    assert ("filter: internal document", 1) in pack.log.set_aside


def test_bad_documents_add_nothing(rooms: Rooms, files: Path) -> None:
    before = rooms.library.status().articles
    (files / "empty.txt").write_text("  ")
    with pytest.raises(DocumentUnreadable):
        add_source(rooms, files / "empty.txt", DETAILS)
    with pytest.raises(UsageError, match="--kind is 'poem'"):
        add_source(rooms, files / "a.txt", SourceDetails("poem", "T", "", "", date(2025, 1, 1)))
    assert rooms.library.status().articles == before
