"""Does the pipeline behave and cite? Figures over questions that were answered, held, routed or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from eval.benches.behaviour import ABSTAIN, ANSWER, BEHAVIOURS, HELD, LIMITED, ROUTE
from eval.datasets.answers import Question
from eval.domain import CaseRow, Cut, Listing, Matrix, Outcome, Score, SetInfo
from eval.intervals import bootstrap
from eval.metrics.intervals import share
from eval.metrics.nuggets import NuggetMatch, NuggetRules, is_forbidden, match_fact

_LISTED = 60


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one question."""

    behaviour: str
    sentences: tuple[str, ...] = ()
    """Sentences that report evidence, as released."""
    all_sentences: tuple[str, ...] = ()
    """Every released sentence, what forbidden wording is looked for in."""
    cited: tuple[str, ...] = ()
    """Ids of cited records: PMID or `digest:<study_id>`."""
    verified: int = 0
    """Of `sentences`, how many have a citation whose quote stands at its place in the stored text."""
    findings: tuple[str, ...] = ()
    """Checks that held the reply."""
    ms: float = 0.0
    words: int = 0
    model: tuple[int, ...] = ()
    """Requests, input tokens, output tokens; empty where no model drafted."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with its reply, held against what is known of a right answer."""

    case_id: str
    question: Question
    reply: Reply
    expected: frozenset[str]
    """Ids of records that a right answer cites."""
    facts: tuple[NuggetMatch, ...]
    violations: tuple[tuple[str, str], ...]
    """(forbidden wording, sentence that says it)"""

    @property
    def citation_recall(self) -> float | None:
        """Share of the expected records that are cited; None where none is expected."""
        return len(self.expected & set(self.reply.cited)) / len(self.expected) if self.expected else None

    @property
    def citation_precision(self) -> float | None:
        """Share of the cited records that are expected; None where nothing is cited or expected."""
        cited = set(self.reply.cited)
        return len(self.expected & cited) / len(cited) if cited and self.expected else None

    @property
    def nugget_recall(self) -> float | None:
        """Share of the key facts that are said; None without key facts."""
        return sum(f.said for f in self.facts) / len(self.facts) if self.facts else None

    @property
    def to_be_answered(self) -> bool:
        """True where evidence is expected; a key fact of other questions describes why there is none."""
        return self.question.behaviour in (ANSWER, LIMITED, None)


def hold_against(
    case_id: str, question: Question, reply: Reply, ids_of: Callable[[str], str | None], rules: NuggetRules
) -> Answered:
    """The reply with all that can be said of it.

    Args:
        case_id: Id within the measurement.
        question: What was asked and expected.
        reply: What came back.
        ids_of: Study id -> id of its record in the library (None: not there; it still counts as expected).
        rules: Word lists of the key-fact matcher.
    """
    studies = {ids_of(study) or f"digest:{study}" for study in question.studies}
    violations = ((w, is_forbidden(w, reply.all_sentences, rules)) for w in question.must_not_say)
    return Answered(
        case_id,
        question,
        reply,
        frozenset(studies | set(question.pmids)),
        tuple(match_fact(fact, reply.sentences, rules) for fact in question.key_facts),
        tuple((wording, said) for wording, said in violations if said),
    )


def outcome_of(
    answered: Iterable[Answered],
    infos: tuple[SetInfo, ...],
    settings: Mapping[str, Any],
    prices: tuple[float, float] | None = None,
) -> Outcome:
    """All figures on questions that were asked.

    Args:
        answered: Questions with replies, in any order.
        infos: The files they are from.
        settings: For the record.
        prices: Per million input and output tokens, in the currency of the contract.
    """
    rows = sorted(answered, key=lambda a: a.case_id)
    return Outcome(
        command="answers",
        sets=infos,
        settings=settings,
        metrics={**_metrics(rows), **_model_metrics(rows, prices)},
        cases=tuple(_case(a) for a in rows),
        cuts=(
            _cut("By intent", rows, lambda a: a.question.intent or "not stated"),
            _cut("By expected behaviour", rows, lambda a: a.question.behaviour or "not stated"),
            _cut("Hostile questions", rows, lambda a: "hostile" if a.question.hostile else "plain"),
        ),
        matrices=(_matrix(rows),),
        listings=(_wrong(rows), _violations(rows), _unsaid(rows)),
        latencies_ms=tuple(a.reply.ms for a in rows),
        notes=(
            "The grade between answer and answer_with_limits is derived from the cited records, not printed by the assistant.",
        ),
    )


