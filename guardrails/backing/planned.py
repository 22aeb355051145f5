# ruff: noqa: E501
"""Results and advice that a source does not give: a protocol that has none yet, a panel that took no side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.backing.effects import effects_of
from guardrails.backing.passage import Passage, Piece
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.words import terms_of
from guardrails.numbers import NumberKind

_AHEAD = re.compile(
    r"\bwill (?:be |also be )?(?:enrol|enroll|recruit|randomi[sz]|assign|allocat|receiv|assess|compar|includ|follow|test|measur|tak|invit)\w*|"
    r"\b(?:results|data|findings) are (?:expected|awaited|anticipated)|\b(?:recruitment|enrolment|enrollment) (?:opened|is open|is ongoing|began|started|has begun)|\bstudy protocol\b|\bprotocol (?:for|of) an?\b",
    re.I,
)
_TOLD = (NumberKind.P_VALUE, NumberKind.EFFECT)
_OPEN = re.compile(
    r"\b(?:will|would|is to|are to|aims?|planned|plans?|expected|intended|designed|to be|whether|not yet|has not|have not|no results)\b|n't\b",
    re.I,
)


def planned_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections to an effect or an advice where the source reports none."""
    yield from _not_reported(statement, source)
    yield from _not_advised(statement, source)


def _not_reported(statement: Passage, source: Passage) -> Iterator[Problem]:
    """An effect said to have been seen, where the source only says what will be done."""
    ahead = _AHEAD.search(source.text)
    if ahead is None or _OPEN.search(statement.text) or any(n.kind in _TOLD for n in source.numbers):
        return
    if any(_reports(source.pieces[e.piece]) for e in effects_of(source.text) if not e.asked):
        return
    for effect in effects_of(statement.text):
        if not effect.asked and not effect.numeric and effect.direction != "differ":
            why = f"The source reports no results yet ({ahead.group()!r})."
            yield Problem(ProblemKind.ENDPOINT, effect.start, effect.end, *ahead.span(), why, 0.9, True)
            return


_PLANNED = re.compile(r"\b(?:will|outcomes?|end ?-?points?|cannot|eligible|whether)\b", re.I)


def _reports(piece: Piece) -> bool:
    """Whether a sentence with a word of effect tells what happened, not what is measured or who may take part."""
    return not _PLANNED.search(piece.text)


_ADVISES = re.compile(r"\b(?:recommend(?:s|ed)?|suggest(?:s|ed)?|advis(?:es|ed)|endorses?|supports?|favou?rs?)\b", re.I)
_NO_SIDE = re.compile(
    r"\bno recommendation\b|\bneither (?:for|recommends?|suggests?)|\bnot (?:make|give|issue) (?:a|any) recommendation|\binsufficient (?:evidence )?to recommend|"
    r"\bcould not (?:recommend|make)|\btakes? no (?:side|position)",
    re.I,
)
_AGAINST = re.compile(r"\b(?:against|not|no|neither|nor|avoid|insufficient|conflict\w*)\b|n't\b", re.I)
_FOR_WHAT = re.compile(
    r"\b(?:for|in|on|to (?:treat|relieve|ease|manage)|treatment of|management of)\s(?:the\s)?(?P<what>[^.,;:()]{3,40}?)(?=\s(?:it|the panel|and|but|is|are|with|in|when)\b|[.,;:()]|$)",
    re.I,
)


def _not_advised(statement: Passage, source: Passage) -> Iterator[Problem]:
    """An advice for a use on which the source takes no side, and which it names nowhere else with an advice."""
    said = _ADVISES.search(statement.text)
    if said is None or _AGAINST.search(statement.text):
        return
    for piece in source.pieces:
        silent = _NO_SIDE.search(piece.text)
        if silent is None:
            continue
        uses = _uses(piece.text)
        advised = frozenset[str]().union(
            *(p.names for p in source.pieces if p is not piece and _ADVISES.search(p.text))
        )
        if (_uses(statement.text) & uses) - advised:
            start, end = piece.start + silent.start(), piece.start + silent.end()
            why = f"The source takes no side on this ({silent.group()!r})."
            yield Problem(ProblemKind.CERTAINTY, *said.span(), start, end, why, 0.85, True)
            return


def _uses(text: str) -> frozenset[str]:
    return frozenset(
        term.name for match in _FOR_WHAT.finditer(text) for term in terms_of(match["what"]) if term.weight > 1
    )
