"""The sets that ship: read without a fault, about records that exist, described by a card, and not copied from elsewhere."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from eval.answering import study_ids
from eval.datasets.answers import Intent, read_questions
from eval.datasets.approved import read_approved
from eval.datasets.claims import read_claims
from eval.datasets.guardrail import read_guardrail
from eval.demo_judgements import demo_set
from eval.measuring import DATA

GIVEN = Path(__file__).parents[3] / "shared" / "data" / "study_facts" / "questions.jsonl"
READERS = {"guardrail": read_guardrail, "support": read_claims, "approved": read_approved, "questions": read_questions}


def test_questions_cover_every_intent_and_the_hard_kinds() -> None:
    questions = read_questions(DATA / "questions.jsonl")
    assert len(questions) >= 80
    assert {q.intent for q in questions} == set(get_args(Intent))
    assert Counter(q.behaviour for q in questions).keys() == {
        "answer", "answer_with_limits", "abstain", "route_to_medical",
    }  # fmt: skip
    assert sum(q.hostile for q in questions) >= 5
    assert sum(q.role == "promotional" for q in questions) >= 5
    assert all((q.role == "promotional") == (q.behaviour == "route_to_medical") for q in questions)


def test_questions_name_records_of_the_demo() -> None:
    known = study_ids()
    for question in read_questions(DATA / "questions.jsonl"):
        assert set(question.studies) <= known.keys(), question.question_id
        ids = {known[s] for s in question.studies}
        assert set(question.pmids) == {i for i in ids if i.isdigit()}, question.question_id
        assert bool(question.studies) == bool(question.key_facts or ids), question.question_id


@pytest.mark.skipif(not GIVEN.is_file(), reason="the given questions are not here")
def test_questions_are_not_the_given_ones() -> None:
    given = {" ".join(q.text.lower().split()) for q in read_questions(GIVEN)}
    own = [" ".join(q.text.lower().split()) for q in read_questions(DATA / "questions.jsonl")]
    assert len(set(own)) == len(own)
    assert not given & set(own)


def test_demo_judgements_name_digests_and_every_query_has_an_answer() -> None:
    data = demo_set()
    assert len(data.queries) >= 50
    assert data.queries.keys() == data.judgements.keys()
    assert all(2 in grades.values() for grades in data.judgements.values())


def test_every_shipped_set_reads_and_has_a_card() -> None:
    for path in sorted(DATA.glob("*.jsonl")):
        family = next((f for f in READERS if path.stem.startswith(f)), None)
        if family is not None:
            READERS[family](path)
            assert any(path.stem.startswith(card.stem) for card in (DATA / "cards").glob("*.md")), path.name
    assert (DATA / "cards" / "demo_retrieval.md").is_file()


def test_no_statement_of_the_guardrail_set_stands_in_a_test_or_in_the_data_of_the_gate() -> None:
    """The sentences that measure the gate are none that it was built with; folded space, and the quotes of JSON and YAML."""
    root = DATA.parents[1]
    texts = {" ".join(row.text.split()) for row in read_guardrail(DATA / "guardrail.jsonl").rows}
    assert len(texts) >= 800
    written = {".py", ".yaml", ".json", ".jsonl", ".md", ".txt"}
    files = [p for room in ("tests", "guardrails/data") for p in (root / room).rglob("*") if p.suffix in written]
    read = "\n".join(" ".join(p.read_text(encoding="utf-8").replace('\\"', '"').split()) for p in files)
    assert "An oral cannabidiol solution is approved by FDA for insomnia." in read
    assert [text for text in texts if text in read] == []
