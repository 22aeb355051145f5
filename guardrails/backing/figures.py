"""Numbers of a statement against its source: absent, in another unit, in another arm, about another thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrails.backing.addends import addends, maybe_added
from guardrails.backing.arm_values import (
    arm_of_sentence,
    foreign_arm,
    of_a_part,
    shared_weight,
    sum_for_one,
    swapped_arm,
)
from guardrails.backing.counted import counting_problems, explained
from guardrails.backing.neighbours import of_another
from guardrails.backing.passage import Passage
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.settings_of_numbers import Placed, placed_numbers
from guardrails.number_match import Restated, restated
from guardrails.numbers import Number, NumberKind

K = NumberKind
_TIMES = (K.DURATION, K.TIME_POINT)
_RIVAL = (K.PERCENT, K.FRACTION, K.EFFECT, K.P_VALUE, K.QUANTITY, K.DURATION, K.INTERVAL, K.COUNT)


def figure_problems(statement: Passage, source: Passage, known: Sequence[Number] = ()) -> Iterator[Problem]:
    """Objections to the numbers of a statement. `known`: further numbers that its record vouches for (sample size, title)."""
    yield from counting_problems(statement, source)
    mine, theirs = placed_numbers(statement.text, implied=False), placed_numbers(source.text)
    given = (*source.numbers, *known)
    sums = (*addends(source.text), *maybe_added(source.text))
    results = [restated(item.number, given, change_of(statement.text, item.number), sums) for item in mine]
    for item, result in zip(mine, results, strict=True):
        if not result.found and not explained(statement, source, item):
            yield _absent(statement, source, item, result)
            continue
        if not result.found:
            continue
        foreign = foreign_arm(statement, source, item)
        if foreign:
            yield foreign
            continue
        apart = _worked_out_elsewhere(statement, source, item, mine, results, theirs)
        if apart:
            yield apart
            continue
        added = sum_for_one(statement, item, result, theirs)
        if added:
            yield added
            continue
        swapped = swapped_arm(statement, source, item, mine, results, theirs) or arm_of_sentence(
            statement, source, item, result, theirs
        )
        if swapped:
            yield swapped
            continue
        part = of_a_part(statement, source, item, result)
        if part:
            yield part
            continue
        moved = (
            None
            if _in_company(item, result, mine, results, theirs)
            else _topic_problem(statement, source, item, result, theirs)
            or of_another(statement, source, item, result, theirs)
        )
        if moved:
            yield moved


_FELL = r"(?:fell|dropped|declined|decreased|went down|cut|reduced|lowered|lessened|shrank)"
_ROSE = r"(?:rose|increased|climbed|went up|grew|raised|gained)"
_BY = r"\s(?:[\w-]+\s){0,4}?by\s(?:about\s|around\s|some\s|roughly\s|almost\s|nearly\s|over\s|only\s)?$"
_CHANGES = (("down", re.compile(rf"\b{_FELL}{_BY}", re.I)), ("up", re.compile(rf"\b{_ROSE}{_BY}", re.I)))
_LESS_OR_MORE = (
    ("down", re.compile(r"\s(?:lower|less|fewer|smaller|shorter|reduction|decrease)\b", re.I)),
    ("up", re.compile(r"\s(?:higher|more|greater|larger|longer|increase)\b", re.I)),
)


def change_of(text: str, number: Number) -> str:
    """`down` or `up` where a percentage is the size of a change ("fell by 62%", "62% lower"), which is another thing than what is left."""
    if number.kind is not K.PERCENT:
        return ""
    before = text[max(0, number.start - 70) : number.start]
    ways = [way for way, pattern in _CHANGES if pattern.search(before)]
    ways += (way for way, pattern in _LESS_OR_MORE if pattern.match(text, number.end))
    return ways[0] if ways else ""


def _absent(statement: Passage, source: Passage, item: Placed, result: Restated) -> Problem:
    number = item.number
    written = statement.text[number.start : number.end]
    if result.how == "unit":
        other = result.sources[0]
        why = f"{written!r} stands in the source as {source.text[other.start : other.end]!r}; restate value and unit as there."
        kind = ProblemKind.TIME if number.kind in _TIMES else ProblemKind.UNIT
        return Problem(kind, number.start, number.end, other.start, other.end, why, 1.0, True)
    turned = next((n for n in source.numbers if _turned(number, n)), None)
    if turned:
        why = f"The source bounds this the other way round ({_context(source, turned)!r})."
        return Problem(ProblemKind.NUMBER, number.start, number.end, turned.start, turned.end, why, 0.85, True)
    rival = _rival(item, source)
    kind = ProblemKind.TIME if number.kind in _TIMES else ProblemKind.NUMBER
    if rival is None:
        why = f"{written!r} is not in the source and does not follow from its numbers; give the value of the source."
        return Problem(kind, number.start, number.end, 0, 0, why, _sureness(statement, number))
    why = f"{written!r} is not in the source, which gives {source.text[rival.start : rival.end]!r} here."
    return Problem(kind, number.start, number.end, rival.start, rival.end, why, _sureness(statement, number), True)


def _turned(number: Number, other: Number) -> bool:
    """Whether two bounds of one value look opposite ways: `5 or below` and `above 5`."""
    signs = {number.comparator[:1], other.comparator[:1]}
    return signs == {"<", ">"} and number.value == other.value and number.unit == other.unit


def _context(source: Passage, number: Number) -> str:
    return " ".join(source.text[max(0, number.start - 20) : number.end + 12].split())


def _worked_out_elsewhere(
    statement: Passage,
    source: Passage,
    item: Placed,
    mine: Sequence[Placed],
    results: Sequence[Restated],
    theirs: Sequence[Placed],
) -> Problem | None:
    """A number needed to treat that follows from another sentence of the source than the interval beside it."""
    number = item.number
    if number.kind is not K.NNT:
        return None
    for other, result in zip(mine, results, strict=True):
        if other.piece == item.piece and other.number.kind is K.INTERVAL and result.how == "derived":
            home = {placed.piece for placed in theirs if placed.number in result.sources}
            near = [placed.number for placed in theirs if placed.piece in home]
            differences = [100 / n.value for n in near if n.dimension == "points" and n.value]
            if not any(abs(number.value - d) <= 1 for d in differences) and not restated(number, near).found:
                (interval,) = result.sources
                why = f"This does not follow from the figures whose interval is {source.text[interval.start : interval.end]!r}."
                return Problem(
                    ProblemKind.NUMBER, number.start, number.end, interval.start, interval.end, why, 0.9, True
                )
    return None


_PEOPLE = re.compile(
    r"\s(?:of\s(?:the\s)?)?(?:\w+\s){0,2}?(?:patients?|participants?|people|persons?|adults?|children|women|men|deaths?|events?|cases?|centres|centers|sites|trials|studies)\b"
)


def _sureness(statement: Passage, number: Number) -> float:
    """Small bare counts may be the writer's own structure ("three findings"), unless they count people or events."""
    if number.kind is K.COUNT and number.value <= 10 and not number.role and not number.decimals:
        return 0.9 if _PEOPLE.match(statement.text, number.end) else 0.5
    if number.kind in (K.SHARE, K.FOLD):
        return 0.8
    return 1.0


