"""Which number of a source a number of a statement restates: as it is, rounded, converted, in words, or worked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import ceil

from guardrails.numbers import Number, NumberKind

K = NumberKind
_SHARES = (K.PERCENT, K.SHARE, K.FRACTION)
_PLAIN = (K.COUNT, K.QUANTITY, K.EFFECT, K.FOLD)
_RATIOS = ("RR", "HR", "OR", "IRR")
_MATES = 2
"""Values that one value may be set against: another may stand between ("by 23 mm on a 100-mm scale ... by 11 mm")."""
_FAR = 70
"""Numbers further apart than this (characters) are not worked into a sum or difference."""


@dataclass(frozen=True, slots=True)
class Restated:
    """What became of one number of a statement."""

    number: Number
    how: str
    """same | rounded | converted | words | derived | unit (value found with another unit) | absent"""
    sources: tuple[Number, ...] = ()
    """All numbers of the source that it may restate; two each for a derived one."""

    @property
    def found(self) -> bool:
        """Whether the source has it."""
        return self.how not in ("unit", "absent")


def restated(number: Number, given: Sequence[Number], change: str = "") -> Restated:
    """What one number restates among the numbers of a source; `change`: "up" or "down" where it is said to be the size of one."""
    hits = [(how, other) for other in given if (how := same_value(number, other))]
    rival = _other_whole(number, given)
    if rival is not None and not any(how == "same" for how, _ in hits):
        return Restated(number, "absent", (rival,))
    best = min((how for how, _ in hits), key=("same", "rounded", "converted", "words").index, default="")
    alike = tuple(other for other in given if _alike(number, other))
    if best in ("", "rounded") and any(_other_size(number, other) for other in alike):
        return Restated(number, "unit", alike)
    if hits:
        return Restated(number, best, tuple(other for _, other in hits))
    made = _derived(number, given, change)
    if made:
        return Restated(number, "derived", made)
    return Restated(number, "unit" if alike else "absent", alike)


def _other_size(a: Number, b: Number) -> bool:
    """Whether two numbers are written with the same figure and two sizes of one unit: 12 months for 12 weeks, 0.2 g for 0.2 mg."""
    return a.unit.rstrip("s") != b.unit.rstrip("s") and a.dimension == b.dimension != "" and a.kind is b.kind


def _other_whole(number: Number, given: Sequence[Number]) -> Number | None:
    """The fraction of the source with the same part and another whole: `77 of 152` where the statement has `77 of 150`."""
    if number.kind is not K.FRACTION or _in_words(number):
        return None
    return next(
        (n for n in given if n.kind is K.FRACTION and n.value == number.value and n.total != number.total), None
    )


def same_value(a: Number, b: Number) -> str:
    """How `a` restates `b`: same | rounded | converted | words; an empty string where it does not."""
    if a.kind is K.P_VALUE or b.kind is K.P_VALUE:
        return _same_p(a, b)
    if a.kind in _SHARES or b.kind in _SHARES:
        return _same_share(a, b)
    if a.kind is K.INTERVAL or b.kind is K.INTERVAL:
        return _same_interval(a, b)
    if K.LABEL in (a.kind, b.kind):
        return "same" if a.kind is b.kind and a.role == b.role and _inside(a, b) else ""
    if K.FREQUENCY in (a.kind, b.kind):
        return "same" if a.kind is b.kind and abs(a.value - b.value) < 0.02 * max(a.value, b.value) else ""
    if a.kind in (K.DURATION, K.TIME_POINT) or b.kind in (K.DURATION, K.TIME_POINT):
        return _same_time(a, b)
    if K.NNT in (a.kind, b.kind):
        return _close(a, a.value, b.value, b) if a.kind is b.kind or K.COUNT in (a.kind, b.kind) else ""
    return _same_plain(a, b)


def _close(a: Number, left: float, right: float, b: Number | None = None) -> str:
    """Whether two values agree within the rounding, the looseness or the bound of `a`."""
    left, right = abs(left), abs(right)
    if b is not None and {a.comparator[:1], b.comparator[:1]} == {"<", ">"}:
        return ""
    step = 0.5 * 10.0**-a.decimals
    if abs(left - right) < 1e-9:
        return "same"
    if abs(left - right) <= step * 1.0001 and (b is None or b.decimals > a.decimals):
        return "rounded"
    if a.comparator == "~" and abs(left - right) <= max(0.06 * right, step):
        return "rounded"
    if a.comparator in (">", ">=") and left < right <= left * 1.25 + step:
        return "rounded"
    if a.comparator in ("<", "<=") and left * 0.8 - step <= right < left:
        return "rounded"
    return ""


def _same_p(a: Number, b: Number) -> str:
    if a.kind is not b.kind:
        return ""
    if a.comparator in ("<", "<="):
        if b.comparator in (">", ">="):
            return ""
        return "same" if abs(a.value - b.value) < 1e-9 else "rounded" if b.value < a.value else ""
    if a.comparator in (">", ">="):
        return "rounded" if b.value >= a.value and b.comparator not in ("<", "<=") else ""
    return _close(a, a.value, b.value, b) if not b.comparator else ""


def _same_share(a: Number, b: Number) -> str:
    if a.kind is K.FRACTION and b.kind is K.FRACTION:
        if (a.value, a.total) == (b.value, b.total):
            return "same"
        reduced = _in_words(a) and (a.total or 0) < (b.total or 0)
        return "words" if reduced and _loosely(a, a.percent or 0, b.percent or 0) else ""
    if a.kind is K.COUNT and b.kind is K.FRACTION:
        return "same" if a.value in (b.value, b.total) else ""
    if a.kind is K.FOLD and b.kind is K.SHARE:
        return "words" if a.value == 0.5 and b.value == 50 else ""
    left, right = a.percent, b.percent
    if b.kind is K.FOLD and a.kind is K.SHARE:
        return "words" if b.value == 0.5 and a.value == 50 else ""
    if b.kind is K.EFFECT and b.unit == "%":
        right = b.value
    if a.kind is K.EFFECT and a.unit == "%":
        left = a.value
    if left is None or right is None:
        return ""
    if a.kind is K.SHARE or _in_words(a):
        return "words" if _loosely(a, left, right) else ""
    if b.kind is K.FRACTION and a.kind is K.PERCENT:
        return "converted" if abs(left - right) <= 0.51 * 10.0**-a.decimals or _close(a, left, right) else ""
    if a.kind is K.FRACTION:
        near = 2.5 if b.kind is K.SHARE else 0.51 * 10.0**-b.decimals
        return "converted" if abs(left - right) <= near else ""
    if b.kind is K.SHARE:
        return "words" if abs(left - right) <= 0.5 else ""
    return _close(a, left, right, b)


_ROUND_TOTALS = (100, 1000)


def _in_words(number: Number) -> bool:
    """A fraction that stands for a share (`one in eight`, `1 in 100`), not for people that were counted."""
    total = number.total or 0
    return number.kind is K.FRACTION and (total <= 10 or total in _ROUND_TOTALS or number.value == 1)


def _loosely(a: Number, left: float, right: float) -> bool:
    """Whether a share in words stands for a percentage: by its own coarseness, or as the bound it is written as."""
    sign = a.comparator[:1]
    coarse = 2.5 if left >= 12 else 0.2 * left
    if sign == ">":
        return -0.01 <= right - left <= 5.5
    if sign == "<":
        return -0.01 <= left - right <= 6.5
    return abs(left - right) <= coarse + (1.0 if sign else 0.0)


def _same_interval(a: Number, b: Number) -> str:
    if a.kind is not b.kind:
        if a.kind is K.INTERVAL or b.confidence or (a.unit != b.unit and a.dimension != b.dimension and a.unit):
            return ""
        ends = (b.value, b.high or b.value)
        if a.dimension == "time" and b.dimension == "time":
            return "converted" if any(abs(a.in_base(a.value) - b.in_base(end)) < 1e-6 for end in ends) else ""
        return "same" if a.kind in (K.COUNT, K.DURATION, K.QUANTITY, K.TIME_POINT) and a.value in ends else ""
    low = _close(a, a.in_base(a.value), b.in_base(b.value), b)
    high = _close(a, a.in_base(a.high or 0), b.in_base(b.high or 0), b)
    units = not (a.unit and b.unit) or a.unit == b.unit or (a.dimension == b.dimension and bool(a.dimension))
    how = (high if low == "same" else low) if low and high and units else ""
    dosed = a.dimension in ("mass", "volume") and not a.comparator and not a.decimals
    return "" if how == "rounded" and dosed else how


def _inside(a: Number, b: Number) -> bool:
    """Whether the class or classes of `a` are those of `b`, or among them."""
    return b.value <= a.value and (a.high or a.value) <= (b.high or b.value)


def _same_time(a: Number, b: Number) -> str:
    left_time, right_time = a.dimension == "time", b.dimension == "time"
    if not (left_time and right_time):
        return ""
    if a.unit.rstrip("s")[:1] == b.unit.rstrip("s")[:1] and a.unit[:2] == b.unit[:2]:
        return _close(a, a.value, b.value, b)
    left, right = a.in_base(a.value), b.in_base(b.value)
    if abs(left - right) < 1e-6:
        return "converted"
    if a.comparator and (how := _close(a, left, right)):
        return how
    # Months are 28 to 31 days: twelve weeks are called three months.
    loose = {"month", "year"} & {a.unit.rstrip("s"), b.unit.rstrip("s")}
    return "converted" if loose and abs(left - right) <= 0.09 * max(left, right) else ""


def _same_plain(a: Number, b: Number) -> str:
    if K.EFFECT in (a.kind, b.kind) and any(n.kind is K.COUNT and not n.decimals for n in (a, b)):
        return ""
    if a.kind is K.EFFECT and b.kind is K.EFFECT and a.role and b.role and a.role != b.role:
        return ""
    if not a.unit and a.kind is K.COUNT and a.decimals:
        return _close(a, a.value, b.value, b)
    if a.dimension in ("mass", "volume", "molar", "length", "energy", "radiation", "activity") or (
        b.dimension in ("mass", "volume", "molar", "energy", "radiation") and a.unit
    ):
        if a.dimension != b.dimension or not _same_per(a, b):
            return ""
        how = _close(a, a.value, b.value, b) if a.unit == b.unit else ""
        return how or ("converted" if _ratio(a.in_base(a.value), b.in_base(b.value)) else "")
    if a.unit and b.unit and a.dimension != b.dimension:
        return ""
    if not _same_per(a, b) and (a.unit or b.unit == ""):
        return ""
    if a.dimension == "points" and "percent" in a.unit and b.kind is K.COUNT and not b.decimals:
        return ""
    how = _close(a, a.value, b.value, b)
    bare = a.kind is K.COUNT and not a.decimals and b.dimension in ("mass", "volume", "molar")
    return "" if bare and how == "rounded" else how


def _ratio(left: float, right: float) -> bool:
    return right != 0 and abs(left / right - 1) < 0.006


def _same_per(a: Number, b: Number) -> bool:
    """Same things below the line; `per day` and `per dose` may go unsaid, `per kg` and the like may not."""
    silent = {"day", "dose"}
    return set(a.per) - silent == set(b.per) - silent and not ({"week"} & (set(a.per) ^ set(b.per)))


def _alike(a: Number, b: Number) -> bool:
    """Same written value with another unit or role: the sign of a swapped unit."""
    units = {a.unit, b.unit} - {""}
    odd = (K.LABEL, K.FREQUENCY, K.P_VALUE)
    return (
        bool(units)
        and a.kind not in odd
        and b.kind not in odd
        and abs(a.value - b.value) < 1e-9
        and (abs(a.value) > 1 or a.decimals > 0)
    )


def _derived(number: Number, given: Sequence[Number], change: str = "") -> tuple[Number, ...]:
    """The numbers of a source from which this one can be worked out; empty where none are near each other."""
    if number.kind is K.INTERVAL and number.high is not None:
        return _needed_interval(number, given)
    for sources, value in _worked_out(number, given, change):
        if _close(number, number.value, value):
            return sources
        if number.kind is K.FOLD and abs(number.value - value) <= 0.08 * value:
            return sources
        if (number.kind is K.SHARE or _in_words(number)) and _loosely(number, number.percent or 0, value):
            return sources
    return _put_together(number, given) if number.kind is K.FRACTION else ()


def _put_together(number: Number, given: Sequence[Number]) -> tuple[Number, ...]:
    """`51 of 140` from a text that counts 140 people and, apart from that, 51 of them."""
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


def _needed_interval(number: Number, given: Sequence[Number]) -> tuple[Number, ...]:
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
            one_kind = a.kind is b.kind or {a.kind, b.kind} == {K.COUNT, K.QUANTITY}
            if one_kind and (a.unit.rstrip("s") == b.unit.rstrip("s") or not (a.unit and b.unit)):
                pairs.append((a, b))
                mates += 1
                if mates == _MATES:
                    break
    return pairs


def _worked_out(
    number: Number, given: Sequence[Number], change: str = ""
) -> Iterator[tuple[tuple[Number, ...], float]]:
    """Values of the kind of `number` that follow from one number or from two near ones."""
    pairs = _pairs(given)
    if number.kind in (K.PERCENT, K.SHARE) or _in_words(number):
        yield from (((n,), 100.0 * abs(1 - n.value)) for n in given if n.kind is K.EFFECT and n.role in _RATIOS)
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
            if x and y and a.kind in (*_SHARES, *_PLAIN):
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
        yield from _sums(given)


_TAKEN = 45
"""Characters between a dose and how often it is taken."""


def _per_day(given: Sequence[Number]) -> Iterator[tuple[tuple[Number, ...], float]]:
    """`150 mg twice daily` is 300 mg a day."""
    for dose in (n for n in given if n.kind is K.QUANTITY and n.dimension in ("mass", "volume", "items")):
        for often in given:
            if often.kind is K.FREQUENCY and 0 <= often.start - dose.end <= _TAKEN:
                yield (dose, often), dose.value * often.value


def _sums(given: Sequence[Number]) -> Iterator[tuple[tuple[Number, ...], float]]:
    """Arms added up, and a share of a total as a count."""
    counts = [n for n in given if n.kind is K.COUNT and not n.decimals and n.value > 1]
    fractions = [n for n in given if n.kind is K.FRACTION]
    for a, b in pairwise(counts):
        if b.start - a.end <= _FAR:
            yield (a, b), a.value + b.value
    for a, b in pairwise(fractions):
        if b.start - a.end <= _FAR:
            yield (a, b), (a.total or 0) + (b.total or 0)
            yield (a, b), a.value + b.value
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
        elif a.kind in (*_PLAIN, K.DURATION) and (number.decimals or number.unit) and number.kind is not K.PERCENT:
            if number.kind is K.DURATION and a.dimension != "time":
                continue
            if a.value != b.value and (not a.unit or not number.unit or a.dimension == number.dimension):
                size = number.in_base(1.0) / a.in_base(1.0) if a.unit and number.unit else 1.0
                yield (a, b), round(abs(a.value - b.value) / size, 6)


def _plain(number: Number) -> float:
    share = number.percent
    return share if share is not None else number.value if number.kind in _PLAIN else 0.0
