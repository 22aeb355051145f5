"""Question sets: the `answers` format, and BioASQ and PubMedQA files as they are or one question a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eval.datasets.lines import read_lines, read_objects
from eval.datasets.rows import Row, read_rows
from eval.errors import DatasetInvalid

Behaviour = Literal["answer", "answer_with_limits", "abstain", "route_to_medical"]
Intent = Literal[
    "efficacy",
    "safety",
    "interaction",
    "pk",
    "guideline",
    "mechanism",
    "access",
    "comparison",
    "off_topic",
    "unanswerable",
]
_PMID_IN_URL = re.compile(r"(?:/pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/)(\d{1,8})/?$")
_ROLES = {
    "medical": "medical",
    "msl": "medical",
    "promotional": "promotional",
    "account_manager": "promotional",
}
_LISTS = ("expected_pmids", "expected_studies", "key_facts", "must_not_say")


class QuestionRow(Row):
    """One line of a question set."""

    question: str
    audience: str = ""
    intent: Intent
    expected_pmids: tuple[str, ...] = ()
    expected_studies: tuple[str, ...] = ()
    key_facts: tuple[str, ...] = ()
    must_not_say: tuple[str, ...] = ()
    expected_behaviour: Behaviour
    user_role: Literal["medical", "promotional"] = "medical"


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what is known of a right answer; None where a source format does not say."""

    question_id: str
    text: str
    audience: str = ""
    intent: str = ""
    role: str = "medical"
    behaviour: str | None = None
    pmids: tuple[str, ...] = ()
    studies: tuple[str, ...] = ()
    key_facts: tuple[str, ...] = ()
    must_not_say: tuple[str, ...] = ()
    hostile: bool = False
    tags: tuple[str, ...] = ()


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a file: `.jsonl(.gz)` in the answers format, or one BioASQ or PubMedQA JSON document.

    Raises:
        DatasetInvalid: See `read_rows`; for a document, the entry that is wrong is named.
    """
    if path.name.removesuffix(".gz").endswith(".json"):
        return _from_document(path)
    first = next(iter(read_objects(path)), None)
    if first is not None and "_id" in first[1] and "id" not in first[1]:
        return tuple(_golden(path))
    return tuple(_question(row) for row in read_rows(path, QuestionRow, question_fields))


def _golden(path: Path) -> Iterator[Question]:
    """Questions of BioASQ or PubMedQA, one a line under `_id`, as public collections pass them on."""
    seen: set[str] = set()
    for number, row in read_objects(path):
        name = str(row.get("_id") or "")
        if not name or not isinstance(row.get("question"), str):
            raise DatasetInvalid(f"{path.name} line {number}: _id or question is missing; a question needs both")
        if name in seen:
            raise DatasetInvalid(f"{path.name} line {number}: _id {name!r} was used before; ids must be unique")
        seen.add(name)
        facts = row.get("ideal_answer") or row.get("conclusion") or ()
        yield Question(
            name,
            row["question"],
            pmids=tuple(str(p) for p in row.get("gold_pmids") or ([row["pmid"]] if row.get("pmid") else ())),
            key_facts=(facts,) if isinstance(facts, str) else tuple(str(f) for f in facts[:1]),
            tags=(str(row.get("type") or row.get("decision") or row.get("answer") or ""),),
        )


def question_fields(raw: dict[str, Any]) -> dict[str, Any]:
    """Null stands for an absent option, a lone text for a list of one; roles by any of their names."""
    row = {k: v for k, v in raw.items() if v is not None or k not in (*_LISTS, "audience", "user_role")}
    row |= {k: [row[k]] for k in _LISTS if isinstance(row.get(k), str | int)}
    if isinstance(row.get("user_role"), str):
        row["user_role"] = _ROLES.get(row["user_role"].strip().lower(), row["user_role"])
    return row


def _question(row: QuestionRow) -> Question:
    extra = row.model_extra or {}
    return Question(
        question_id=row.id,
        text=row.question,
        audience=row.audience,
        intent=row.intent,
        role=row.user_role,
        behaviour=row.expected_behaviour,
        pmids=tuple(row.expected_pmids),
        studies=tuple(row.expected_studies),
        key_facts=tuple(row.key_facts),
        must_not_say=tuple(row.must_not_say),
        hostile=bool(extra.get("hostile", False)),
    )


def _from_document(path: Path) -> tuple[Question, ...]:
    text = "\n".join(line for _, line in read_lines(path))
    try:
        document = json.loads(text)
    except json.JSONDecodeError as exc:
        if exc.msg == "Extra data":
            return tuple(_question(row) for row in read_rows(path, QuestionRow, question_fields))
        raise DatasetInvalid(f"{path.name} line {exc.lineno}: no JSON ({exc.msg})") from exc
    if isinstance(document, Mapping) and "question" in document and "id" in document:
        return tuple(_question(row) for row in read_rows(path, QuestionRow, question_fields))
    if isinstance(document, Mapping) and isinstance(document.get("questions"), list):
        found = tuple(_bioasq(path, document["questions"]))
    elif isinstance(document, Mapping):
        found = tuple(_pubmedqa(path, document))
    else:
        raise DatasetInvalid(f"{path.name} line 1: neither BioASQ nor PubMedQA; give their JSON as it is")
    if not found:
        raise DatasetInvalid(f"{path.name} line 1: the set is empty")
    ids = [q.question_id for q in found]
    if doubled := next((i for i in ids if ids.count(i) > 1), None):
        raise DatasetInvalid(f"{path.name}: id {doubled!r} occurs twice; give every question its own id")
    return found


def _bioasq(path: Path, questions: list[Any]) -> Iterator[Question]:
    for number, row in enumerate(questions, 1):
        if not isinstance(row, Mapping) or not isinstance(row.get("body"), str) or "id" not in row:
            raise DatasetInvalid(f"{path.name} question {number}: id or body is missing; give BioASQ JSON as it is")
        links = [_PMID_IN_URL.search(str(d)) for d in row.get("documents") or ()]
        ideal = row.get("ideal_answer") or ()
        facts = (ideal,) if isinstance(ideal, str) else tuple(str(i) for i in ideal)
        yield Question(
            str(row["id"]),
            row["body"],
            pmids=tuple(dict.fromkeys(m.group(1) for m in links if m)),
            key_facts=facts[:1],
            tags=(str(row.get("type", "")),),
        )


def _pubmedqa(path: Path, document: Mapping[str, Any]) -> Iterator[Question]:
    for pmid, row in document.items():
        if not isinstance(row, Mapping) or not isinstance(row.get("QUESTION"), str):
            raise DatasetInvalid(f"{path.name} entry {pmid!r}: QUESTION is missing; give PubMedQA JSON as it is")
        answer = row.get("LONG_ANSWER")
        yield Question(
            str(pmid),
            row["QUESTION"],
            pmids=(str(pmid),),
            key_facts=(answer,) if isinstance(answer, str) else (),
            tags=(str(row.get("final_decision", "")),),
        )
