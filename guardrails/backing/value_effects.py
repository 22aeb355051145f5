"""Effects read off values: pairs of arms, one value for both, ratios and differences with their intervals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrails.backing.effect import TURN, Effect
from guardrails.backing.effect_cues import own_cues
from guardrails.backing.passage import Cue, Piece, read_passage
from guardrails.backing.settings_of_numbers import Placed, placed_numbers
from guardrails.backing.significance import RATIOS, by_interval
from guardrails.numbers import Number, NumberKind

_SIZES = (NumberKind.PERCENT, NumberKind.FRACTION, NumberKind.COUNT, NumberKind.QUANTITY, NumberKind.DURATION)


_OF_CHANGE = 28
"""A change named this close behind a pair ("59% vs 38% reported any decrease") is what was counted: the pair has no way of its own."""


def of_values(text: str) -> Iterator[Effect]:
    """Effects read off pairs such as `25% with X and 14% with placebo`."""
    placed = placed_numbers(text)
    pieces = read_passage(text).pieces
    yield from _alike(text, placed)
    yield from _courses(text, placed)
    for index, item in enumerate(placed):
        if item.number.kind not in _SIZES or item.partner is None or item.partner <= index:
            continue
        other = placed[item.partner]
        if other.piece != item.piece or _leg(text, item) != _leg(text, other):
            continue
        piece = pieces[item.piece]
        if any(0 <= c.start - other.number.end < _OF_CHANGE for name in TURN for c in piece.cues.get(name, ())):
            continue
        after = [c.category for c in _flags(piece) if 0 <= c.start - other.number.end < 90]
        significant = -1 if "not_significant" in after[:1] else 1 if "significant" in after[:1] else 0
        significant = significant or by_interval(piece, other.number.end, other.number.end + 90)
        direction = _compare(item, other) or ("same" if significant < 0 else "")
        if not direction:
            continue
        arm, reference = item.arm - other.arm, other.arm - item.arm
        topic = item.topic or piece.names - item.arm - other.arm
        direction = _of_change(piece, item.number.start, direction)
        yield Effect(
            direction,
            item.number.start,
            other.number.end,
            topic,
            topic,
            reference,
            arm,
            significant,
            item.piece,
            numeric=True,
            asked="aim" in piece.cues,
        )


_BOTH = re.compile(
    r"[\s)%]*(?:\w+\s)?(?:in|with|for|under|of) (?:both|each|either)(?: of the)?(?: \w+)? (?:arms?|groups?|treatments?)",
    re.I,
)


def _alike(text: str, placed: Sequence[Placed]) -> Iterator[Effect]:
    """`33% in both arms`: no difference."""
    pieces = read_passage(text).pieces
    for item in placed:
        if "baseline" in pieces[item.piece].names:
            continue
        if item.number.kind in _SIZES and _BOTH.match(text, item.number.end, pieces[item.piece].end):
            topic = item.topic or pieces[item.piece].names
            none = frozenset[str]()
            yield Effect(
                "same", item.number.start, item.number.end, topic, topic, none, none, -1, item.piece, numeric=True
            )


_WENT = re.compile(r"\b(?:went|moved|changed|shifted|passed|came|developed)\s(?:\w+\s)?$", re.I)


def _courses(text: str, placed: Sequence[Placed]) -> Iterator[Effect]:
    """`went from 5 to 6 days`: a rise over time, told by its values alone."""
    pieces = read_passage(text).pieces
    none = frozenset[str]()
    for item in placed:
        other = placed[item.partner] if item.partner is not None else None
        if other is None or (_leg(text, item), _leg(text, other)) != ("from", "to"):
            continue
        start = item.number.start - len("from ")
        direction = _compare(other, item)
        if not direction or not _WENT.search(text[max(0, start - 30) : start]):
            continue
        topic = item.topic or pieces[item.piece].names
        yield Effect(
            direction, item.number.start, other.number.end, topic, topic, none, none, 0, item.piece, numeric=True
        )


def of_ratios(text: str, placed: Sequence[Placed]) -> Iterator[Effect]:
    """`hazard ratio 0.41 (0.26 to 0.65)`: less of what stands before it; with an interval that holds 1, no difference."""
    pieces = read_passage(text).pieces
    none = frozenset[str]()
    for item in placed:
        number, piece = item.number, pieces[item.piece]
        if number.kind is NumberKind.INTERVAL and _of_difference(text, number):
            topic = item.topic or item.wide or piece.names
            yield Effect("same", number.start, number.end, topic, topic, none, none, -1, item.piece, numeric=True)
        if number.kind is NumberKind.FOLD and number.value != 1 and _STATED.search(text[: number.start]):
            topic = item.topic or item.wide or piece.names
            direction = "up" if number.value > 1 else "down"
            yield Effect(direction, number.start, number.end, topic, topic, none, none, 0, item.piece, numeric=True)
        if number.kind is not NumberKind.EFFECT or number.role not in RATIOS:
            continue
        stated = by_interval(piece, number.start, number.end + 60)
        direction = "same" if stated < 0 else "up" if number.value > 1 else "down"
        topic = item.topic or item.wide or piece.names
        if stated:
            yield Effect(
                direction, number.start, number.end, topic, topic, none, none, stated, item.piece, numeric=True
            )


_STATED = re.compile(r"\b(?:was|were|is|are)\s(?:(?:about|some|around|roughly|nearly|almost|over)\s)?$", re.I)
"""Before a fold that says how large a thing is, not how it changed ("exposure was 2.4-fold")."""


def _of_difference(text: str, interval: Number) -> bool:
    """Whether this is the interval of a difference and holds 0."""
    if not interval.confidence or interval.high is None or not interval.value < 0 < interval.high:
        return False
    return bool(re.search(r"\bdifference\b[^.]*$", text[max(0, interval.start - 60) : interval.start], re.I))


def _leg(text: str, item: Placed) -> str:
    """`from` or `to` where a value is one end of a change over time; empty otherwise."""
    before = text[max(0, item.number.start - 40) : item.number.start].lower()
    if before.endswith("from "):
        return "from"
    return (
        "to"
        if before.endswith("to ") and re.search(r"from [-−]?\d[^,;.a-z]*(?:\.\d)?[^,;.]{0,18}$", before[:-3])
        else ""
    )


def _of_change(piece: Piece, start: int, direction: str) -> str:
    """The larger of two falls is the lower: a verb of change before a pair says what its sizes are sizes of."""
    before = [cue for cue in own_cues(piece) if 0 <= start - cue.end <= 45]
    if not before or direction == "same" or _MEASURE.fullmatch(_words(piece, before[-1])):
        return direction
    category = before[-1].category
    if category in ("down", "bad"):
        return {"up": category, "down": TURN[category]}[direction]
    if category == "good":
        return {"up": "good", "down": "bad"}[direction]
    return direction


_MEASURE = re.compile(r"(?:fewer|less|lower|shorter|smaller|rarer|less (?:often|likely|common|frequent))")
"""Said of the pair itself ("fewer, 12% vs 21%"): its sizes are no sizes of a fall."""


def _words(piece: Piece, cue: Cue) -> str:
    return piece.text[cue.start - piece.start : cue.end - piece.start].lower()


def _flags(piece: Piece) -> list[Cue]:
    cues = (*piece.cues.get("not_significant", ()), *piece.cues.get("significant", ()))
    return sorted(cues, key=lambda cue: cue.start)


def _compare(item: Placed, other: Placed) -> str:
    left = item.number.percent if item.number.percent is not None else item.number.value
    right = other.number.percent if other.number.percent is not None else other.number.value
    if left == right:
        return "same"
    if abs(left - right) < 0.02 * max(abs(left), abs(right)):
        return ""
    return "up" if left > right else "down"
