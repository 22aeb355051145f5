"""Asks the assistant the questions of a set, over a library in use or over the demo library in a folder of its own."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from eval.benches.answers import Answered, Reply, hold_against
from eval.benches.behaviour import HELD, Source, behaviour_of
from eval.benches.sampling import Sampling, choose
from eval.datasets.answers import Question, read_questions
from eval.errors import UsageError
from eval.metrics.nuggets import load_rules
from eval.progress import track

if TYPE_CHECKING:
    from assistant import AskResult, Rooms
    from eval.domain import SetInfo
    from eval.journal import Journal
    from guardrails import Draft

_WORD = re.compile(r"\w+")
_NOT_RECORDS = ("search:", "fact:")


def read_sets(paths: Sequence[Path], sampling: Sampling) -> tuple[list[tuple[str, Question]], tuple[SetInfo, ...]]:
    """The questions of several files, each with its case id, and what is to be said of the files.

    Raises:
        DatasetInvalid: A file cannot be read.
    """
    asked, infos = [], []
    for path in paths:
        loaded, questions = choose(path, read_questions(path), sampling, len(paths) > 1, lambda q: q.question_id)
        infos.append(loaded.info)
        asked += [(loaded.case_id(q.question_id), q) for q in questions]
    return asked, tuple(infos)


@contextmanager
def library_to_ask(home: Path | None) -> Iterator[tuple[Rooms, str]]:
    """The assistant on `home`, else on the demo library in a temporary folder; with a name for the record."""
    from eval.parts import expected_errors, rooms_of

    if home is not None:
        with rooms_of(home) as rooms:
            yield rooms, home.name
        return
    from assistant import load_demo

    with TemporaryDirectory(prefix="callprep-eval-") as folder:
        with rooms_of(Path(folder), alone=True) as empty, expected_errors():
            load_demo(empty.library, empty.objects, empty.documents)
        with rooms_of(Path(folder), alone=True) as rooms:
            yield rooms, "demo"


def ask_all(rooms: Rooms, asked: Sequence[tuple[str, Question]], now: datetime, journal: Journal) -> list[Answered]:
    """Every question asked once, in order; the first is asked twice so that no latency includes loading.

    Replies that a journal knows are not asked again.
    """
    rules = load_rules()
    ids = study_ids()
    replies = TypeAdapter(Reply)
    if asked and journal.is_fresh:
        reply_to(rooms, asked[0][1], now)
    answered = []
    for case_id, question in track(asked, "questions"):
        raw = journal.remember(case_id, partial(_reply, rooms, question, now))
        answered.append(hold_against(case_id, question, replies.validate_python(raw), ids.get, rules))
    return answered


def _reply(rooms: Rooms, question: Question, now: datetime) -> dict[str, Any]:
    return asdict(reply_to(rooms, question, now))


def study_ids() -> dict[str, str]:
    """Study id of a demo digest -> id of its record (its PMID where one is confirmed)."""
    import yaml

    from assistant.demo.digests import DEMO_DIGESTS

    raw = yaml.load(DEMO_DIGESTS.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return {s["study_id"]: s.get("pmid") or f"digest:{s['study_id']}" for s in raw["studies"]}


def reply_to(rooms: Rooms, question: Question, now: datetime) -> Reply:
    """The reply to one question; a question that the assistant does not take counts as held."""
    before, began = _spent(rooms), time.perf_counter()
    try:
        result = result_of(rooms, question, now)
    except UsageError as exc:
        return Reply(HELD, findings=(f"not taken: {exc}",), ms=1000 * (time.perf_counter() - began))
    reply = read_reply(rooms, question.text, result, 1000 * (time.perf_counter() - began))
    return replace(reply, model=tuple(after - b for after, b in zip(_spent(rooms), before, strict=True)))


def _spent(rooms: Rooms) -> tuple[int, ...]:
    """Requests, input and output tokens of the model so far; nothing where no model drafts."""
    spent = getattr(rooms.drafter, "spent", None)
    return () if spent is None else (spent.requests, spent.input_tokens, spent.output_tokens)


def result_of(rooms: Rooms, question: Question, now: datetime) -> AskResult:
    """What the assistant makes of a question: asked by an MSL on a logged request, or by an account manager.

    Raises:
        UsageError: The question is empty or too long.
    """
    from assistant import Asker, Request, Role, ask
    from eval.parts import expected_errors

    request = Request(f"EVAL-{question.question_id}", question.text, now.date(), "unsolicited")
    asker = (
        Asker(role=Role.ACCOUNT_MANAGER) if question.role == "promotional" else Asker(role=Role.MSL, request=request)
    )
    with expected_errors():
        return ask(rooms, question.text, asker, now)


def read_reply(rooms: Rooms, question: str, result: AskResult, ms: float) -> Reply:
    """What a user would see of a result; nothing of what was held."""
    from guardrails import Released, Severity

    outcome = result.outcome
    if not isinstance(outcome, Released):
        held_by = sorted({f.check_id for f in outcome.verdict.findings if f.severity > Severity.WARN})
        return Reply(HELD, findings=tuple(held_by), ms=ms)
    draft = outcome.draft
    cited = _cited(draft)
    sources = [
        Source(
            item.evidence.design,
            item.evidence.species,
            item.evidence.integrity,
            item.directness,
            item.evidence.sample_size,
        )
        for item in result.pack.items
        if item.evidence.evidence_id in cited
    ]
    sentences, verified = _evidence_sentences(rooms, draft)
    return Reply(
        behaviour_of(True, draft.artifact, result.pack.sufficient, sources),
        sentences,
        tuple(s.text for s, _, _ in draft.statements() if not _is_echo(s.text, question)),
        cited,
        verified,
        ms=ms,
        words=len(_WORD.findall(draft.text)),
    )


def _is_echo(sentence: str, question: str) -> bool:
    """True for the asker's own words and for the log of the search: they say nothing of a medicine."""
    said, asked = (" ".join(text.lower().split()) for text in (sentence, question))
    return asked in said or said.startswith("search s")


def _cited(draft: Draft) -> tuple[str, ...]:
    ids = (c.evidence_id for s, _, _ in draft.statements() for c in s.citations)
    return tuple(dict.fromkeys(i for i in ids if not i.startswith(_NOT_RECORDS)))


def _evidence_sentences(rooms: Rooms, draft: Draft) -> tuple[tuple[str, ...], int]:
    from guardrails import StatementKind

    records = {i: r.article.text for i, r in rooms.library.articles(_cited(draft)).items()}
    sentences, verified = [], 0
    for statement, _, _ in draft.statements():
        if statement.kind is StatementKind.EVIDENCE:
            sentences.append(statement.text)
            verified += any(
                records.get(c.evidence_id, "")[c.start : c.end] == c.quote and bool(c.quote)
                for c in statement.citations
            )
    return tuple(sentences), verified
