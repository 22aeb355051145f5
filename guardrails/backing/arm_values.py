# ruff: noqa: E501
"""Whose value a number is: an arm the source does not have, the other arm, both arms together, or a part of the people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import fsum

from guardrails.backing.arms import CONTROL
from guardrails.backing.passage import Passage
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.settings_of_numbers import Placed
from guardrails.backing.words import mass, terms_of, weight_of
from guardrails.number_match import Restated, same_value
from guardrails.numbers import NumberKind

K = NumberKind
_RIVAL = (K.PERCENT, K.FRACTION, K.EFFECT, K.P_VALUE, K.QUANTITY, K.DURATION, K.INTERVAL, K.COUNT)


def foreign_arm(statement: Passage, source: Passage, item: Placed) -> Problem | None:
    """The value is given to an arm that the source does not have."""
    if not item.arm or item.number.kind not in (K.PERCENT, K.FRACTION) or item.partner is None:
        return None
    telling = [name for name in item.arm if weight_of(name) >= 3]
    if not telling or any(name in source.names for name in item.arm if weight_of(name) >= 2):
        return None
    number = item.number
    why = f"The source gives no value for {' '.join(sorted(telling))!r}."
    return Problem(ProblemKind.COMPARATOR, number.start, number.end, 0, 0, why, 0.85)


def sum_for_one(statement: Passage, item: Placed, result: Restated, theirs: Sequence[Placed]) -> Problem | None:
    """The total of both arms is given to one of them."""
    if result.how != "derived" or item.number.kind not in (K.COUNT, K.FRACTION) or len(result.sources) != 2:
        return None
    if not any(name in CONTROL or weight_of(name) >= 2 for name in item.arm):
        return None  # "of the patients", "in total": nobody's in particular
    a, b = result.sources
    if a.value + b.value != item.number.value or not any(t.number == a and t.partner is not None for t in theirs):
        return None
    written = statement.text[item.number.start : item.number.end]
    why = f"{written!r} is the total of both arms in the source."
    return Problem(ProblemKind.ARM, item.number.start, item.number.end, a.start, b.end, why, 0.85, True)


_PART = re.compile(
    r"[\s)%]*(?:of|in|among) (?:the |all )?(?:those|patients|people|women|men|adults|children|participants|\d+)(?: \w+)? (?:on|with|who|taking|given|aged|not|without|whose)\s"
    r"(?P<who>[^.,;()]{3,60})"
)


def of_a_part(statement: Passage, source: Passage, item: Placed, result: Restated) -> Problem | None:
    """The value is that of a part ("30% of those on valproate") which the statement does not name."""
    if item.number.kind not in (K.PERCENT, K.FRACTION, K.SHARE) or result.how == "derived" or item.arm & CONTROL:
        return None
    parts = [_PART.match(source.text, n.end) for n in result.sources]
    if not parts or not all(parts):
        return None
    names = [frozenset(t.name for t in terms_of(part["who"]) if t.weight >= 2) for part in parts if part]
    if any(not who or who & statement.names for who in names) or not parts[0]:
        return None
    who = parts[0]["who"].strip()
    written = statement.text[item.number.start : item.number.end]
    why = f"{written!r} is the value of a part only ({who!r}); say in whom."
    start, end = parts[0].span("who")
    return Problem(ProblemKind.SUBGROUP, item.number.start, item.number.end, start, end, why, 0.8)


def swapped_arm(
    statement: Passage,
    source: Passage,
    item: Placed,
    mine: Sequence[Placed],
    results: Sequence[Restated],
    theirs: Sequence[Placed],
) -> Problem | None:
    """The value belongs to the other arm of the same comparison."""
    result = next(r for r, m in zip(results, mine, strict=True) if m is item)
    if result.how == "derived" or not item.arm or item.number.kind not in _RIVAL:
        return None
    by_number = {placed.number: placed for placed in theirs}
    hits = [by_number[n] for n in result.sources if n in by_number]
    if not hits:
        return None
    nearest = max(shared_weight(item.topic, hit.topic) for hit in hits)
    hits = [hit for hit in hits if shared_weight(item.topic, hit.topic) >= nearest]
    verdicts = [_swapped(item, hit, theirs, mine) for hit in hits]
    if True not in verdicts or False in verdicts:
        return None
    hit = hits[verdicts.index(True)]
    number = item.number
    written = statement.text[number.start : number.end]
    why = f"{written!r} is the source's value for the other arm; exchange the arms or the values."
    return Problem(ProblemKind.ARM, number.start, number.end, hit.number.start, hit.number.end, why, 1.0, True)


def _swapped(item: Placed, hit: Placed, theirs: Sequence[Placed], mine: Sequence[Placed]) -> bool | None:
    """True: the other arm's value. False: this arm's. None: cannot tell."""
    beside = [t for t in theirs if t.piece == hit.piece and t is not hit and t.number.kind is hit.number.kind]
    if hit.arm and any(t.arm and t.arm != hit.arm for t in beside):
        others = [t.arm for t in beside if t.arm and t.arm != hit.arm]
        own = _shared_any(item.arm, hit.arm - frozenset().union(*others))
        other = max(_shared_any(item.arm, arm - hit.arm) for arm in others)
        if own != other:
            return other > own
        return None
    if hit.partner is None:
        return None
    partner = theirs[hit.partner]
    if hit.control or partner.control:
        return partner.control and not hit.control if item.control else hit.control and not partner.control
    if item.partner is None:
        return None
    against = mine[item.partner]
    if item.control == against.control or not same_value(against.number, partner.number):
        return None
    # "x vs y" without arms: the tested treatment is named first.
    return (hit.number.start < partner.number.start) == item.control


_SMALL = 10
"""Smaller counts stand for too many things."""
_COMPARES = re.compile(
    r"\b(?:than|versus|vs|compared|against|difference|between|both|respectively|from \S+ to)\b", re.I
)


def arm_of_sentence(
    statement: Passage, source: Passage, item: Placed, result: Restated, theirs: Sequence[Placed]
) -> Problem | None:
    """The value is one arm's in the source, and the statement's sentence speaks of the other arm alone."""
    piece, number = statement.pieces[item.piece], item.number
    if result.how == "derived" or item.partner is not None or number.kind not in _RIVAL or _COMPARES.search(piece.text):
        return None
    if number.kind is K.COUNT and number.value < _SMALL:
        return None
    hits = [t for t in theirs if t.number in result.sources]
    pairs = [(hit, theirs[hit.partner]) for hit in hits if hit.partner is not None]
    if not pairs or len(pairs) < len(hits):
        return None
    for hit, other in pairs:
        its, rivals = hit.arm - other.arm, other.arm - hit.arm
        if not its or not rivals or _shared_any(piece.names, its) or not _shared_any(piece.names, rivals):
            return None
        if not rivals <= piece.names and not (rivals & piece.names & CONTROL):
            return None
    hit = pairs[0][0]
    written = statement.text[number.start : number.end]
    why = f"{written!r} is the source's value for the other arm; exchange the arm or the value."
    return Problem(ProblemKind.ARM, number.start, number.end, hit.number.start, hit.number.end, why, 0.9, True)


def shared_weight(a: frozenset[str], b: frozenset[str]) -> float:
    """Weight of the telling terms that two sets have in common."""
    return mass(a & b, 2)


def _shared_any(a: frozenset[str], b: frozenset[str]) -> float:
    return fsum(2.0 if name in CONTROL else weight_of(name) for name in a & b)
