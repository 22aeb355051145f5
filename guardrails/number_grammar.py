# ruff: noqa: E501
"""The grammar behind `find_numbers`: patterns from the most specific to the least, each taking the characters it reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from guardrails.not_numbers import mask_names
from guardrails.number_patterns import PATTERNS, POWER
from guardrails.number_words import FREQUENCY_WORDS, ROMAN, SHARE_WORDS, VERB_FOLDS, word_value
from guardrails.numbers import Number, NumberKind
from guardrails.units import load_units

K = NumberKind
_UNITS = load_units()
_BEFORE = re.compile(
    r"(<=|>=|[<>≤≥~≈]|\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|close to|"
    r"more than|greater than|over|just over|well over|at least|not less than|less than|fewer than|lower than|higher than|under|up to|at most|no more than|just under|just below|well under|just above|below|above|"
    r"(?:less|greater) than or equal to))\s*[€$£]?$",
    re.I,
)
_COMPARATORS = {
    "nearly": "<", "almost": "<", "just under": "<", "just below": "<", "well under": "<", "just over": ">", "well over": ">", "just above": ">",
    "<": "<", "less than": "<", "fewer than": "<", "under": "<", "below": "<", "lower than": "<", ">": ">", "more than": ">",
    "greater than": ">", "over": ">", "above": ">", "higher than": ">", "≥": ">=", ">=": ">=", "at least": ">=", "not less than": ">=",
    "greater than or equal to": ">=", "≤": "<=", "<=": "<=", "up to": "<=", "at most": "<=", "no more than": "<=", "less than or equal to": "<=",
}  # fmt: skip
_ROLES = {
    "hazard ratio": "HR", "odds ratio": "OR", "relative risk": "RR", "risk ratio": "RR", "rate ratio": "IRR", "incidence rate ratio": "IRR",
    "prevalence ratio": "PR", "standardized mean difference": "SMD", "standardised mean difference": "SMD", "mean difference": "MD",
    "weighted mean difference": "MD", "risk difference": "RD", "wmd": "MD", "arr": "RD", "ahr": "HR", "aor": "OR", "arr ": "RR",
}  # fmt: skip
_PLAIN = str.maketrans({",": None, "\u2009": None, "\u202f": None, "·": ".", "−": "-", "–": "-"})


def _value(raw: str) -> tuple[float, int]:
    """Value and digits after the point of a number as written, in digits or words."""
    text = raw.strip()
    if text[:1].isalpha():
        return word_value(text), 0
    clean = text.translate(_PLAIN).replace(" ", "").lstrip("+")
    return float(clean), len(clean.partition(".")[2])


_AFTER = re.compile(
    r"\s?(?:[a-z]+ )?(?:or|and) (?:(?P<more>more|above|over|older|higher|greater|longer|upwards?)|(?:less|below|under|fewer|younger|lower|shorter))\b"
)


def _comparator(text: str, start: int, end: int = -1) -> str:
    """What stands before a number, or behind it ("or more"), and bounds or loosens it."""
    found = _BEFORE.search(text[max(0, start - 26) : start])
    if found is not None:
        return _COMPARATORS.get(found[1].lower(), "~")
    behind = _AFTER.match(text, end) if end >= 0 else None
    return "" if behind is None else ">=" if behind["more"] else "<="


def _unit(match: re.Match[str]) -> str:
    """The unit, `%` for every spelling of percent."""
    groups = match.groupdict()
    if groups.get("pct") or groups.get("pct2"):
        return "%"
    return groups.get("unit") or ""


def _per(match: re.Match[str]) -> tuple[str, ...]:
    """What stands below the line, sorted."""
    groups = match.groupdict()
    per = {_UNITS.per[groups[name]] for name in ("per1", "per2") if groups.get(name)}
    if groups.get("daily"):
        per.add("week" if groups["daily"] == "weekly" else "day")
    return tuple(sorted(per))


def _kind_of_unit(unit: str) -> NumberKind:
    known = _UNITS.by_name.get(unit)
    if known is None:
        return K.PERCENT if unit == "%" else K.COUNT
    return {"time": K.DURATION, "fold": K.FOLD}.get(known.dimension, K.QUANTITY)


def _right(match: re.Match[str], name: str) -> int:
    """End of a group, with the unit that follows it where the pattern read one."""
    groups = match.groupdict()
    ends = [match.end(part) for part in ("pct", "pct2", "pct3", "unit", "per1", "per2", "daily") if groups.get(part)]
    return max([match.end(name), *ends])


def _interval(match: re.Match[str], text: str) -> Number | None:
    low, places = _value(match["low"])
    high, places_high = _value(match["high"])
    confidence = bool(match.groupdict().get("ci"))
    if high < low and not confidence:
        return None
    return Number(
        match.start("low"),
        _right(match, "high"),
        K.INTERVAL,
        min(low, high),
        max(low, high),
        unit=_unit(match),
        per=_per(match),
        decimals=max(places, places_high),
        confidence=confidence,
    )


def _p_value(match: re.Match[str], text: str) -> Number | None:
    value, places = _value(match["value"])
    if value > 1:
        return None
    sign = match["sign"].strip() if match["sign"] else "="
    comparator = _COMPARATORS.get(sign.lower(), "")
    return Number(
        match.start("value"), match.end("value"), K.P_VALUE, value, comparator=comparator, role="p", decimals=places
    )


def _effect(match: re.Match[str], text: str) -> Number | None:
    value, places = _value(match["value"])
    name = match["role"].lower().removesuffix("s")
    role = _ROLES.get(name, match["role"].removesuffix("s").upper() if len(match["role"]) < 5 else name)
    end = _right(match, "value")
    return Number(match.start("value"), end, K.EFFECT, value, unit=_unit(match), role=role, decimals=places)


def _needed(match: re.Match[str], text: str) -> Number | None:
    value, places = _value(match["value"])
    return Number(match.start("value"), match.end("value"), K.NNT, value, role="NNT", decimals=places)


def _fraction(match: re.Match[str], text: str) -> Number | None:
    part, _ = _value(match["part"])
    total, _ = _value(match["total"])
    if not 0 <= part <= total or total < 2 or part != int(part) or total != int(total):
        return None
    comparator = _comparator(text, match.start("part"))
    return Number(match.start("part"), match.end("total"), K.FRACTION, part, total=total, comparator=comparator)


def _spread(match: re.Match[str], text: str) -> Number | None:
    value, places = _value(match["value"])
    unit = _unit(match)
    end = _right(match, "spread")
    return Number(
        match.start("value"),
        end,
        _kind_of_unit(unit),
        value,
        spread=_value(match["spread"])[0],
        unit=unit,
        decimals=places,
    )


def _time_point(match: re.Match[str], text: str) -> Number | None:
    value, _ = _value(match["value"])
    high = _value(match["high"])[0] if match["high"] else None
    unit = match["unit"].lower()
    return Number(
        match.start("unit"), match.end(), K.TIME_POINT, value, high, unit=unit if unit.endswith("s") else unit + "s"
    )


def _label(match: re.Match[str], text: str) -> Number | None:
    def read(raw: str) -> float:
        return float(ROMAN[raw.upper()]) if raw.upper() in ROMAN else _value(raw)[0]

    role = match["role"].lower()
    role = "class" if role.startswith("class") else role.removesuffix("s")
    high = read(match["high"]) if match["high"] else None
    return Number(match.start(), match.end(), K.LABEL, read(match["value"]), high, role=role)


def _frequency(match: re.Match[str], text: str) -> Number | None:
    word = (match["word"] or "").lower()
    count = FREQUENCY_WORDS.get(word) or (_value(match["count"])[0] if match["count"] else 1.0)
    period = (match["period"] or "day").lower()
    days = 7.0 if period.startswith("week") else 30.44 if period.startswith("month") else 1.0
    return Number(match.start(), match.end(), K.FREQUENCY, round(count / days, 4), unit="day")


def _every(match: re.Match[str], text: str) -> Number | None:
    value, _ = _value(match["value"])
    hours = _UNITS.by_name[match["unit"]].factor
    return (
        Number(match.start(), match.end("unit"), K.FREQUENCY, round(24 / (value * hours), 4), unit="day")
        if value
        else None
    )


def _span(match: re.Match[str], text: str) -> Number | None:
    """`the past month`: a duration of one."""
    return Number(match.start(), match.end(), K.DURATION, 1.0, unit=match["unit"])


def _and_a_half(match: re.Match[str], text: str) -> Number | None:
    """`an hour and a half`, `two days and a half`."""
    whole = 1.0 if match["value"].lower() in ("a", "an", "one") else _value(match["value"])[0]
    return Number(match.start(), match.end(), K.DURATION, whole + 0.5, unit=match["unit"].lower() + "s", decimals=1)


def _share(match: re.Match[str], text: str) -> Number | None:
    value = SHARE_WORDS[re.sub(r"[\s-]+", " ", match["share"].lower())]
    return Number(match.start("share"), match.end("share"), K.SHARE, value, comparator=_comparator(text, match.start()))


def _fold(match: re.Match[str], text: str) -> Number | None:
    word = match["word"].lower()
    if word in VERB_FOLDS:
        value, places = VERB_FOLDS[word], 0
    else:
        value, places = _value(re.sub(r"-?\s?fold$|\s+times$", "", match["word"], flags=re.I))
    return Number(
        match.start("word"),
        match.end("word"),
        K.FOLD,
        value,
        unit="fold",
        comparator=_comparator(text, match.start()),
        decimals=places,
    )


def _sample(match: re.Match[str], text: str) -> Number | None:
    value, _ = _value(match["value"])
    return Number(match.start("value"), match.end("value"), K.COUNT, value, role="n")


def _single(match: re.Match[str], text: str) -> Number | None:
    value, places = _value(match["value"])
    unit = _unit(match)
    return Number(
        match.start("value"),
        _right(match, "value"),
        _kind_of_unit(unit),
        value,
        unit=unit,
        per=_per(match),
        comparator=_comparator(text, match.start(), _right(match, "value")),
        decimals=places,
    )


_BUILDERS: dict[str, Callable[[re.Match[str], str], Number | None]] = {
    "interval": _interval, "range": _interval, "p_value": _p_value, "effect": _effect, "needed": _needed, "sample": _sample,
    "fraction": _fraction, "time_point": _time_point, "label": _label, "spread": _spread, "frequency": _frequency,
    "every": _every, "and_a_half": _and_a_half, "span": _span, "fold": _fold, "share": _share, "single": _single,
}  # fmt: skip
# Reading multiples and frequencies costs most and both are rare: a cheap look first.
_MULTIPLE = re.compile(
    r"fold|times|sessions|classes|doses|visits|[Dd]oubl|[Hh]al[fv]|[Tt]ripl|[Tt]wice|thrice|once|trebl|quadrupl|[bBtTqQ]\.?[iIdD]\.?[dD]?\b|o\.d",
    0,
)


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[Number, ...]:
    """Numbers of a text in reading order; see `find_numbers`."""
    return _with_shared_units(text, sorted(_scan(text), key=lambda number: number.start))


_NEXT = 4
"""Characters between an effect and the interval that goes with it."""
_BETWEEN = re.compile(r"[,;:]?\s?[(\[]?(?:95\s?%\s?(?:CI|confidence interval)s?[,:]?\s?)?")
"""What may stand between a value in brackets and its interval, where the name of the measure is not said again."""
_ARM_TURNS = re.compile(
    r"\s(?:on|with|in|for|under|after|among|by)\s[^.,;:()\d]{1,40}?\s(?:against|versus|vs\.?|and|but|than|compared (?:with|to))\s(?:only |just |by )?"
)
_ARM_FOLLOWS = re.compile(
    r"\s(?:on|with|in|for|under|after|among)\s(?:the\s)?[\w-]+(?:\s(?:group|arm))?\s*(?:[.,;:)]|$)"
)
_OWN = ("mass", "volume", "molar", "items", "fold")
"""Dimensions of doses and of things that are counted: a bare value behind one is most likely of something else."""
_LIST = re.compile(r"\s?(?:,|and|or|vs\.?|versus|to)\s|,\s(?:and|or)\s")


def _with_shared_units(text: str, numbers: list[Number]) -> tuple[Number, ...]:
    """A bare number takes the unit at the end of its list: in `2.1 and 3.4 days` both are days."""
    shared = list(_going_on(text, numbers))
    for index in range(len(shared) - 2, -1, -1):
        number, after = shared[index], shared[index + 1]
        if number.kind is K.EFFECT and after.kind is K.INTERVAL and after.start - number.end <= _NEXT:
            shared[index + 1] = replace(after, confidence=True)
        if number.kind is not K.COUNT or number.role or after.kind not in (K.QUANTITY, K.DURATION, K.PERCENT):
            continue
        if after.dimension in ("items", "fold") or not _LIST.fullmatch(text[number.end : after.start]):
            continue
        shared[index] = replace(number, kind=after.kind, unit=after.unit, per=after.per)
    return tuple(shared)


def _going_on(text: str, numbers: list[Number]) -> Iterator[Number]:
    """Bare values with what those before them say once for all: the measure of a ratio, the unit of a pair."""
    measure = ""
    sized: Number | None = None
    for index, number in enumerate(numbers):
        if number.kind is K.EFFECT:
            measure = number.role
        elif number.kind is K.COUNT and not number.role:
            after = numbers[index + 1] if index + 1 < len(numbers) else None
            if measure and number.decimals and after is not None and _inside_of(text, number, after):
                number = replace(number, kind=K.EFFECT, role=measure)
            elif sized is not None and _of_one_size(text, sized, number):
                number = replace(number, kind=sized.kind, unit=sized.unit, per=sized.per)
        if number.kind in (K.DURATION, K.QUANTITY) and number.dimension not in _OWN:
            sized = number
        yield number


def _inside_of(text: str, number: Number, after: Number) -> bool:
    """Whether the next number is the interval around this one: `(0.58, 0.49-0.69)`."""
    bracketed = text[number.start - 1 : number.start] == "("
    around = after.kind is K.INTERVAL and not after.unit and after.value <= number.value <= (after.high or 0)
    return bracketed and around and bool(_BETWEEN.fullmatch(text[number.end : after.start]))


def _of_one_size(text: str, sized: Number, number: Number) -> bool:
    """Whether a bare value is one of a pair: `20 minutes on CBD against 30 on placebo`."""
    turns = _ARM_TURNS.fullmatch(text[sized.end : number.start])
    return bool(turns and _ARM_FOLLOWS.match(text, number.end))


_WORDS_OF_POWERS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_EXPONENTS = ("timesa", "timesb", "old", "glued", "e", "barea", "bareb", "small")
_SUPERSCRIPTS = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹−–", "-+0123456789--")


def _power(match: re.Match[str], text: str) -> Number:
    """A value with its power of ten; what is certain of it ends with its last written digit."""
    groups = match.groupdict()
    written = next(filter(None, (groups[n] for n in _EXPONENTS)), None)
    exponent = int(written.translate(_SUPERSCRIPTS)) if written else _WORDS_OF_POWERS[match["word"]]
    mantissa, places = _value(match["value"]) if match["value"] else (1.0, 0)
    value, start = float(f"{mantissa:.12g}e{exponent}"), match.start("value") if match["value"] else match.start()
    if match["sign"] and value <= 1:
        comparator = next((c for c in "<>≤≥" if c in match["sign"]), "")
        return Number(
            start,
            match.end(),
            K.P_VALUE,
            value,
            comparator=_COMPARATORS.get(comparator, ""),
            role="p",
            decimals=places - exponent,
        )
    return Number(
        start, match.end(), K.COUNT, value, comparator=_comparator(text, start, match.end()), decimals=places - exponent
    )


def _scan(text: str) -> Iterator[Number]:
    powers = [_power(match, text) for match in POWER.finditer(text)]
    yield from powers
    for power in powers:
        text = text[: power.start] + "~" * (power.end - power.start) + text[power.end :]
    chars = mask_names(text)
    multiples = _MULTIPLE.search(text) is not None
    for name, pattern in PATTERNS:
        if name in ("frequency", "fold") and not multiples:
            continue
        build, work = _BUILDERS[name], chars
        for match in pattern.finditer(work):
            number = build(match, work)
            if number is None:
                continue
            yield number
            chars = chars[: match.start()] + "~" * (match.end() - match.start()) + chars[match.end() :]
