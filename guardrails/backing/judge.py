"""One answer from all comparisons of a statement with its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guardrails.backing.coverage import Coverage, cover, detail_problems
from guardrails.backing.direction import direction_problems
from guardrails.backing.figures import figure_problems
from guardrails.backing.near_copy import copy_problems
from guardrails.backing.opposites import opposite_problems
from guardrails.backing.passage import Passage, read_passage
from guardrails.backing.problems import Label, Problem, Support
from guardrails.backing.scope import scope_problems
from guardrails.backing.standing import standing_problems
from guardrails.backing.wording import wording_problems
from guardrails.number_match import restated
from guardrails.numbers import Number

_SURE = 0.7
_UNCOVERED = 0.34


def support(
    statement: str,
    evidence_text: str,
    *,
    title: str = "",
    known: Sequence[Number] = (),
) -> Support:
    """How far a passage backs a statement.

    Args:
        statement: One sentence, or a few that belong together.
        evidence_text: The passage or the whole stored record. Spans of problems refer to it.
        title: Title of the record: words and numbers in it count as the source's.
        known: Further numbers that the record vouches for, such as its sample size.
    """
    mine = read_passage(statement)
    source = read_passage(_joined(evidence_text, title))
    spoken = read_passage(evidence_text) if title else source
    coverage = cover(mine, source)
    problems = tuple(
        sorted(_kept(_all_problems(mine, source, spoken, known), len(evidence_text)), key=lambda p: p.start)
    )
    end = min(coverage.end, len(evidence_text))
    shared = any(restated(n, source.numbers).found for n in mine.numbers)
    return Support(_label(problems, coverage, shared), problems, min(coverage.start, end), end)


def _joined(evidence_text: str, title: str) -> str:
    """The evidence with its title behind it, so that offsets of the evidence hold."""
    return f"{evidence_text}\n{title}" if title else evidence_text


def _all_problems(mine: Passage, source: Passage, spoken: Passage, known: Sequence[Number]) -> Iterator[Problem]:
    """`source` with the title, which names things; `spoken` without it, since a title reports nothing."""
    yield from copy_problems(mine, spoken)
    yield from figure_problems(mine, source, known)
    yield from direction_problems(mine, spoken)
    yield from scope_problems(mine, source)
    yield from wording_problems(mine, spoken)
    yield from opposite_problems(mine, spoken)
    yield from standing_problems(mine, spoken)
    yield from detail_problems(mine, source)


def _kept(problems: Iterator[Problem], length: int) -> Iterator[Problem]:
    """Problems with spans inside the evidence; one that points into the title loses its source span."""
    from dataclasses import replace

    for problem in problems:
        yield problem if problem.source_end <= length else replace(problem, source_start=0, source_end=0)


def _label(problems: Sequence[Problem], coverage: Coverage, shared: bool) -> Label:
    """`shared`: the source has one of the statement's numbers, so it speaks of it in whatever words."""
    if any(p.contradicts and p.weight >= _SURE for p in problems):
        return Label.CONTRADICTED
    if coverage.whole < _UNCOVERED and coverage.mass >= 7 and not shared:
        return Label.NOT_ADDRESSED
    if any(p.weight >= _SURE for p in problems) or sum(p.weight for p in problems) >= 1.0:
        return Label.PARTLY
    return Label.SUPPORTED
