# ruff: noqa: E501
"""The first and the last value of a course (`fell from 31% to 24%`): a statement that takes one for the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from guardrails.backing.passage import Passage
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.settings_of_numbers import Placed, placed_numbers
from guardrails.backing.words import mass
from guardrails.number_match import same_value

_FROM_TO = re.compile(r"\bfrom\s(?:(?:a|an|about|some|around)\s)?(?:(?:mean|median|average) (?:of )?)?$", re.I)
_TO = re.compile(r"\bto\s(?:(?:a|an|about|some|around|just)\s)?(?:(?:mean|median|average) (?:of )?)?$", re.I)
_LATER = re.compile(
    r"\b(?:after(?:wards)?|once|following|by then|at the end|later|finally|eventually|ended (?:up )?at|with the (?:new )?[\w-]+ in place|since)\b",
    re.I,
)
_EARLIER = re.compile(
    r"\b(?:before(?:hand)?|at (?:baseline|the (?:start|outset|beginning))|initially|originally|previously|prior to|started (?:out )?(?:at|from))\b",
    re.I,
)
_SAME_THING = 2.0


def course_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections to a first value given as the last one, or the last as the first."""
    courses = list(_courses(source))
    yield from _other_arm(statement, source, courses)
    for item in placed_numbers(statement.text, implied=False) if courses else ():
        end = _end_of(statement, item)
        for first, last, around in courses:
            right, wrong = (first, last) if end == "first" else (last, first)
            if not end or not same_value(item.number, wrong.number) or same_value(item.number, right.number):
                continue
            if mass(statement.pieces[item.piece].names & around, 1) < _SAME_THING or _elsewhere(item, wrong, source):
                continue
            said = statement.text[item.number.start : item.number.end]
            stands = source.text[right.number.start : right.number.end]
            why = f"{said!r} is the other end of the course in the source, which gives {stands!r} here."
            span = (right.number.start, right.number.end)
            yield Problem(ProblemKind.NUMBER, item.number.start, item.number.end, *span, why, 0.9, True)
            return


def _other_arm(
    statement: Passage, source: Passage, courses: Sequence[tuple[Placed, Placed, frozenset[str]]]
) -> Iterator[Problem]:
    """A value out of the course of one arm, in a sentence that speaks of another arm alone."""
    for item in placed_numbers(statement.text, implied=False):
        names = statement.pieces[item.piece].names
        owners = [c for c in courses if any(same_value(item.number, end.number) for end in c[:2])]
        if len(owners) != 1 or len(statement.pieces[item.piece].numbers) > _FEW:
            continue
        first, last, _ = owners[0]
        rivals = [other[1].arm for other in courses if other[1].piece == last.piece and other[1] is not last]
        own = last.arm - frozenset().union(*rivals)
        if own and not own & names and any((arm - last.arm) & names for arm in rivals):
            said = statement.text[item.number.start : item.number.end]
            why = f"{said!r} is a value of the other arm in the source."
            span = (first.number.start, last.number.end)
            yield Problem(ProblemKind.ARM, item.number.start, item.number.end, *span, why, 0.9, True)
            return


_FEW = 2
"""A sentence with more numbers sets arms side by side."""


def _courses(source: Passage) -> Iterator[tuple[Placed, Placed, frozenset[str]]]:
    """First value, last value and the words of each course that a text gives with its ends."""
    placed = placed_numbers(source.text)
    for item, other in pairwise(placed):
        if item.piece != other.piece or item.number.kind is not other.number.kind:
            continue
        between = source.text[item.number.end : other.number.start]
        if _FROM_TO.search(source.text[: item.number.start]) and _TO.search(between) and len(between) <= _NEAR:
            yield item, other, source.pieces[item.piece].names


_NEAR = 45
"""Characters between the ends of a course."""


def _end_of(statement: Passage, item: Placed) -> str:
    """`first` or `last` where the statement says at which end of a course a value stands."""
    piece = statement.pieces[item.piece]
    before = statement.text[piece.start : item.number.start]
    if _FROM_TO.search(before):
        return "first"
    if _TO.search(before) and not _EARLIER.search(piece.text):
        return "last"
    if sum(n.kind is item.number.kind for n in piece.numbers) > 1:
        return ""
    later, earlier = bool(_LATER.search(piece.text)), bool(_EARLIER.search(piece.text))
    return "" if later == earlier else "last" if later else "first"


def _elsewhere(item: Placed, wrong: Placed, source: Passage) -> bool:
    """Whether the source has the value at another place too."""
    return any(n is not wrong.number and same_value(item.number, n) for n in source.numbers)
