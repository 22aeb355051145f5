"""One answer from all comparisons of a statement with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from guardrails.backing.addends import addends
from guardrails.backing.ages import age_problems
from guardrails.backing.complements import told_from_the_other_side
from guardrails.backing.confirmed import unconfirmed_problems
from guardrails.backing.courses import course_problems
from guardrails.backing.coverage import Coverage, cover, detail_problems, missing_terms
from guardrails.backing.direction import direction_problems
from guardrails.backing.dose_lists import dose_list_problems
from guardrails.backing.endpoints import endpoint_problems
from guardrails.backing.excluded import excluded_problems
from guardrails.backing.figures import figure_problems
from guardrails.backing.near_copy import copy_problems
from guardrails.backing.opposites import opposite_problems
from guardrails.backing.passage import Passage, read_passage
from guardrails.backing.planned import planned_problems
from guardrails.backing.prefixed import prefix_problems
from guardrails.backing.problems import Label, Problem, ProblemKind, Support
from guardrails.backing.ranks import rank_problems
from guardrails.backing.scope import scope_problems
from guardrails.backing.standing import standing_problems
from guardrails.backing.subjects import subject_problems
from guardrails.backing.verbatim import copied_beginnings, copied_clauses, copied_sentences, within
from guardrails.backing.wording import wording_problems
from guardrails.number_match import restated
from guardrails.numbers import Number

_SURE = 0.7
_UNCOVERED = 0.34
_LEAST, _LEAST_CITED = 7, 5
"""Weight of a statement's terms (see `Coverage.mass`) below which their absence from a source says nothing."""
_LEAST_SILENT = 3
"""The same, where the source has none of the statement's terms and is cited for it."""
_LONGEST = 4000
"""Characters of a statement; comparing more would cost seconds, and nobody cites one place for it."""
LONGEST_SOURCE = 20_000
"""Characters of a source: twice the longest abstract. What is longer is no passage, and a flood of one word would cost minutes."""
_MOST_NUMBERS = 500
"""Numbers of a source: every one is told from every other."""
_COPIED_RIGHT = frozenset({ProblemKind.NUMBER, ProblemKind.UNIT, ProblemKind.TOPIC_OF_NUMBER})
"""What cannot be wrong in a clause taken word for word; the arm cannot either where the clause names what it was held against."""
_DENIALS = frozenset({ProblemKind.NEGATION, ProblemKind.DIRECTION, ProblemKind.SIGNIFICANCE})
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_HELD_AGAINST = re.compile(r"\b(?:placebo|controls?|versus|vs|than)\b", re.I)


def support(
    statement: str,
    evidence_text: str,
    *,
    title: str = "",
    known: Sequence[Number] = (),
    cited: bool = False,
) -> Support:
    """How far a passage backs a statement.

    Args:
        statement: One sentence, or a few that belong together.
        evidence_text: The passage or the whole stored record. Spans of problems refer to it.
        title: Title of the record: words and numbers in it count as the source's.
        known: Further numbers that the record vouches for, such as its sample size.
        cited: The statement names this very source, so that even a few words have to be spoken of in it.
    """
    if len(statement) > _LONGEST:
        return _not_compared(
            statement, f"This is longer than {_LONGEST} characters; cite the source sentence by sentence."
        )
    mine = read_passage(statement)
    source = read_passage(_joined(evidence_text[:LONGEST_SOURCE], title))
    if len(evidence_text) > LONGEST_SOURCE or len(source.numbers) > _MOST_NUMBERS:
        why = f"The source has more than {LONGEST_SOURCE} characters or {_MOST_NUMBERS} numbers; cite the passage that says it."
        return _not_compared(statement, why)
    spoken = read_passage(evidence_text) if title else source
    coverage = cover(mine, source)
    found = _kept(_straight(_all_problems(mine, source, spoken, known), mine, source), len(evidence_text))
    problems = tuple(sorted(_not_copied(found, statement, evidence_text), key=lambda p: p.start))
    end = min(coverage.end, len(evidence_text))
    shared = any(restated(n, source.numbers, added=addends(source.text)).found for n in mine.numbers)
    label = _label(problems, coverage, shared, _LEAST_CITED if cited else _LEAST)
    if label is Label.NOT_ADDRESSED and not problems:
        problems = (_uncovered(mine, source),)
    left = _unconfirmed(mine, source, statement, evidence_text, known) if label is Label.SUPPORTED else ()
    return Support(label, problems, min(coverage.start, end), end, left)


