"""Which number of a source a number of a statement restates: as it is, rounded, converted, in words, or worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guardrails.number_arithmetic import SHARES, in_words, needed_interval, put_together, worked_out
from guardrails.numbers import Number, NumberKind

K = NumberKind


@dataclass(frozen=True, slots=True)
class Restated:
    """What became of one number of a statement."""

    number: Number
    how: str
    """same | rounded | converted | words | derived | unit (value found with another unit) | absent"""
    sources: tuple[Number, ...] = ()
    """All numbers of the source that it may restate; for a derived one those it is worked out from."""

    @property
    def found(self) -> bool:
        """Whether the source has it."""
        return self.how not in ("unit", "absent")


def restated(
    number: Number, given: Sequence[Number], change: str = "", added: Sequence[tuple[Number, ...]] = ()
) -> Restated:
    """What one number restates among the numbers of a source.

    `change`: "up" or "down" where it is said to be the size of one. `added`: groups of the source's numbers that make a sum.
    """
    hits = [(how, other) for other in given if (how := same_value(number, other))]
    rival = _other_whole(number, given)
    if rival is not None and not any(how == "same" for how, _ in hits):
        return Restated(number, "absent", (rival,))
    best = min((how for how, _ in hits), key=("same", "rounded", "converted", "words").index, default="")
    alike = tuple(other for other in given if _alike(number, other))
    if best in ("", "rounded") and any(_other_size(number, other) for other in alike):
        return Restated(number, "unit", alike)
    if not hits and (bare := _without_its_unit(number, alike, given)):
        return Restated(number, "same", bare)
    if hits:
        return Restated(number, best, tuple(other for _, other in hits))
    made = _derived(number, given, change, added)
    if made:
        return Restated(number, "derived", made)
    return Restated(number, "unit" if alike else "absent", alike)


def _other_size(a: Number, b: Number) -> bool:
    """Whether two numbers are written with the same figure and two sizes of one unit: 12 months for 12 weeks, 0.2 g for 0.2 mg."""
    return a.unit.rstrip("s") != b.unit.rstrip("s") and a.dimension == b.dimension != "" and a.kind is b.kind


def _without_its_unit(number: Number, alike: Sequence[Number], given: Sequence[Number]) -> tuple[Number, ...]:
    """A sum of money that the source writes bare beside others: `39,500 pounds per QALY for the tablet; nabiximols gave 66,000`."""
    money = number.unit == "pounds" and number.value >= _LARGE and any(other.unit == number.unit for other in given)
    return tuple(other for other in alike if money and other.kind is K.COUNT and not other.unit)


_LARGE = 1000
"""From here on a sum of money and a count hardly are one value by chance."""


def _other_whole(number: Number, given: Sequence[Number]) -> Number | None:
    """The fraction of the source with the same part and another whole: `77 of 152` where the statement has `77 of 150`."""
    if number.kind is not K.FRACTION or in_words(number):
        return None
    return next(
        (n for n in given if n.kind is K.FRACTION and n.value == number.value and n.total != number.total), None
    )


def same_value(a: Number, b: Number) -> str:
    """How `a` restates `b`: same | rounded | converted | words; an empty string where it does not."""
    if a.kind is K.P_VALUE or b.kind is K.P_VALUE:
        return _same_p(a, b)
    if a.kind in SHARES or b.kind in SHARES:
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
        reduced = in_words(a) and (a.total or 0) < (b.total or 0)
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
    if a.kind is K.SHARE or in_words(a):
        return "words" if _loosely(a, left, right) else ""
    if b.kind is K.FRACTION and a.kind is K.PERCENT:
        return "converted" if abs(left - right) <= 0.51 * 10.0**-a.decimals or _close(a, left, right) else ""
    if a.kind is K.FRACTION:
        near = 2.5 if b.kind is K.SHARE else 0.51 * 10.0**-b.decimals
        return "converted" if abs(left - right) <= near else ""
    if b.kind is K.SHARE:
        return "words" if abs(left - right) <= 0.5 else ""
    return _close(a, left, right, b)


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
        and (bool(b.unit) or a.decimals > 0 or a.value > _SMALL)
        and (abs(a.value) > 1 or a.decimals > 0)
    )


_SMALL = 12
"""A source has many bare counts up to here: one of them is no sign of a swapped unit."""


def _derived(
    number: Number, given: Sequence[Number], change: str, added: Sequence[tuple[Number, ...]]
) -> tuple[Number, ...]:
    """The numbers of a source from which this one can be worked out; empty where none are near each other."""
    if number.kind is K.INTERVAL and number.high is not None:
        return needed_interval(number, given)
    for sources, value in worked_out(number, given, change, added):
        if _close(number, number.value, value):
            return sources
        if number.kind is K.FOLD and abs(number.value - value) <= 0.08 * value:
            return sources
        if (number.kind is K.SHARE or in_words(number)) and _loosely(number, number.percent or 0, value):
            return sources
    return put_together(number, given, added) if number.kind is K.FRACTION else ()
