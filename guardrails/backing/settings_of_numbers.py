# ruff: noqa: E501
"""What each number of a text is about: the topic before it and the arm after it, for telling a right value in a wrong place."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import lru_cache

from guardrails.backing.arms import CONTROL, declared_arms
from guardrails.backing.passage import Piece, read_passage
from guardrails.backing.words import Term, weight_of
from guardrails.numbers import Number, NumberKind

_ARM = re.compile(
    r"[\s)%\]]*(?:(?:per|a|each)\s\w+\s)?(?:(?:points?|days?|weeks?|months?|years?|hours?|minutes?|patients|participants|people|women|men|children|adults|deaths|events|cases|dollars|euros|pounds|episodes|errors|visits|spasms|attacks|falls|doses)\s)?(?:(?:was|were)\s)?(?:(?:occurred|happened|recorded|reported|seen|observed|found)\s)?(?:of (?:the |those |patients |people |participants )?(?:\w+ )?(?:given |taking |receiving |on |in |with |assigned to )|with |on |in |for |among |under |during |given |taking |"
    r"receiving |after |from |of )(?:(?:those|patients|people|women|men|children|adults|participants)\s(?:who|that)\s(?:were\s|had\s)?)?(?P<arm>[^.;\n]*?)(?=\s\(|\s+(?:and|versus|vs\.?|than|but|while|whereas|compared|against|had|were|was|who|that)\b|[,;:.)\n]|\s[-−]?\d|$)"
)
_BEFORE = re.compile(
    r"(?:^|[,;:(]|\b(?:and|versus|vs\.?|than|with|to|for|in|on|by)\s)\s*(?P<arm>[^,;:(\n]{2,60}?)\s*(?:\(|:|,|=)?\s*(?:n\s?=\s?)?$"
)
_NO_ARM_ENDS = re.compile(
    r"\b(?:at|in|by|to|of|from|was|were|is|are|had|has|than|with|fell|rose|about|over|under|around|least|most|and|or|on|for|reached|per|cut|improved|occurred|nearly|only|mean|median|from|up|between|the|a)$",
    re.I,
)
_BREAK = re.compile(r"[.;\n](?!\d)")
_GENERIC = frozenset(
    """
            difference compare score frequency patient treatment receive report measure trial level baseline
            effect mean median control ratio odd hazard adjust risk
        """.split()
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A number with what it is about."""

    number: Number
    topic: frozenset[str]
    arm: frozenset[str]
    wide: frozenset[str]
    """Everything its sentence says before it."""
    piece: int
    """Position of its sentence."""
    partner: int | None
    """Position, among the placed numbers, of the value it is set against (`24% ... and 8% ...`)."""
    close: frozenset[str] = frozenset()
    """What stands right beside it, from the joining word before it to the one after it (`... and 40% slept better`)."""

    @property
    def control(self) -> bool:
        """Whether its arm is the control arm."""
        return bool(self.arm & CONTROL)


@lru_cache(maxsize=512)
def placed_numbers(text: str, implied: bool = True) -> tuple[Placed, ...]:
    """Every number of a text with topic and arm, in reading order; `implied`: bare pairs get the arms of the trial."""
    found: list[Placed] = []
    for position, piece in enumerate(read_passage(text).pieces):
        found.extend(_of_piece(text, piece, position, len(found)))
    return tuple(_owned(text, found)) if implied else tuple(found)


def _owned(text: str, placed: list[Placed]) -> list[Placed]:
    """Values side by side without named arms get the arms of the trial, in the order the text declares them."""
    arms = declared_arms(text) or _named_pair(placed)
    if not arms:
        return placed
    owned = list(placed)
    for run in _runs(text, placed):
        if len(run) == len(arms) and not any(placed[index].arm - _measured(text, placed[run[-1]]) for index in run):
            for index, arm in zip(run, arms, strict=True):
                owned[index] = replace(owned[index], arm=arm)
    return owned


def _measured(text: str, last: Placed) -> frozenset[str]:
    """What the last value of a run is a value of ("48 mg and 51 mg of morphine equivalents"): no arm."""
    return (
        last.arm if text[last.number.end :].startswith(" of ") and last.arm <= last.topic | last.close else frozenset()
    )


