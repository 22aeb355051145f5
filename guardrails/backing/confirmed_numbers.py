"""Which numbers of a statement stand where the source has them, told from every other number that could stand there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum

from guardrails.backing.addends import addends, takes_in
from guardrails.backing.arms import CONTROL
from guardrails.backing.figures import change_of
from guardrails.backing.passage import Passage
from guardrails.backing.settings_of_numbers import Placed, placed_numbers
from guardrails.backing.words import weight_of, with_classes
from guardrails.number_match import Restated, restated
from guardrails.numbers import Number, NumberKind

K = NumberKind
_FAMILIES = (
    frozenset({K.PERCENT, K.FRACTION, K.SHARE, K.COUNT}),
    frozenset({K.DURATION, K.TIME_POINT}),
    frozenset({K.EFFECT, K.FOLD}),
)
"""Kinds of which one may stand for the other; any other kind stands for itself alone."""
_SHARED, _SHARED_DERIVED = 0.5, 0.3
"""Least share of the words about a number that the source's sentence has too."""


@dataclass(frozen=True, slots=True)
class Placing:
    """One number of a statement."""

    number: Number
    piece: int
    homes: frozenset[int]
    """Sentences of the source that have it."""
    confirmed: bool


@dataclass(frozen=True, slots=True)
class _Item:
    placed: Placed
    result: Restated
    about: frozenset[str]
    """Terms that may say which of the source's numbers it is: those of its sentence, of its own part where it has company."""


def placings(statement: Passage, source: Passage, known: Sequence[Number] = ()) -> Iterator[Placing]:
    """Every number of a statement with where the source has it and whether its words tell it from the others there.

    `known`: further numbers that the record vouches for, wherever they stand.
    """
    theirs = placed_numbers(source.text)
    items = list(_items(statement, source, known))
    for item in items:
        owners = [t for t in theirs if t.number in _kept(item.result)]
        confirmed = item.result.found and (not owners or any(_confirms(o, item, items, theirs, source) for o in owners))
        number = item.placed.number
        yield Placing(number, item.placed.piece, frozenset(o.piece for o in owners), confirmed)


def roles_of(statement: Passage) -> frozenset[str]:
    """Names of measures that stand beside its numbers (NNT): the number says by itself what it is."""
    return frozenset(number.role.lower() for number in statement.numbers)


def _items(statement: Passage, source: Passage, known: Sequence[Number]) -> Iterator[_Item]:
    mine = placed_numbers(statement.text, implied=False)
    for placed in mine:
        company = sum(other.piece == placed.piece for other in mine) > 1
        about = _context(placed) if company else statement.pieces[placed.piece].names
        change = change_of(statement.text, placed.number)
        sums = tuple(
            g for g in addends(source.text) if takes_in(statement.pieces[placed.piece], placed.number, source.text, g)
        )
        result = restated(placed.number, (*source.numbers, *known), change, sums)
        yield _Item(placed, result, about - roles_of(statement))


def _kept(result: Restated) -> tuple[Number, ...]:
    """The source's numbers that have to be told from others: of a part and its whole, the part."""
    return result.sources[:1] if _derived_part(result) else result.sources


def _derived_part(result: Restated) -> bool:
    return result.how == "derived" and result.number.kind is K.FRACTION


def _confirms(owner: Placed, item: _Item, items: Sequence[_Item], theirs: Sequence[Placed], source: Passage) -> bool:
    shared = _mass(item.about & with_classes(source.pieces[owner.piece].names | _context(owner)))
    if item.result.how == "derived" and not _derived_part(item.result):
        return shared >= _SHARED_DERIVED * _mass(item.about)
    rivals = (t for t in theirs if t.piece == owner.piece and t.number not in _kept(item.result) and _alike(t, owner))
    return shared >= _SHARED * _mass(item.about) and all(_told_apart(owner, rival, item, items) for rival in rivals)


def _told_apart(owner: Placed, rival: Placed, item: _Item, items: Sequence[_Item]) -> bool:
    """Whether the words about a number are those of its owner rather than those of a rival; order tells, where both are restated."""
    own, other = _context(owner), _context(rival)
    lead = _mass(item.about & (own - other)) - _mass(item.about & (other - own))
    if lead:
        return lead > 0
    return any(
        (beside.placed.number.start > item.placed.number.start) == (rival.number.start > owner.number.start)
        for beside in items
        if beside is not item and beside.placed.piece == item.placed.piece and rival.number in beside.result.sources
    )


def _context(placed: Placed) -> frozenset[str]:
    return placed.close | placed.arm | placed.topic


def _alike(a: Placed, b: Placed) -> bool:
    """Whether one number could stand for the other."""
    family = next((f for f in _FAMILIES if a.number.kind in f), frozenset({a.number.kind}))
    same = a.number.dimension == b.number.dimension and a.number.role == b.number.role
    return b.number.kind in family and same


def _mass(names: frozenset[str]) -> float:
    return fsum(weight for name in names if (weight := weight_of(name)) > 1 or name in CONTROL)
