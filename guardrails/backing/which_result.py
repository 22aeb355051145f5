"""Which of several results of a source a statement means: that of the time, phase or dose that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from guardrails.backing.effect import Effect
from guardrails.backing.lexicon import load_lexicon
from guardrails.backing.passage import Passage
from guardrails.number_match import same_value
from guardrails.numbers import Number, NumberKind

_TIMES = (NumberKind.TIME_POINT, NumberKind.DURATION)
_PLACED = (*_TIMES, NumberKind.QUANTITY)
_CLAUSE = re.compile(r";|,?\s(?:but|while|whereas|although|though)\s")
_AXES = ("onset", "term")


def of_that_setting(mine: Effect, theirs: Sequence[Effect], statement: Passage, source: Passage) -> list[bool]:
    """For each effect of a source, whether it stands in the setting that the statement names; true of all where none does."""
    numbers = [n for n in statement.pieces[mine.piece].numbers if n.kind in _PLACED]
    marks = [_marks(statement, numbers, source, other) for other in theirs]
    shared = frozenset.intersection(*marks) if marks else frozenset()
    own = [len(found - shared) for found in marks]
    most = max(own, default=0)
    return [value == most for value in own]


def _marks(statement: Passage, numbers: Sequence[Number], source: Passage, effect: Effect) -> frozenset[str]:
    """What the clause of an effect has of the statement's setting: its times and doses as written there, and its phase."""
    low, high = _clause(source, effect)
    there = [n for n in source.pieces[effect.piece].numbers if low <= n.start < high]
    found = {f"{n.value} {n.unit}" for n in numbers for other in there if _one_size(n, other)}
    for axis in (axis for axis in load_lexicon().axes if axis.name in _AXES):
        text = source.text[low:high].lower()
        found |= {value for value in statement.axes[axis.name] if axis.values[value].search(text)}
    return frozenset(found)


def _clause(source: Passage, effect: Effect) -> tuple[int, int]:
    piece = source.pieces[effect.piece]
    cuts = (piece.start, *_cuts(piece.text, piece.start), piece.end)
    return max(cut for cut in cuts if cut <= effect.start), min(cut for cut in cuts if cut >= effect.end)


@lru_cache(maxsize=1024)
def _cuts(text: str, offset: int) -> tuple[int, ...]:
    return tuple(offset + match.start() for match in _CLAUSE.finditer(text))


def _one_size(mine: Number, other: Number) -> bool:
    alike = mine.kind is other.kind or (mine.kind in _TIMES and other.kind in _TIMES)
    return alike and same_value(mine, other) in ("same", "converted")
