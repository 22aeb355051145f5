"""Sets are read strictly: every fault names its file and line, and nothing huge is held."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.cli.app import app
from eval.datasets.answers import read_questions
from eval.datasets.approved import read_approved
from eval.datasets.claims import read_claims
from eval.datasets.guardrail import read_guardrail
from eval.datasets.lines import read_lines
from eval.datasets.retrieval import faults_of_folder, read_files, read_folder, read_judgements, with_pool
from eval.datasets.rows import sampled
from eval.errors import DatasetInvalid

G = {
    "id": "G-1",
    "text": "It calms all.",
    "label": "violation",
    "categories": ["overstated_certainty"],
    "severity": "rewrite",
}
C = {"id": "C-1", "claim": "Pain fell.", "evidence": "Pain fell by 2.", "label": "supported"}


def write(path: Path, *rows: Any) -> Path:
    text = "\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows)
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_plain_and_gzipped_with_unknown_fields_and_blank_lines(tmp_path: Path) -> None:
    plain = write(tmp_path / "g.jsonl", {**G, "author": "x"}, "", {**G, "id": "G-2", "label": "ok", "severity": None})
    packed = tmp_path / "g.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    rows = read_guardrail(plain).rows
    assert [r.id for r in rows] == ["G-1", "G-2"]
    assert read_guardrail(packed).rows == rows
    assert rows[0].model_extra == {"author": "x"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({**G, "id": "G-1"}, r"line 2: id 'G-1' was used in line 1"),
        ({**G, "id": "G-2", "label": "perhaps"}, r"line 2: label: .*'perhaps'"),
        ({**G, "id": "G-2", "categories": ["odd"]}, r"line 2: categories.0: .*'odd'"),
        ({"id": "G-2", "label": "ok"}, r"line 2: text: is missing"),
        ({**G, "id": " "}, r"line 2: id is empty"),
        ("[1, 2]", r"line 2: holds a list"),
        ('{"id": ', r"line 2: no JSON"),
        ('{"id": "x", "text": "t", "label": "ok", "n": NaN}', r"line 2: the number NaN is not allowed"),
    ],
)
def test_faults_name_file_and_line(tmp_path: Path, row: Any, said: str) -> None:
    path = write(tmp_path / "set.jsonl", G, row)
    with pytest.raises(DatasetInvalid, match="set.jsonl " + said):
        read_guardrail(path)


def test_many_claims_stand_on_one_passage(tmp_path: Path) -> None:
    rows = [
        C,
        {**C, "id": "C-2", "evidence": "="},
        {**C, "id": "C-3", "evidence": ["Sleep", "held."]},
        {**C, "id": "C-4", "evidence": "="},
    ]
    told = [row.evidence for row in read_claims(write(tmp_path / "set.jsonl", *rows)).rows]
    assert told == ["Pain fell by 2.", "Pain fell by 2.", "Sleep\nheld.", "Sleep\nheld."]
    with pytest.raises(DatasetInvalid, match="line 1: evidence: is missing"):
        read_claims(write(tmp_path / "set.jsonl", {**C, "evidence": "="}))


def test_empty_broken_and_endless_files(tmp_path: Path) -> None:
    with pytest.raises(DatasetInvalid, match="line 1: the set is empty"):
        read_guardrail(write(tmp_path / "empty.jsonl"))
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(json.dumps(C).encode() + b'\n{"id": "\xff"}')
    with pytest.raises(DatasetInvalid, match="line 2: byte 9 is not UTF-8"):
        read_claims(bad)
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(gzip.compress(json.dumps(C).encode() * 500)[:-20])
    with pytest.raises(DatasetInvalid, match="cannot be read"):
        read_claims(cut)
    with pytest.raises(DatasetInvalid, match="cannot be read"):
        read_claims(tmp_path / "absent.jsonl")


def test_a_line_without_end_is_refused_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_text("short\n" + "x" * 5000)
    with pytest.raises(DatasetInvalid, match="line 2: longer than 1000 bytes"):
        list(read_lines(path, max_line_bytes=1000))


def test_a_faulty_set_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text('{"id": "a", "claim": "x", "evidence": "y", "label": "maybe-ish"}')
    page = tmp_path / "page.html"
    done = CliRunner().invoke(app, ["claims", str(path), "--runs", str(tmp_path / "runs"), "--html", str(page)])
    assert isinstance(done.exception, DatasetInvalid)
    assert "claims.jsonl line 1: label" in str(done.exception)
    assert done.stdout == ""
    assert [p.name for p in tmp_path.rglob("*")] == ["claims.jsonl"]


def test_label_aliases_are_mapped_openly(tmp_path: Path) -> None:
    rows = [C, {**C, "id": "C-2", "label": "refuted"}, {**C, "id": "C-3", "label": "NOT_ENOUGH"}]
    data = read_claims(write(tmp_path / "c.jsonl", *rows))
    assert [r.label for r in data.rows] == ["supported", "contradicted", "unsupported"]
    assert data.aliases_used == {"NOT_ENOUGH -> unsupported": 1, "refuted -> contradicted": 1}


def test_approved_rows(tmp_path: Path) -> None:
    case = {
        "id": "A-1",
        "kind": "exact",
        "context": {"date": "2026-03-02"},
        "library": [],
        "draft": "Hello.",
        "expected": {"verdict": "rewrite", "acceptable": ["block"], "why": "x"},
    }
    (row,) = read_approved(write(tmp_path / "a.jsonl", case))
    assert row.acceptable == {"rewrite", "block"}
    with pytest.raises(DatasetInvalid, match=r"line 1: expected.verdict"):
        read_approved(write(tmp_path / "b.jsonl", {**case, "expected": {"verdict": "maybe"}}))


def test_questions_in_three_formats(tmp_path: Path) -> None:
    own = {"id": "Q", "question": "?", "intent": "pk", "expected_behaviour": "abstain", "expected_pmids": ["1"]}
    (question,) = read_questions(write(tmp_path / "q.jsonl", own))
    assert (question.behaviour, question.pmids) == ("abstain", ("1",))
    bioasq = {
        "questions": [
            {
                "id": "b1",
                "body": "Which?",
                "type": "list",
                "documents": ["http://www.ncbi.nlm.nih.gov/pubmed/12345"],
                "ideal_answer": ["It is."],
            }
        ]
    }
    (question,) = read_questions(write(tmp_path / "bioasq.json", bioasq))
    assert (question.pmids, question.key_facts, question.behaviour) == (("12345",), ("It is.",), None)
    pubmedqa = {"999": {"QUESTION": "Does it?", "LONG_ANSWER": "Yes.", "final_decision": "yes"}}
    (question,) = read_questions(write(tmp_path / "pqa.json", pubmedqa))
    assert (question.question_id, question.pmids, question.tags) == ("999", ("999",), ("yes",))
    with pytest.raises(DatasetInvalid, match="question 1"):
        read_questions(write(tmp_path / "broken.json", {"questions": [{"id": "x"}]}))


def beir(folder: Path, qrels: str = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td9\t1\n") -> Path:
    (folder / "qrels").mkdir(parents=True)
    write(folder / "corpus.jsonl", {"_id": "d1", "title": "One", "text": "first"}, {"_id": "d2", "text": "second"})
    write(folder / "queries.dev.jsonl", {"_id": "q1", "text": "one?"}, {"_id": "q2", "text": "not judged?"})
    (folder / "qrels" / "dev.tsv").write_text(qrels)
    return folder


def test_beir_folder_keeps_judged_queries_and_counts_absent_documents(tmp_path: Path) -> None:
    data = read_folder(beir(tmp_path / "set"))
    assert data.queries == {"q1": "one?"}
    assert data.judgements == {"q1": {"d1": 2, "d9": 1}}
    assert data.missing == 1
    assert read_folder(beir(tmp_path / "set2"), "test").judgements == data.judgements


def test_a_pool_adds_only_what_is_no_document_of_the_set(tmp_path: Path) -> None:
    data = read_folder(beir(tmp_path / "set"))
    other = tmp_path / "other"
    other.mkdir()
    rows = [
        {"_id": "d1", "title": "ONE ", "text": "the same title"},
        {"_id": "d2", "title": "", "text": "a text of its own"},
        {"_id": "d3", "title": "", "text": "Second"},
        {"_id": 0, "title": "Also new", "text": None, "metadata": {"pmid": 7}},
        {"_id": "d5", "title": "Another title", "text": "another text", "metadata": {"pmid": "7"}},
    ]
    corpus = write(other / "corpus.jsonl", *rows)
    pooled = with_pool(data, [other])
    assert [d[0] for d in pooled.documents] == ["d1", "d2", "other/d2", "other/0"]
    assert len(with_pool(data, [corpus]).documents) == 4
    # The set's own folder adds nothing, even where documents have no title.
    assert with_pool(data, [tmp_path / "set"]).documents == data.documents


def test_judgements_without_documents_or_with_faults(tmp_path: Path) -> None:
    folder = beir(tmp_path / "set", "q1\tnowhere\t1\n")
    with pytest.raises(DatasetInvalid, match=r"dev\.tsv line 1: no judged document is in corpus\.jsonl"):
        read_folder(folder)
    with pytest.raises(DatasetInvalid, match="no judged query"):
        read_files(folder / "corpus.jsonl", folder / "queries.dev.jsonl", write(tmp_path / "q.tsv", "qx\td1\t1"))
    with pytest.raises(DatasetInvalid, match=r"bad.tsv line 2: .* is not query, document, grade"):
        read_judgements(write(tmp_path / "bad.tsv", "q\td\t1", "q d 1"))
    assert read_judgements(write(tmp_path / "trec.txt", "q 0 d 1", "q 0 e 0")) == {"q": {"d": 1, "e": 0}}
    assert read_judgements(write(tmp_path / "float.tsv", "\ufeffquery-id\tcorpus-id\tscore\r", "q\td\t2.0\r")) == {
        "q": {"d": 2}
    }
    with pytest.raises(DatasetInvalid, match="judged twice"):
        read_judgements(write(tmp_path / "two.tsv", "q\td\t1", "q\td\t2"))
    with pytest.raises(DatasetInvalid, match="no judgements"):
        read_judgements(write(tmp_path / "none.tsv", "query-id\tcorpus-id\tscore"))


def test_every_fault_of_a_folder_is_named_with_its_line(tmp_path: Path) -> None:
    assert faults_of_folder(beir(tmp_path / "good", "q1\td1\t1\n")) == []
    folder = beir(tmp_path / "bad", "q1\td1\t1\nq1\tnowhere\t1\nq9\td1\t1\nq1 d1\nq1\td1\t0\n")
    with (folder / "corpus.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"_id": "d1", "text": "again"}\nno JSON\n')
    found = faults_of_folder(folder)
    assert [" ".join(f.split(" ")[:3]).rstrip(":") for f in found if f.startswith("dev.tsv")] == [
        "dev.tsv line 4",
        "dev.tsv line 5",
        "dev.tsv line 2",
        "dev.tsv line 3",
    ]
    assert len([f for f in found if f.startswith("corpus.jsonl line ")]) == 2
    (folder / "qrels" / "dev.tsv").write_bytes(b"q1\td1\t1\n\xff\xfe\n")
    assert any(f.startswith("dev.tsv line 2") for f in faults_of_folder(folder))


def test_golden_questions_one_a_line(tmp_path: Path) -> None:
    one = (
        '{"_id": "b1", "question": "Does the oil help?", "ideal_answer": ["No."], "gold_pmids": ["7"], "type": "yesno"}'
    )
    two = '{"_id": "p1", "question": "Does it harm?", "conclusion": "It may.", "pmid": "8", "decision": "maybe"}'
    first, second = read_questions(write(tmp_path / "golden.jsonl", one, two))
    assert (first.question_id, first.pmids, first.key_facts, first.tags) == ("b1", ("7",), ("No.",), ("yesno",))
    assert (second.pmids, second.key_facts, second.tags) == (("8",), ("It may.",), ("maybe",))
    with pytest.raises(DatasetInvalid, match=r"twice\.jsonl line 2: _id 'b1' was used before"):
        read_questions(write(tmp_path / "twice.jsonl", one, one))


def test_a_sample_does_not_depend_on_the_order_of_lines() -> None:
    rows = [f"r{n}" for n in range(50)]
    assert sampled(rows, 7, 3, str) == sampled(rows[::-1], 7, 3, str)
    assert sampled(rows, 7, 3, str) != sampled(rows, 7, 4, str)
    assert len(sampled(rows, None, 0, str)) == 50