def _metrics(rows: Sequence[Answered]) -> dict[str, Score]:
    judged = [a for a in rows if a.question.behaviour]
    due = [a for a in rows if a.to_be_answered]
    sentences = sum(len(a.reply.sentences) for a in rows)
    watched = [a for a in rows if a.question.must_not_say]
    released = [a for a in rows if a.reply.behaviour != HELD]
    words = [a.reply.words for a in released]
    return {
        "behaviour_accuracy": _behaviour(judged),
        "behaviour_accuracy_coarse": share(sum(_coarse(a) for a in judged), len(judged), "no behaviour is expected"),
        "released_rate": share(len(released), len(rows), "no questions"),
        "citation_precision": _mean(
            [a.citation_precision for a in due], "no reply cites a record where records are expected"
        ),
        "citation_recall": _mean([a.citation_recall for a in due], "no question expects records"),
        "quote_verified": share(sum(a.reply.verified for a in rows), sentences, "no sentence reports evidence"),
        "nugget_recall": _mean([a.nugget_recall for a in due], "no question to be answered has key facts"),
        "nugget_recall_all": _mean([a.nugget_recall for a in rows], "no question has key facts"),
        "must_not_say_rate": share(sum(bool(a.violations) for a in watched), len(watched), "nothing is forbidden"),
        "words_p50": Score(float(median(words)), count=len(words))
        if words
        else Score(None, reason="nothing was released"),
    }


def _model_metrics(rows: Sequence[Answered], prices: tuple[float, float] | None) -> dict[str, Score]:
    """What a model cost: totals over the questions that it drafted; nothing where none did."""
    spent = [a.reply.model for a in rows if a.reply.model]
    if not spent:
        return {}
    requests, tokens_in, tokens_out = (float(sum(part)) for part in zip(*spent, strict=True))
    asked = sum(bool(s[0]) for s in spent)
    found = {
        "model_requests": Score(requests, count=asked),
        "model_input_tokens": Score(tokens_in, count=asked),
        "model_output_tokens": Score(tokens_out, count=asked),
    }
    if prices:
        found["model_cost"] = Score((tokens_in * prices[0] + tokens_out * prices[1]) / 1e6, count=asked)
    return found


def _behaviour(rows: Sequence[Answered]) -> Score:
    return share(sum(a.reply.behaviour == a.question.behaviour for a in rows), len(rows), "no behaviour is expected")


def _coarse(answered: Answered) -> bool:
    """True where it answered, abstained or routed as expected, whatever the strength of the answer."""
    both = {ANSWER, LIMITED}
    expected, got = answered.question.behaviour, answered.reply.behaviour
    return got == expected or (got in both and expected in both)


def _mean(values: Sequence[float | None], reason: str) -> Score:
    known = [v for v in values if v is not None]
    interval = bootstrap(known)
    return Score(interval.mean, interval.low, interval.high, interval.count) if interval else Score(None, reason=reason)


def _cut(title: str, rows: Sequence[Answered], part: Callable[[Answered], str]) -> Cut:
    lines = []
    for name in sorted({part(a) for a in rows}):
        scores = _metrics([a for a in rows if part(a) == name])
        kept = (
            "behaviour_accuracy",
            "behaviour_accuracy_coarse",
            "citation_recall",
            "citation_precision",
            "nugget_recall",
        )
        lines.append((name, {m: scores[m] for m in kept}))
    return Cut(title, tuple(lines), "behaviour_accuracy_coarse")


def _matrix(rows: Sequence[Answered]) -> Matrix:
    expected = (ANSWER, LIMITED, ABSTAIN, ROUTE)
    counts = tuple(
        tuple(sum(a.question.behaviour == e and a.reply.behaviour == g for a in rows) for g in BEHAVIOURS)
        for e in expected
    )
    return Matrix("Expected behaviour against behaviour", expected, BEHAVIOURS, counts)


def _case(answered: Answered) -> CaseRow:
    question, reply = answered.question, answered.reply
    value = None if question.behaviour is None else float(reply.behaviour == question.behaviour)
    detail = {
        "intent": question.intent,
        "citation_precision": answered.citation_precision,
        "citation_recall": answered.citation_recall,
        "nugget_recall": answered.nugget_recall,
        "violations": [list(v) for v in answered.violations],
        "cited": list(reply.cited),
        "missing": sorted(answered.expected - set(reply.cited)),
        "held_by": list(reply.findings),
        "words": reply.words,
        "sentences": list(reply.sentences),
    }
    return CaseRow(answered.case_id, question.behaviour or "not stated", reply.behaviour, value, detail)


def _wrong(rows: Sequence[Answered]) -> Listing:
    wrong = [a for a in rows if a.question.behaviour and a.reply.behaviour != a.question.behaviour]
    wrong.sort(key=lambda a: (_coarse(a), a.case_id))
    lines = tuple(
        (a.case_id, a.question.behaviour or "", a.reply.behaviour, ", ".join(a.reply.findings), a.question.text)
        for a in wrong
    )
    return Listing(
        f"Other behaviour than expected: {len(wrong)}",
        ("case", "expected", "got", "held by", "question"),
        lines[:_LISTED],
    )


def _violations(rows: Sequence[Answered]) -> Listing:
    lines = tuple((a.case_id, wording, said) for a in rows for wording, said in a.violations)
    return Listing(f"Forbidden things said: {len(lines)}", ("case", "forbidden", "sentence"), lines[:_LISTED])


def _unsaid(rows: Sequence[Answered]) -> Listing:
    lines = tuple((a.case_id, f.fact, f.passage) for a in rows if a.to_be_answered for f in a.facts if not f.said)
    return Listing(f"Key facts not found: {len(lines)}", ("case", "key fact", "nearest passage"), lines[:_LISTED])
