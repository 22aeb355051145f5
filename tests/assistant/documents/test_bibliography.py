"""Reference lists: every record once, nothing a program would obey, marks on integrity kept."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.documents.bibliography import FORMATS, to_bibtex, to_csv, to_ris, to_vancouver
from ingest import Article, Author, Classification, Design, Integrity, Species, StoredArticle

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ARTICLE = Article(
    "123",
    "123",
    "Oil & water: 5% of {all} #1 trials",
    authors=(Author("Grimison P"), Author("de la Cruz M"), Author("Oil Group", collective=True)),
    journal="Journal of Tests",
    journal_abbreviation="J Test",
    year=2024,
    volume="12",
    issue="3",
    pages="10-19",
    doi="10.1/x_y",
    pmcid="PMC9",
    languages=("eng",),
)


def stored(article: Article = ARTICLE, integrity: Integrity = Integrity.OK) -> StoredArticle:
    kind = Classification(Species.HUMAN, Design.RCT, sample_size=147, level=2)
    return StoredArticle(article, "0" * 64, integrity, kind, NOW, NOW)


def test_vancouver() -> None:
    assert to_vancouver([stored()]) == (
        "1. Grimison P, de la Cruz M, Oil Group. Oil & water: 5% of {all} #1 trials. "
        "J Test. 2024;12(3):10-19. doi:10.1/x_y. PMID: 123.\n"
    )


def test_vancouver_names_six_authors_and_marks_a_retraction() -> None:
    many = replace(ARTICLE, authors=tuple(Author(f"Name{n} A") for n in range(9)), title="Why?")
    text = to_vancouver([stored(many, Integrity.RETRACTED)])
    assert "Name5 A, et al. Why? J Test" in text
    assert text.endswith("[retracted]\n")


def test_a_record_without_pmid_says_so() -> None:
    assert "PMID not confirmed." in to_vancouver([stored(replace(ARTICLE, pmid=None, article_id="digest:x"))])


def test_ris_has_the_fields_reference_managers_read() -> None:
    lines = to_ris([stored()]).split("\r\n")
    assert lines[0] == "TY  - JOUR"
    assert {"AU  - Grimison, P", "AU  - de la Cruz, M", "AU  - Oil Group", "SP  - 10", "EP  - 19"} <= set(lines)
    assert {"DO  - 10.1/x_y", "AN  - 123", "C2  - PMC9", "PY  - 2024"} <= set(lines)
    assert lines[-3:] == ["ER  - ", "", ""]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines if line)


def test_bibtex_has_no_live_command() -> None:
    text = to_bibtex([stored(replace(ARTICLE, title=r"A \input{x} ~ 5% #1"))])
    assert text.startswith("@article{pmid123,")
    assert r"\textbackslash{}input\{x\}" in text
    assert r"5\% \#1" in text
    assert "author = {Grimison, P and de la Cruz, M and {Oil Group}}" in text
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝"])
def test_no_cell_is_a_formula(start: str) -> None:
    title = f"{start}HYPERLINK(1)"
    rows = list(csv.DictReader(io.StringIO(to_csv([stored(replace(ARTICLE, title=title))]))))
    assert rows[0]["title"] == f"'{title.strip()}"
    assert (rows[0]["pmid"], rows[0]["sample_size"], rows[0]["design"]) == ("123", "147", "randomized trial")


@pytest.mark.parametrize("name", FORMATS)
def test_each_record_stands_once_and_breaks_no_line(name: str) -> None:
    twice = FORMATS[name]([stored(), stored(), stored(replace(ARTICLE, article_id="9", pmid="9", title="A\nB"))])
    assert twice.count("Journal of Tests" if name != "vancouver" else "J Test. ") == 2
    assert "A\nB" not in twice
    assert FORMATS[name]([]) in ("", ",".join(to_csv([]).strip().split(",")) + "\r\n")
