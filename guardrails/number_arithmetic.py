"""What follows from the numbers of a source: differences, ratios, sums, shares of a whole, doses of a day, numbers needed to treat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import ceil

from guardrails.numbers import Number, NumberKind

K = NumberKind
SHARES = (K.PERCENT, K.SHARE, K.FRACTION)
PLAIN = (K.COUNT, K.QUANTITY, K.EFFECT, K.FOLD)
_ROUND_TOTALS = (100, 1000)
_RATIOS = ("RR", "HR", "OR", "IRR")
_MATES = 2
"""Values that one value may be set against: another may stand between ("by 23 mm on a 100-mm scale ... by 11 mm")."""
_DOSES = ("mass", "volume", "items")
"""Dimensions of doses: a bare count beside one is of people."""
_FAR = 70
"""Numbers further apart than this (characters) are not worked into a sum or difference."""
_TAKEN = 45
"""Characters between a dose and how often it is taken."""


def in_words(number: Number) -> bool:
    """A fraction that stands for a share (`one in eight`, `1 in 100`), not for people that were counted."""
    total = number.total or 0
    return number.kind is K.FRACTION and (total <= 10 or total in _ROUND_TOTALS or number.value == 1)


def put_together(
    number: Number, given: Sequence[Number], added: Sequence[tuple[Number, ...]] = ()
) -> tuple[Number, ...]:
    """`51 of 140` from a text that counts 140 people and, apart from that, 51 of them; or tells both of arms that make a sum."""
    for group in added:
        if (sum(n.value for n in group), sum(n.total or 0 for n in group)) == (number.value, number.total):
            return group
    if any(n.kind is K.FRACTION and number.value in (n.value, n.total) for n in given):
        return ()
    counts = [n for n in given if n.kind is K.COUNT and not n.decimals]
    parts = [n for n in counts if n.value == number.value]
    wholes = [n for n in (*counts, *given) if n.kind in (K.COUNT, K.FRACTION) and number.total in (n.value, n.total)]
    if parts and wholes:
        return (parts[0], wholes[0])
    shares = [n for n in given if n.kind is K.PERCENT and number.percent is not None]
    near = [n for n in shares if abs(n.value - (number.percent or 0)) <= 0.51 * 10.0**-n.decimals]
    return (near[0], wholes[0]) if near and wholes else ()


def needed_interval(number: Number, given: Sequence[Number]) -> tuple[Number, ...]:
    """The interval of a difference in points, turned into one of numbers needed to treat."""
    for other in given:
        if other.kind is K.INTERVAL and other.high is not None and other.value > 0:
            needed = (ceil(100 / other.high), ceil(100 / other.value))
            if (number.value, number.high) == needed:
                return (other,)
    return ()


def _pairs(given: Sequence[Number]) -> list[tuple[Number, Number]]:
    """Neighbours of one kind and unit, close together: what a text sets side by side."""
    pairs: list[tuple[Number, Number]] = []
    for index, a in enumerate(given):
        mates = 0
        for b in given[index + 1 : index + 6]:
            if b.start - a.end > _FAR:
                break
            bare = {a.kind, b.kind} == {K.COUNT, K.QUANTITY} and not {a.dimension, b.dimension} & set(_DOSES)
            one_kind = a.kind is b.kind or bare
            if one_kind and (a.unit.rstrip("s") == b.unit.rstrip("s") or not (a.unit and b.unit)):
                pairs.append((a, b))
                mates += 1
                if mates == _MATES:
                    break
    return pairs


def worked_out(
    number: Number, given: Sequence[Number], change: str = "", added: Sequence[tuple[Number, ...]] = ()
) -> Iterator[tuple[tuple[Number, ...], float]]:
    """Values of the kind of `number` that follow from one number or from two near ones; `added`: groups that make a sum."""
    pairs = _pairs(given)
    if number.kind in (K.PERCENT, K.SHARE) or in_words(number):
        yield from (((n,), 100.0 * abs(1 - n.value)) for n in given if n.kind is K.EFFECT and _is_ratio(n))
        yield from (((n,), 100.0 * n.value) for n in given if n.kind is K.FOLD and n.value == 0.5)
        # 1.3-fold is 30 % more, but not 30 % less than the higher value.
        yield from (
            ((n,), 100.0 * abs(n.value - 1))
            for n in given
            if n.kind is K.FOLD and n.decimals and change != ("down" if n.value > 1 else "up")
        )
        counts = [n for n in given if n.kind is K.COUNT and not n.decimals]
        for a, b in combinations(counts if not change else [], 2):
            if b.start - a.end <= 2 * _FAR:
                yield from _part_of(a, b)
        for a, b in pairs:
            x, y = _plain(a), _plain(b)
            if x and y and a.kind in (*SHARES, *PLAIN):
                if change != "up":
                    yield (a, b), 100.0 * abs(x - y) / max(x, y)
                if change != "down":
                    yield (a, b), 100.0 * abs(x - y) / min(x, y)
    if number.kind in (K.QUANTITY, K.COUNT, K.PERCENT, K.EFFECT, K.DURATION):
        yield from _differences(number, pairs)
    if number.kind is K.FOLD:
        for a, b in pairs:
            if (x := _plain(a)) and (y := _plain(b)):
                yield (a, b), max(x, y) / min(x, y)
                yield (a, b), min(x, y) / max(x, y)
    if number.kind is K.QUANTITY and "day" in number.per:
        yield from _per_day(given)
    if number.kind is K.NNT:
        for a, b in pairs:
            if a.percent is not None and b.percent is not None and a.percent != b.percent:
                gap = abs(a.percent - b.percent)
                yield (a, b), float(round(100 / gap))
                yield (a, b), float(ceil(100 / gap))
    if number.kind is K.COUNT and not number.decimals:
        yield from _sums(given, added)


def _is_ratio(number: Number) -> bool:
    return number.role in _RATIOS or number.role.endswith("ratio")


def _per_day(given: Sequence[Number]) -> Iterator[tuple[tuple[Number, ...], float]]:
    """`150 mg twice daily` is 300 mg a day."""
    for dose in (n for n in given if n.kind is K.QUANTITY and n.dimension in ("mass", "volume", "items")):
        for often in given:
            if often.kind is K.FREQUENCY and 0 <= often.start - dose.end <= _TAKEN:
                yield (dose, often), dose.value * often.value


def _sums(given: Sequence[Number], added: Sequence[tuple[Number, ...]]) -> Iterator[tuple[tuple[Number, ...], float]]:
    """Arms added up, and a share of a total as a count."""
    for group in added:
        if group[0].kind is K.FRACTION:
            yield group, sum(n.total or 0 for n in group)
        yield group, sum(n.value for n in group)
    counts = [n for n in given if n.kind is K.COUNT and not n.decimals and n.value > 1]
    for whole in counts:
        for share in (n for n in given if n.kind is K.PERCENT and abs(n.start - whole.start) <= 2 * _FAR):
            if whole.value >= 10:
                yield (share, whole), float(round(share.value * whole.value / 100))


def _part_of(part: Number, whole: Number) -> Iterator[tuple[tuple[Number, ...], float]]:
    for a, b in ((part, whole), (whole, part)):
        if 0 < a.value <= b.value and b.value >= 5:
            yield (a, b), 100.0 * a.value / b.value


def _differences(number: Number, pairs: Sequence[tuple[Number, Number]]) -> Iterator[tuple[tuple[Number, ...], float]]:
    points = number.dimension == "points" or number.kind in (K.PERCENT, K.EFFECT) or not number.unit
    for a, b in pairs:
        left, right = a.percent, b.percent
        if left is not None and right is not None:
            if points and abs(left - right) >= 1:
                yield (a, b), abs(left - right)
        elif a.kind in (*PLAIN, K.DURATION) and (number.decimals or number.unit) and number.kind is not K.PERCENT:
            if number.kind is K.DURATION and a.dimension != "time":
                continue
            if a.value != b.value and (not a.unit or not number.unit or a.dimension == number.dimension):
                size = number.in_base(1.0) / a.in_base(1.0) if a.unit and number.unit else 1.0
                yield (a, b), round(abs(a.value - b.value) / size, 6)


def _plain(number: Number) -> float:
    share = number.percent
    return share if share is not None else number.value if number.kind in PLAIN else 0.0