def _named_pair(placed: list[Placed]) -> tuple[frozenset[str], ...]:
    """The arms of the first pair of values that names both."""
    for item in placed:
        if item.partner is not None and placed[item.partner].number.start > item.number.start:
            other = placed[item.partner]
            if item.arm and other.arm and item.arm != other.arm:
                return item.arm, other.arm
    return ()


def _runs(text: str, placed: list[Placed]) -> list[list[int]]:
    """Positions of values of one kind that follow one another with nothing but joining words between."""
    runs: list[list[int]] = []
    last: dict[NumberKind, list[int]] = {}
    for index, item in enumerate(placed):
        kind = item.number.kind
        run = last.get(kind)
        if run and _JOINED.fullmatch(text[placed[run[-1]].number.end : item.number.start]):
            run.append(index)
        else:
            run = [index]
            last[kind] = run
            runs.append(run)
    return [run for run in runs if len(run) > 1]


_JOINED = re.compile(
    r"[\s,;()%]*(?:[\d/.,%()=\s]|of|points?|n)*[\s,;()%]*(?:\b(?:and|vs|versus|or|to)\b\.?)?(?:\s(?:by|in|at|only|just|of|for))?[\s(]*(?:[\d/.()\s]|of)*\(?"
)


def _of_piece(text: str, piece: Piece, position: int, offset: int) -> list[Placed]:
    placed: list[Placed] = []
    cursor, topic = piece.start, frozenset[str]()
    numbers = piece.numbers
    for index, number in enumerate(numbers):
        gap = text[cursor : number.start]
        last_break = max((m.end() for m in _BREAK.finditer(gap)), default=0)
        own = _names(piece, cursor + last_break, number.start)
        if last_break:
            topic = frozenset()
        fresh = frozenset(name for name in own - _GENERIC - CONTROL if weight_of(name) > 1)
        topic = topic | fresh if index and _bounds(text, numbers[index - 1]) else fresh or topic
        following = numbers[index + 1].start if index + 1 < len(numbers) else piece.end
        arm_match = _ARM.match(text, number.end, piece.end)
        aside = bool(placed) and gap.strip() == "("
        arm, cursor = frozenset[str](), number.end
        if arm_match and arm_match.start("arm") < following:
            arm = _names(piece, arm_match.start("arm"), min(arm_match.end("arm"), following))
            cursor = min(arm_match.end("arm"), following)
        if not arm and aside:
            arm = placed[-1].arm
        if not arm and not _unnamed(text, piece, number):
            before = _BEFORE.search(text[max(piece.start, number.start - 70) : number.start])
            if before and not _NO_ARM_ENDS.search(before["arm"].strip()) and len(before["arm"].split()) <= 4:
                shift = max(piece.start, number.start - 70)
                arm = _names(piece, shift + before.start("arm"), shift + before.end("arm"))
        placed.append(
            Placed(
                number,
                topic,
                arm,
                _names(piece, piece.start, number.start),
                position,
                _partner(text, numbers, index, offset),
                _close(text, piece, number, numbers[index - 1].end if index else piece.start, following),
            )
        )
    return placed


def _bounds(text: str, number: Number) -> bool:
    """Whether a number only bounds what is counted ("weight loss over 10% was present in 39%"), so that the topic goes on behind it."""
    return bool(
        re.search(
            r"\b(?:over|above|below|under|than|least|most)\s$|[<>≤≥]\s?$", text[max(0, number.start - 8) : number.start]
        )
    )


_JOINING = re.compile(r"[,;:()]\s?|\b(?:and|or|while|whereas|but|versus|vs|than|against)\b")


def _close(text: str, piece: Piece, number: Number, low: int, high: int) -> frozenset[str]:
    """Terms beside a number, no further than the numbers and joining words around it."""
    start = max((m.end() for m in _JOINING.finditer(text, low, number.start)), default=low)
    stop = _JOINING.search(text, number.end, high)
    return _names(piece, start, number.start) | _names(piece, number.end, stop.start() if stop else high)


