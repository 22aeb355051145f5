"""CITE-02: the cited source does not say what the sentence says; where it was only not found to say it, a step less grave.

A text that stands alone is held against the evidence that came with it: what is worth a claim, and any sentence or clause
that shares its telling words or a number with the evidence. Greetings, arrangements and questions are not.
"""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.backing.on_case import Judged, judged_of
from guardrails.backing.problems import Label, Problem, ProblemKind
from guardrails.case import Case, Check, severities
from guardrails.checks.num import is_figure
from guardrails.domain import Finding, Severity

_SURE = 0.7
_TOGETHER = 1.3
"""Weak signs that together are one objection."""
_NAMED = 4
_LIGHTER = {Severity.BLOCK: Severity.REVIEW, Severity.REVIEW: Severity.WARN}
"""What is not confirmed weighs one step less than what is objected to."""


def _run(case: Case) -> Iterator[Finding]:
    for judged in judged_of(case):
        severity = CHECK.severity[judged.mode]
        problem = _objection(judged)
        if severity is not None and problem is None and judged.answer.unconfirmed:
            severity, problem = _LIGHTER[severity], _left_open(judged)
        if severity is None or problem is None:
            continue
        spans = judged.source_span(problem.source_start, problem.source_end)
        quote = case.text[judged.start : judged.end]
        yield Finding("CITE-02", severity, judged.start, judged.end, quote, problem.why, None, spans, CHECK.rule_refs)


def _objection(judged: Judged) -> Problem | None:
    """The gravest objection that is not about a number (those are NUM-01's); None where the source backs the words."""
    problems = [p for p in judged.answer.problems if not is_figure(p, judged)]
    gravest = max(problems, key=lambda p: (p.weight, p.contradicts), default=None)
    if gravest is not None and gravest.weight >= _SURE:
        return gravest
    if judged.answer.label is Label.NOT_ADDRESSED:
        why = "The source does not speak of this; cite one that does or take the sentence out."
        return Problem(ProblemKind.COVERAGE, 0, len(judged.text), judged.answer.start, judged.answer.end, why)
    if gravest is not None and sum(p.weight for p in problems) >= _TOGETHER:
        return gravest
    return None


def _left_open(judged: Judged) -> Problem:
    """What the source was not found to confirm, in one sentence: it accuses nobody, a person compares."""
    spans = dict.fromkeys((p.start, p.end) for p in judged.answer.unconfirmed)
    words = ", ".join(repr(judged.text[start:end]) for start, end in list(spans)[:_NAMED])
    why = f"Compare this with its source, which does not plainly confirm {words}; the words of the source need no reading."
    return Problem(ProblemKind.UNCONFIRMED, 0, len(judged.text), judged.answer.start, judged.answer.end, why, 0.0)


CHECK = Check("CITE-02", "Source does not support the sentence", _run, severities("B/B/B/B/N"), ("R2", "R4", "R16"))
