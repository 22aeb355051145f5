"""Whole commands on odd but legal sets: extra fields, absent options, aliases, CRLF, marks of byte order, gzip, several files."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.cli.app import app

BOM = b"\xef\xbb\xbf"


def measured(*arguments: str | Path, code: int = 0) -> dict[str, Any]:
    """The JSON document that a command prints; it must be strict JSON without NaN."""
    done = CliRunner().invoke(app, [*map(str, arguments), "--json", "--no-save"], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return dict(json.loads(done.stdout, parse_constant=lambda c: pytest.fail(f"{c} in the output")))


def odd_file(path: Path, rows: Sequence[dict[str, Any]], *, packed: bool = False) -> Path:
    data = BOM + b"\r\n\r\n".join(json.dumps(row, ensure_ascii=False).encode() for row in rows) + b"\r\n"
    path.write_bytes(gzip.compress(data) if packed else data)
    return path


def test_guardrail(tmp_path: Path) -> None:
    bad = {"text": "Our oil cures cancer.", "label": "violation"}
    rows: list[dict[str, Any]] = [
        {**bad, "id": 1, "categories": None, "severity": None, "mode": None, "hard": None},
        {
            **bad,
            "id": "b",
            "categories": ["cure-or-guarantee"],
            "severity": "BLOCK",
            "mode": "MSL_reactive",
            "note": {},
        },
        {**bad, "id": "c", "label": "VIOLATES", "mode": "internal", "jurisdiction": ["US"], "evidence": {"pmid": 1}},
        {"id": "d", "text": "The meeting is at noon.", "label": "ok", "author": "x", "copy": 1, "json": 2},
        {"id": "e", "text": "", "label": "clean", "mode": "any"},
    ]
    report = measured("guardrail", odd_file(tmp_path / "g.jsonl", rows))
    assert (report["precision"], report["recall"], report["false_positive_rate"]) == (1, 1, 0)
    assert [c["id"] for c in report["cases"]] == ["1", "b", "c", "d", "e"]
    assert any("VIOLATES -> violation" in note for note in report["notes"])
    two = measured("guardrail", tmp_path / "g.jsonl", odd_file(tmp_path / "more.gz", rows[3:4], packed=True))
    assert len(two["cases"]) == 6
    assert {c["id"].partition("#")[2] for c in two["cases"]} == {"1", "b", "c", "d", "e"}


def test_a_set_of_one_label_has_undefined_figures_with_reasons(tmp_path: Path) -> None:
    report = measured("guardrail", odd_file(tmp_path / "g.jsonl", [{"id": "d", "text": "Hello.", "label": "ok"}]))
    assert report["recall"] is None
    assert report["undefined"]["recall"] == "no case has the label violation"
    assert set(report["undefined"]) == {m for m in report["metrics"] if report[m] is None}


def test_an_unknown_mode_names_its_line(tmp_path: Path) -> None:
    rows = [{"id": "d", "text": "Hello.", "label": "ok"}, {"id": "e", "text": "Hi.", "label": "ok", "mode": "poster"}]
    with pytest.raises(Exception, match=r"g.jsonl line 3: mode: .*poster"):
        measured("guardrail", odd_file(tmp_path / "g.jsonl", rows))


def test_approved(tmp_path: Path) -> None:
    claim = {"claim_id": 7, "text": "The bottle holds 50 doses.", "audience": "HCP;PATIENT", "jurisdiction": "US"}
    case: dict[str, Any] = {
        "id": 1,
        "context": {"audience": "HCP", "jurisdiction": "US-TX", "date": "2026-03-02", "mode": "Account_Manager"},
        "library": [{**claim, "status": "approved", "version": "v2", "superseded_by": None, "owner": None}],
        "draft": "The bottle holds 50 doses.",
        "expected": {"verdict": "pass"},
        "reviewer": "x",
    }
    gone = {**case, "id": 2, "library": [{**case["library"][0], "status": "withdrawn", "expires": None}]}
    gone["expected"] = {"verdict": "block", "acceptable": None, "why": None}
    plain = {**case, "id": 3, "draft": "Good morning, Dr. Hall.", "library": []}
    plain["context"] = {"date": "2026-03-02", "mode": None, "jurisdiction": "US-TX"}
    report = measured("approved", odd_file(tmp_path / "a.jsonl.gz", [case, gone, plain], packed=True))
    assert report["verdict_accuracy"] == 1, report["cases"]


def test_a_case_that_the_gate_cannot_read_names_its_line(tmp_path: Path) -> None:
    case = {"id": 1, "context": {"mode": "any"}, "library": [], "draft": "Hi.", "expected": {"verdict": "pass"}}
    with pytest.raises(Exception, match=r"a.jsonl line 1: .*date"):
        measured("approved", odd_file(tmp_path / "a.jsonl", [case]))


def test_retrieval_with_odd_documents_and_queries(tmp_path: Path) -> None:
    documents = [
        {"_id": 0, "title": None, "text": "Cannabidiol reduced nausea in rats.", "metadata": None},
        {"_id": "a/b c", "title": "Only a title about vomiting", "text": None},
        {"_id": "empty", "title": "", "text": ""},
        {"_id": "ünï", "text": "a\u0000b \u2028 <i>in vivo</i> \U0001f600"},
        {"_id": "x" * 300, "title": "long id", "text": "sleep " * 3000, "extra": [1]},
    ]
    queries = [
        {"_id": 1, "text": "nausea in rats?", "metadata": {}},
        {"_id": "q2", "text": '??? AND NOT " ( title: ^2 ~'},
        {"_id": "q3", "text": "sleep " * 1000},
        {"_id": "q4", "text": "only grade 0"},
    ]
    corpus = odd_file(tmp_path / "corpus.jsonl.gz", documents, packed=True)
    asked = odd_file(tmp_path / "queries.jsonl", queries)
    qrels = tmp_path / "qrels.tsv"
    lines = (
        "query-id\tcorpus-id\tscore",
        "1\t0\t2",
        "1\tgone\t1",
        "q2\tünï\t1",
        f"q3\t{'x' * 300}\t1",
        "q4\t0\t0",
        "q9\t0\t1",
    )
    qrels.write_bytes(BOM + "\r\n".join(lines).encode())
    pool = tmp_path / "pool"
    pool.mkdir()
    odd_file(pool / "corpus.jsonl", [{"_id": 0, "text": "Another paper on nausea in rats and mice."}])
    names = ["--corpus", corpus, "--queries", asked, "--qrels", qrels, "--system", "words", "--system", "full"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALLPREP_HOME", str(tmp_path / "home"))
        report = measured("retrieval", *names[:-2], "--pool", pool, tmp_path)
    assert report["success@1"] == pytest.approx(2 / 3)
    assert report["settings"]["documents"] == 6
    assert [(c["id"], c["value"] is None) for c in report["cases"]] == [
        ("1", False),
        ("q2", False),
        ("q3", False),
        ("q4", True),
    ]
