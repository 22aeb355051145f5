"""A right value beside wrong words: what stands around a number in the statement stands around another one in the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import fsum

from guardrails.backing.arms import CONTROL
from guardrails.backing.effect import LIGHT
from guardrails.backing.passage import Passage
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.settings_of_numbers import Placed
from guardrails.backing.words import weight_of
from guardrails.number_match import Restated
from guardrails.numbers import Number, NumberKind

K = NumberKind
_LIKE = {
    K.COUNT: (K.COUNT, K.FRACTION),
    K.FRACTION: (K.COUNT, K.FRACTION),
    K.PERCENT: (K.PERCENT,),
    K.QUANTITY: (K.QUANTITY,),
    K.DURATION: (K.DURATION,),
}
_SMALL = 10
"""Smaller counts stand for too many things."""
_COMPARES = re.compile(r"\b(?:than|versus|vs|compared|against|difference|from \S+ to)\b", re.I)
_LEAST = 2.0
_SLIGHT = 0.34
"""Share of the other number's weight that the own one may have and still be another's."""


def of_another(
    statement: Passage, source: Passage, item: Placed, result: Restated, theirs: Sequence[Placed]
) -> Problem | None:
    """The source gives the words beside this number to another one of its kind, and none of them to this one."""
    number = item.number
    if result.how != "same" or number.kind not in _LIKE or item.partner is not None:
        return None
    if (number.kind is K.COUNT and (number.value < _SMALL or number.comparator)) or _COMPARES.search(
        statement.pieces[item.piece].text
    ):
        return None
    owners = [placed for placed in theirs if placed.number in result.sources]
    rivals = [t for t in theirs if t.number not in result.sources and _like(number, t.number)]
    best = max(rivals, key=lambda t: _weight(item.close, t.close), default=None)
    if best is None or not owners:
        return None
    about = frozenset().union(*(owner.close | owner.topic | owner.arm | owner.wide for owner in owners))
    other = _weight(item.close, best.close - about)
    if other < _LEAST or _weight(item.close, about - best.close) > _SLIGHT * other:
        return None
    written = statement.text[number.start : number.end]
    stands = source.text[best.number.start : best.number.end]
    why = f"{written!r} belongs to something else in the source, which gives {stands!r} here."
    return Problem(
        ProblemKind.TOPIC_OF_NUMBER, number.start, number.end, best.number.start, best.number.end, why, 0.85, True
    )


def _like(number: Number, other: Number) -> bool:
    """Whether two numbers could stand for each other: of one kind, unit and role."""
    return other.kind in _LIKE[number.kind] and other.unit == number.unit and other.role == number.role


def _weight(a: frozenset[str], b: frozenset[str]) -> float:
    """Weight of the terms that two sets have in common: general ones tell little, the name of a control what a medicine's does."""
    return fsum(
        _CONTROL if name in CONTROL else weight_of(name) if weight_of(name) >= 2 else _FAINT
        for name in (a & b) - (LIGHT - CONTROL)
    )


_CONTROL, _FAINT = 3.0, 0.7
