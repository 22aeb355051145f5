"""Which of several results of a source a statement means: that of the time, dose, place, comparison or people that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from guardrails.backing.effect import LIGHT, Effect
from guardrails.backing.passage import Passage, read_passage
from guardrails.backing.words import weight_of
from guardrails.number_match import same_value
from guardrails.numbers import Number, NumberKind

_SETTING = re.compile(
    r"\b(?:in|at|on|for|among|within|by|after|during|under|over|against|than|(?:compared|combined|together) (?:with|to)|across)\s"
    r"(?P<words>[^.,;:()]{2,60}?)(?=\s(?:and|but|was|were|is|are|did|does|had|has|than|compared|in|at|on|for|among|after|during|over)\b|[.,;:()]|$)",
    re.I,
)
_PLACED = (NumberKind.TIME_POINT, NumberKind.DURATION, NumberKind.QUANTITY)
_CLAUSE = re.compile(r";|,?\s(?:but|while|whereas|although|though)\s")


def of_that_setting(mine: Effect, theirs: Sequence[Effect], statement: Passage, source: Passage) -> list[bool]:
    """For each effect of a source, whether it stands in the setting that the statement names; all of them where none does."""
    said = _setting_terms(statement, mine)
    numbers = [n for n in statement.pieces[mine.piece].numbers if n.kind in _PLACED]
    around = [_clause(source, other) for other in theirs]
    marks = [_marks(said, numbers, *clause) for clause in around]
    shared = frozenset.intersection(*marks) if marks else frozenset()
    own = [sum(_weight(mark) for mark in found - shared) for found in marks]
    most = max(own, default=0.0)
    return [not most or value >= most for value in own]


def _setting_terms(statement: Passage, mine: Effect) -> frozenset[str]:
    """Telling terms of the phrases of place, time, people and comparison, apart from what changes."""
    piece = statement.pieces[mine.piece]
    spans = [match.span("words") for match in _SETTING.finditer(piece.text)]
    named = {
        term.name
        for term in piece.terms
        for low, high in spans
        if low <= term.start - piece.start < high and term.weight >= _LEAST
    }
    return frozenset(named) - mine.focus - LIGHT - piece.substances


_LEAST = 2.0


def _clause(source: Passage, effect: Effect) -> tuple[frozenset[str], tuple[Number, ...]]:
    """Terms and numbers of the clause that an effect stands in."""
    piece = source.pieces[effect.piece]
    cuts = [piece.start, *_cuts(piece.text, piece.start), piece.end]
    low = max(cut for cut in cuts if cut <= effect.start)
    high = min((cut for cut in cuts if cut >= effect.end), default=piece.end)
    terms = frozenset(term.name for term in piece.terms if low <= term.start < high)
    return terms, tuple(n for n in piece.numbers if low <= n.start < high)


@lru_cache(maxsize=1024)
def _cuts(text: str, offset: int) -> tuple[int, ...]:
    return tuple(offset + match.start() for match in _CLAUSE.finditer(text))


def _marks(
    said: frozenset[str], numbers: Sequence[Number], terms: frozenset[str], theirs: Sequence[Number]
) -> frozenset[str]:
    """What a clause has of the statement's setting: its terms and, as written there, its times and doses."""
    placed = {f"#{n.value} {n.unit}" for n in numbers for other in theirs if _one_size(n, other)}
    return (said & terms) | placed


def _one_size(mine: Number, other: Number) -> bool:
    times = (NumberKind.TIME_POINT, NumberKind.DURATION)
    alike = mine.kind is other.kind or (mine.kind in times and other.kind in times)
    return alike and same_value(mine, other) in ("same", "converted")


def _weight(mark: str) -> float:
    return 3.0 if mark.startswith("#") else weight_of(mark)