def _not_compared(statement: str, why: str) -> Support:
    """The answer where comparing would cost too much: a person has to."""
    return Support(Label.PARTLY, (Problem(ProblemKind.COVERAGE, 0, len(statement), 0, 0, why, _SURE),))


def _unconfirmed(
    mine: Passage, source: Passage, statement: str, evidence_text: str, known: Sequence[Number]
) -> tuple[Problem, ...]:
    """What nothing of the source confirms, outside of copies and quotations (QUOTE-01 compares those)."""
    left = _not_copied(unconfirmed_problems(mine, source, known), statement, evidence_text)
    copied = (*copied_beginnings(statement, evidence_text), *(found.span() for found in _QUOTED.finditer(statement)))
    return tuple(sorted((p for p in left if not within(p.start, p.end, copied)), key=lambda p: p.start))


def _joined(evidence_text: str, title: str) -> str:
    """The evidence with its title behind it, so that offsets of the evidence hold."""
    return f"{evidence_text}\n{title}" if title else evidence_text


def _all_problems(mine: Passage, source: Passage, spoken: Passage, known: Sequence[Number]) -> Iterator[Problem]:
    """`source` with the title, which names things; `spoken` without it, since a title reports nothing."""
    yield from copy_problems(mine, spoken)
    yield from figure_problems(mine, source, known)
    yield from direction_problems(mine, spoken)
    yield from scope_problems(mine, source)
    yield from age_problems(mine, source)
    yield from prefix_problems(mine, source)
    yield from subject_problems(mine, spoken)
    yield from endpoint_problems(mine, source)
    yield from planned_problems(mine, spoken)
    yield from course_problems(mine, spoken)
    yield from dose_list_problems(mine, spoken)
    yield from rank_problems(mine, spoken)
    yield from excluded_problems(mine, source)
    yield from wording_problems(mine, spoken)
    yield from opposite_problems(mine, spoken)
    yield from standing_problems(mine, spoken)
    yield from detail_problems(mine, source)


def _straight(problems: Iterator[Problem], mine: Passage, source: Passage) -> Iterator[Problem]:
    """Problems without those that a share told from the other side raises: it needs a denial on one side alone."""
    turned = tuple((piece.start, piece.end) for piece in mine.pieces if told_from_the_other_side(piece, source))
    for problem in problems:
        spanless = problem.start == problem.end and bool(turned)
        if problem.kind not in _DENIALS or not (spanless or within(problem.start, problem.end, turned)):
            yield problem


def _kept(problems: Iterator[Problem], length: int) -> Iterator[Problem]:
    """Problems with spans inside the evidence; one that points into the title loses its source span."""
    for problem in problems:
        yield problem if problem.source_end <= length else replace(problem, source_start=0, source_end=0)


def _not_copied(problems: Iterator[Problem], statement: str, evidence_text: str) -> Iterator[Problem]:
    """Problems outside of what is taken from the source word for word: sentences in every respect, clauses in their figures."""
    sentences = copied_sentences(statement, evidence_text)
    clauses = copied_clauses(statement, evidence_text)
    armed = tuple((start, end) for start, end in clauses if _HELD_AGAINST.search(statement[start:end]))
    for problem in problems:
        copied = clauses if problem.kind in _COPIED_RIGHT else armed if problem.kind is ProblemKind.ARM else ()
        if not within(problem.start, problem.end, (*sentences, *copied)):
            yield problem


def _uncovered(mine: Passage, source: Passage) -> Problem:
    """What the source speaks least of, where a statement is refused for that alone."""
    missing = missing_terms(mine, source)[:4]
    words = ", ".join(repr(mine.text[term.start : term.end]) for term in missing)
    start, end = (missing[0].start, missing[0].end) if missing else (0, len(mine.text))
    why = f"The source does not speak of {words or 'this'}; cite one that does or take the sentence out."
    return Problem(ProblemKind.COVERAGE, start, end, 0, 0, why, _SURE)


def _label(problems: Sequence[Problem], coverage: Coverage, shared: bool, least: int) -> Label:
    """`shared`: the source has one of the statement's numbers, so it speaks of it in whatever words."""
    if any(p.contradicts and p.weight >= _SURE for p in problems):
        return Label.CONTRADICTED
    silent = coverage.whole == 0 and least == _LEAST_CITED and coverage.mass >= _LEAST_SILENT
    if (silent or (coverage.whole < _UNCOVERED and coverage.mass >= least)) and not shared:
        return Label.NOT_ADDRESSED
    if any(p.weight >= _SURE for p in problems) or sum(p.weight for p in problems) >= 1.0:
        return Label.PARTLY
    return Label.SUPPORTED
