"""NUM-01: a value, unit, denominator, interval, P value, arm or time that its source does not have there."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.backing.dates import days_of
from guardrails.backing.on_case import FIGURES, Judged, judged_of
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.case import Case, Check, severities
from guardrails.claims.usage import weight
from guardrails.domain import Finding

_SURE = 0.7


def _run(case: Case) -> Iterator[Finding]:
    for judged in judged_of(case):
        for problem in judged.answer.problems:
            if problem.weight >= _SURE and is_figure(problem, judged):
                start, end = judged.start + problem.start, judged.start + problem.end
                spans = judged.source_span(problem.source_start, problem.source_end)
                severity, quote = weight(CHECK.severity, judged.mode), case.text[start:end]
                yield Finding("NUM-01", severity, start, end, quote, problem.why, None, spans, CHECK.rule_refs)
        yield from _other_days(judged, case)


def _other_days(judged: Judged, case: Case) -> Iterator[Finding]:
    """Full dates that no source of the stretch has, where the sources have dates at all."""
    known = {day.date for source in judged.sources for day in days_of(f"{source.title}\n{source.text}")}
    for day in days_of(judged.text):
        if known and day.date not in known:
            start, end = judged.start + day.start, judged.start + day.end
            severity = weight(CHECK.severity, judged.mode)
            why = "The cited source does not name this date."
            yield Finding("NUM-01", severity, start, end, case.text[start:end], why, None, (), CHECK.rule_refs)


def is_figure(problem: Problem, judged: Judged) -> bool:
    """Whether a problem is about a number; a time is one where it is counted."""
    if problem.kind is ProblemKind.TIME:
        words = judged.text[problem.start : problem.end]
        return any(char.isdigit() for char in words) or any(n in words.lower() for n in _UNITS)
    return problem.kind in FIGURES


_UNITS = ("day", "week", "month", "year", "hour", "minute")

CHECK = Check("NUM-01", "Number differs from source", _run, severities("B/B/B/B/R"), ("R2", "R4"))
