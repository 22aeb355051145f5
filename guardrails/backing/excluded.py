# ruff: noqa: E501
"""People whom the source left out, and of whom a statement speaks as if they had been studied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from guardrails.backing.coverage import people_named
from guardrails.backing.passage import Passage, Piece
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.words import terms_of

_DONE = r"(?:enroll?ed|included|recruited|studied)"
_LEFT_OUT = re.compile(
    rf"\b(?:(?<!cannot be )(?<!not be )excluded|ineligible|(?:was|were|are|is) not (?:eligible|{_DONE})|(?:did not|none) (?:enroll?|include|recruit|{_DONE})|"
    rf"(?:outside|beyond|not within) (?:its|the|this) (?:\w+\s)?scope|(?:cannot|could not|may not|will not) (?:take part|enter|participate|be {_DONE})|"
    rf"no [\w -]{{3,40}} (?:was|were) {_DONE})\b",
    re.I,
)
_LEAST = 2.0


def excluded_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections where the only words of the source for the statement's people say that they were not in the study."""
    left_out = [piece for piece in source.pieces if _LEFT_OUT.search(piece.text)]
    if not left_out or any(statement.has(cue) for cue in ("negation", "unknown")) or _LEFT_OUT.search(statement.text):
        return
    yield from _thing_left_out(statement, source, left_out)
    for who in people_named(statement.text):
        names = frozenset(term.name for term in terms_of(who) if term.weight >= _LEAST)
        home = next((piece for piece in left_out if names and names <= piece.names), None)
        if home is not None and not _elsewhere(names, source, left_out):
            start = statement.text.index(who)
            why = f"The source did not study {who!r}."
            yield Problem(ProblemKind.POPULATION, start, start + len(who), home.start, home.end, why, 0.9, True)


_CLAUSE = re.compile(r"[;:]\s|,\s(?:and|but|while)\s")


def _thing_left_out(statement: Passage, source: Passage, left_out: list[Piece]) -> Iterator[Problem]:
    """Everything that a clause of exclusion names is named here, and the source speaks of part of it nowhere else."""
    for piece in left_out:
        cuts = [0, *(m.start() for m in _CLAUSE.finditer(piece.text)), len(piece.text)]
        for low, high in pairwise(cuts):
            if not _LEFT_OUT.search(piece.text, low, high):
                continue
            terms = [t for t in piece.terms if low <= t.start - piece.start < high and t.name not in _STUDY]
            names = frozenset(term.name for term in terms)
            rest = [t.name for other in source.pieces for t in other.terms if t not in terms]
            if names and names <= statement.names and not names <= frozenset(rest):
                mine = next(t for t in statement.terms if t.name in names - frozenset(rest))
                said = statement.text[mine.start : mine.end]
                why = f"The source left this out ({said!r})."
                span = (piece.start + low, piece.start + high)
                yield Problem(ProblemKind.POPULATION, mine.start, mine.end, *span, why, 0.85, True)
                return


_STUDY = frozenset(
    term.name
    for term in terms_of(
        "patients study trials report groups excluded included enrolled eligible ineligible scope recruited"
    )
)
"""Terms of the study itself, which an exclusion names beside what it leaves out."""


def _elsewhere(names: frozenset[str], source: Passage, left_out: list[Piece]) -> bool:
    """Whether another sentence of the source speaks of these people."""
    return names <= frozenset().union(*(piece.names for piece in source.pieces if piece not in left_out))
