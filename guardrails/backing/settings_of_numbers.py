"""What each number of a text is about: the topic before it and the arm after it, for telling a right value in a wrong place."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from guardrails.backing.passage import Piece, read_passage
from guardrails.backing.words import Term
from guardrails.numbers import Number, NumberKind

_ARM = re.compile(
    r"[\s)%\]]*(?:of (?:the |those |patients |people |participants )?(?:\w+ )?(?:given |taking |receiving |on |in |with |assigned to )|with |on |in |for |among |under |given |taking |"
    r"receiving |after |from |of )(?P<arm>[^.;\n]*?)(?=\s\(|\s+(?:and|versus|vs\.?|than|but|while|whereas|compared|against|had|were|was|who|that)\b|[,;:.)\n]|\s[-−]?\d|$)"
)
_BEFORE = re.compile(r"(?:^|[,;:(]|\b(?:and|versus|vs\.?|than|with|to|for|in|on|by)\s)\s*(?P<arm>[^,;:(\n]{2,60}?)\s*(?:\(|:|,|=|was|were|had)?\s*(?:n\s?=\s?)?$")
_BREAK = re.compile(r"[.;\n](?!\d)")
_GENERIC = frozenset("difference compare score frequency patient treatment receive report measure trial level baseline effect mean median control".split())
CONTROL = frozenset({"placebo", "control", "usual care", "waiting list", "standard", "comparator", "untreat"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A number with what it is about."""

    number: Number
    topic: frozenset[str]
    arm: frozenset[str]
    piece: int
    """Position of its sentence."""
    partner: int | None
    """Position, among the placed numbers, of the value it is set against (`24% ... and 8% ...`)."""

    @property
    def control(self) -> bool:
        """Whether its arm is the control arm."""
        return bool(self.arm & CONTROL)


@lru_cache(maxsize=512)
def placed_numbers(text: str) -> tuple[Placed, ...]:
    """Every number of a text with topic and arm, in reading order."""
    found: list[Placed] = []
    for position, piece in enumerate(read_passage(text).pieces):
        found.extend(_of_piece(text, piece, position, len(found)))
    return tuple(found)


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
        fresh = own - _GENERIC - CONTROL
        topic = fresh or topic
        following = numbers[index + 1].start if index + 1 < len(numbers) else piece.end
        arm_match = _ARM.match(text, number.end, piece.end)
        arm, cursor = frozenset[str](), number.end
        if arm_match and arm_match.start("arm") < following:
            arm = _names(piece, arm_match.start("arm"), min(arm_match.end("arm"), following))
            cursor = min(arm_match.end("arm"), following)
        if not arm:
            before = _BEFORE.search(text[max(piece.start, number.start - 70) : number.start])
            if before:
                shift = max(piece.start, number.start - 70)
                arm = _names(piece, shift + before.start("arm"), shift + before.end("arm"))
        placed.append(Placed(number, topic, arm, position, _partner(text, numbers, index, offset)))
    return placed


def _names(piece: Piece, start: int, end: int) -> frozenset[str]:
    terms = piece.terms
    low = bisect_left(terms, start, key=_at)
    return frozenset(term.name for term in terms[low : bisect_left(terms, end, key=_at)])


def _at(term: Term) -> int:
    return term.start


_JOIN = re.compile(r"\b(?:versus|vs\.?|and|than|compared (?:with|to)|against)\b|;|,")
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
            if candidate.kind is number.kind and (candidate.unit == number.unit or not (candidate.unit and number.unit)):
                left, right = (number, candidate) if step > 0 else (candidate, number)
                between = text[left.end : right.start]
                if len(between) <= 90 and _JOIN.search(between):
                    return offset + other
                break
            other += step
    return None