def _in_company(
    item: Placed, result: Restated, mine: Sequence[Placed], results: Sequence[Restated], theirs: Sequence[Placed]
) -> bool:
    """Whether another number of the statement comes from the same sentence of the source: then the topic is the same."""
    homes = {placed.number: placed.piece for placed in theirs}
    pieces = {homes[n] for n in result.sources if n in homes}
    return any(
        homes.get(n) in pieces
        for other, restating in zip(mine, results, strict=True)
        if other is not item and other.piece == item.piece and other.partner is None and item.partner is None
        for n in restating.sources
    )


def _rival(item: Placed, source: Passage) -> Number | None:
    """The number of the source, of the same kind, that stands where this one should."""
    best, score = None, 0.0
    for other in placed_numbers(source.text):
        if other.number.kind is not item.number.kind:
            continue
        shared = shared_weight(item.topic | item.arm, other.topic | other.arm)
        if shared > score:
            best, score = other.number, shared
    return best


_BOUND = re.compile(r"\b(?:threshold|cut-?off|margin|agreement|consensus|willing\w*)\b", re.I)
_NEAR = 45


def _bounds(passage: Passage, number: Number) -> bool:
    """Whether a number is a limit that was set beforehand: it stands beside results of all kinds and is none of them."""
    return bool(_BOUND.search(passage.text[max(0, number.start - _NEAR) : number.end + _NEAR]))


def _related(a: Number, b: Number) -> bool:
    """A rival that only bounds the other way round is none: `over 30%` beside `52%`."""
    return bool(a.comparator) and a.comparator != b.comparator


def _topic_problem(
    statement: Passage, source: Passage, item: Placed, result: Restated, theirs: Sequence[Placed]
) -> Problem | None:
    """The value is in the source, but there about another thing, and this thing has another value."""
    number = item.number
    if result.how == "derived" or number.kind not in _RIVAL or not item.topic:
        return None
    sources = set(result.sources)
    owners = [placed for placed in theirs if placed.number in sources]
    rivals = [
        t
        for t in theirs
        if t.number.kind is number.kind
        and t.number not in sources
        and t.number.unit == number.unit
        and t.number.role == number.role
        and (number.kind is not K.COUNT or number.value < 10 or t.number.value >= 5)
        and t.topic
    ]
    best = max(rivals, key=lambda t: shared_weight(item.topic, t.topic), default=None)
    if best is None or not owners or _related(item.number, best.number):
        return None
    if _bounds(statement, number) and any(_bounds(source, owner.number) for owner in owners):
        return None
    about = frozenset().union(*(owner.topic | owner.arm for owner in owners))
    wide = frozenset().union(*(owner.wide for owner in owners))
    theirs_only = shared_weight(item.topic, best.topic - about - wide)
    mine_only = shared_weight(item.topic, about - best.topic)
    if theirs_only < (4 if number.kind in _TIMES else 3) or mine_only > 0.34 * theirs_only:
        return None
    written = statement.text[number.start : number.end]
    why = f"{written!r} belongs to something else in the source, which gives {source.text[best.number.start : best.number.end]!r} here."
    return Problem(
        ProblemKind.TOPIC_OF_NUMBER, number.start, number.end, best.number.start, best.number.end, why, 0.9, True
    )
