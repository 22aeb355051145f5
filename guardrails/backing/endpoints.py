"""Which outcome a source made its primary one, and statements that put another one of its outcomes there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from guardrails.backing.effect import LIGHT
from guardrails.backing.passage import Passage, Piece, read_passage
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.words import weight_of

_NAME = r"(?:end ?-?points?|outcomes?|outcome measures?|objectives?)"
_PRIMARY = re.compile(
    rf"\b(?:co-?)?(?:primary|main) {_NAME}(?:\sof\s[\w-]+)?(?:\s(?:was|were|is|are|will be)|:|,)\s(?P<what>[^.;()]{{3,160}})",
    re.I,
)
_BEFORE = re.compile(
    r"(?P<what>[^.;()]{3,120}?)\s(?:was|were|is|are|will be) (?:the |its )?(?:co-?)?(?:primary|main) " + _NAME, re.I
)
_SECONDARY = re.compile(
    rf"\bsecondary {_NAME}\s(?:was|were|is|are|included?|will be)\s(?P<what>[^.;()]{{3,200}})", re.I
)
_SECONDARY_BEFORE = re.compile(r"(?P<what>[^.;()]{3,160}?)\s(?:was|were|is|are|will be) secondary\b", re.I)
_LEAST = 1.5


def endpoint_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections where the outcome called primary is one that the source names, and not as its primary one."""
    if re.search(r"\bnot\b|n't\b", statement.text):
        return
    primary = _outcomes(source.text, True)
    elsewhere = _outcomes(source.text, False)
    if not primary:
        return
    for piece in statement.pieces:
        for match in (*_PRIMARY.finditer(piece.text), *_BEFORE.finditer(piece.text)):
            mine = _telling(piece, match.span("what"))
            if mine and not mine & primary and (mine & elsewhere or mine <= source.names):
                start, end = piece.start + match.start("what"), piece.start + match.end("what")
                why = f"The source has another primary outcome than {match['what'].strip()!r}."
                yield Problem(ProblemKind.ENDPOINT, start, end, 0, 0, why, 0.85, True)
                return


@lru_cache(maxsize=512)
def _outcomes(text: str, primary: bool) -> frozenset[str]:
    """Telling terms of the outcomes that a text calls primary, or secondary."""
    patterns = (_PRIMARY, _BEFORE) if primary else (_SECONDARY, _SECONDARY_BEFORE)
    found: frozenset[str] = frozenset()
    for piece in read_passage(text).pieces:
        for pattern in patterns:
            for match in pattern.finditer(piece.text):
                found |= _telling(piece, match.span("what"))
    return found


def _telling(piece: Piece, span: tuple[int, int]) -> frozenset[str]:
    low, high = piece.start + span[0], piece.start + span[1]
    return frozenset(
        term.name
        for term in piece.terms
        if low <= term.start < high and term.name not in LIGHT and weight_of(term.name) >= _LEAST
    )