def _names(piece: Piece, start: int, end: int) -> frozenset[str]:
    terms = piece.terms
    low = bisect_left(terms, start, key=_at)
    return frozenset(term.name for term in terms[low : bisect_left(terms, end, key=_at)])


def _at(term: Term) -> int:
    return term.start


_PAIR_AFTER = re.compile(
    r"\s*(?:%|points?|days|weeks|months|years|mg|g/dL)?\s*(?:and|vs\.?|versus|,|compared with|compared to|against|as against|rather than)\s+(?:by\s)?[-−]?\d"
)
_PAIR_BEFORE = re.compile(
    r"\d(?:\s?%|\s\w{1,6})?\)?\s*(?:and|vs\.?|versus|,|compared with|compared to|against|as against|rather than)\s+(?:by\s)?$"
)


def _unnamed(text: str, piece: Piece, number: Number) -> bool:
    """Whether a number stands in a bare pair (`34% vs 16%`), so that words before it name no arm of its own."""
    after = _PAIR_AFTER.match(text, number.end, piece.end)
    return bool(after) or bool(_PAIR_BEFORE.search(text[max(piece.start, number.start - 20) : number.start]))


_PAIRED = (NumberKind.PERCENT, NumberKind.FRACTION, NumberKind.COUNT, NumberKind.QUANTITY, NumberKind.DURATION)


def _partner(text: str, numbers: tuple[Number, ...], index: int, offset: int) -> int | None:
    """The value of the same kind that this one is set against, before or after it."""
    number = numbers[index]
    if number.kind not in _PAIRED:
        return None
    for step in (1, -1):
        other = index + step
        while 0 <= other < len(numbers) and abs(other - index) <= 3:
            candidate = numbers[other]
            if _one_kind(candidate, number) and (candidate.unit == number.unit or not (candidate.unit and number.unit)):
                left, right = (number, candidate) if step > 0 else (candidate, number)
                if _set_against(text, left, right):
                    return offset + other
                break
            other += step
    return None


def _one_kind(a: Number, b: Number) -> bool:
    """Whether two values may be sizes of one thing: of one kind, or one of them written without its unit."""
    bare = {a.kind, b.kind} == {NumberKind.COUNT, NumberKind.QUANTITY} and a.decimals == b.decimals > 0
    bare = bare or ({a.kind, b.kind} == {NumberKind.COUNT, NumberKind.FRACTION} and not a.decimals + b.decimals)
    return a.kind is b.kind or bare


_ASIDE = re.compile(
    r"[\s,;()%]{0,9}(?:[\d/.,%()=±\s-]|of|points?|n){0,60}(?:(?:a|per|each)\s[a-z]+\s)?(?:(?:patients|participants|people|women|men|children|adults|dollars|euros|pounds|episodes|events|errors|visits|spasms|attacks|falls|doses)\s)?"
    r"(?:(?:in|with|on|for|among|under|during|of|per|after|from|given|taking|receiving)\s[^.;\d]{2,70}?)?"
    r"(?:\s?(?:at|after|by|over|in)\s[\w\s-]{2,24},?\s)?"
    r"[\s,;()]{0,9}\b(?P<join>and|versus|vs|than|against|compared (?:with|to)|to)\b\.?"
    r"(?:\s(?:by|in|for|with|only|just|of|the|a|on|those|that|on|placebo|control|from)){0,3}[\s(]{0,9}(?:[\d/.()%\s]|of|patients|participants|people|women|men|children|adults){0,60}"
    r"(?:(?:in|with|on|for|among)\s[^.;\d]{2,60}?(?:was|,)?\s)?"
)


_SAMPLE = re.compile(r"\s?\(n\s?=\s?\d+\)")


def _set_against(text: str, left: Number, right: Number) -> bool:
    """Whether only arms and a joining word stand between two values: no new thing is measured."""
    between = _SAMPLE.sub("", text[left.end : right.start])
    return len(between) <= 110 and bool(_ASIDE.fullmatch(between))
