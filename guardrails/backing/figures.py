# ruff: noqa: E501
"""Numbers of a statement against its source: absent, in another unit, in another arm, about another thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrails.backing.passage import Passage
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.settings_of_numbers import CONTROL, Placed, placed_numbers
from guardrails.backing.words import terms_of, weight_of
from guardrails.number_match import Restated, restated, same_value
from guardrails.numbers import Number, NumberKind

K = NumberKind
_TIMES = (K.DURATION, K.TIME_POINT)
_RIVAL = (K.PERCENT, K.FRACTION, K.EFFECT, K.P_VALUE, K.QUANTITY, K.DURATION, K.INTERVAL, K.COUNT)


def figure_problems(statement: Passage, source: Passage, known: Sequence[Number] = ()) -> Iterator[Problem]:
    """Objections to the numbers of a statement. `known`: further numbers that its record vouches for (sample size, title)."""
    yield from status_problems(statement, source)
    mine, theirs = placed_numbers(statement.text, implied=False), placed_numbers(source.text)
    given = (*source.numbers, *known)
    results = [restated(item.number, given) for item in mine]
    for item, result in zip(mine, results, strict=True):
        if not result.found and not _explained(statement, source, item):
            yield _absent(statement, source, item, result)
            continue
        if not result.found:
            continue
        foreign = _foreign_arm(statement, source, item)
        if foreign:
            yield foreign
            continue
        added = _sum_for_one(statement, item, result, theirs)
        if added:
            yield added
            continue
        swapped = _arm_problem(statement, source, item, mine, results, theirs)
        if swapped:
            yield swapped
            continue
        part = _of_a_part(statement, source, item, result)
        if part:
            yield part
            continue
        moved = (
            None
            if _in_company(item, result, mine, results, theirs)
            else _topic_problem(statement, source, item, result, theirs)
        )
        if moved:
            yield moved


_HUNDRED = re.compile(r"\b(?:of every|in every|out of|in|per|of) (?:100|a hundred|one hundred)\b", re.I)
_LEFT_OUT = re.compile(
    r"\b(?:not|excluded|dropped|without|missing|left|withdrew|remaining|rest|lost|incomplete)\b", re.I
)


def _explained(statement: Passage, source: Passage, item: Placed) -> bool:
    """Whether a count follows from the source in a way that only the words show."""
    number = item.number
    if number.kind is not K.COUNT or number.decimals:
        return False
    if _HUNDRED.search(statement.text) and any(n.percent == number.value for n in source.numbers):
        return True
    if number.value == 1 and re.search(r"\b(?:one|a single|single|only)\b", source.text, re.I):
        return True
    both = not item.arm and _of_each_arm(number, source)
    return both or (bool(_LEFT_OUT.search(statement.text)) and _the_rest(number, source))


def _the_rest(number: Number, source: Passage) -> bool:
    """Whether a count is what one count of people leaves of another."""
    counts = {n.value for n in source.numbers if n.kind is K.COUNT and not n.decimals}
    counts |= {n.total for n in source.numbers if n.kind is K.FRACTION and n.total}
    return any(a - b == number.value for a in counts for b in counts)


_EACH = re.compile(r"\b(?:each|both|either|per) (?:\w+ )?(?:arms?|groups?)\b", re.I)


def _of_each_arm(number: Number, source: Passage) -> bool:
    """Whether a count is twice what the source gives for each of two arms ("two deaths in each arm")."""
    if number.kind is not K.COUNT or number.decimals:
        return False
    return any(
        2 * n.value == number.value and _EACH.search(piece.text)
        for piece in source.pieces
        for n in piece.numbers
        if n.kind is K.COUNT
    )


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


def _foreign_arm(statement: Passage, source: Passage, item: Placed) -> Problem | None:
    """The value is given to an arm that the source does not have."""
    if not item.arm or item.number.kind not in (K.PERCENT, K.FRACTION) or item.partner is None:
        return None
    telling = [name for name in item.arm if weight_of(name) >= 3]
    if not telling or any(name in source.names for name in item.arm if weight_of(name) >= 2):
        return None
    number = item.number
    why = f"The source gives no value for {' '.join(sorted(telling))!r}."
    return Problem(ProblemKind.COMPARATOR, number.start, number.end, 0, 0, why, 0.85)


_PART = re.compile(
    r"[\s)%]*(?:of|in|among) (?:the |all )?(?:those|patients|people|women|men|adults|children|participants|\d+)(?: \w+)? (?:on|with|who|taking|given|aged|not|without|whose)\s"
    r"(?P<who>[^.,;()]{3,60})"
)


def _of_a_part(statement: Passage, source: Passage, item: Placed, result: Restated) -> Problem | None:
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


_STATUS = re.compile(
    r"(?P<n>\b[\w,]+)\s(?:(?:patients|participants|people|adults|women|men|children)\s)?(?:were |was )?(?P<what>evaluable|enrolled|randomi[sz]ed|screened|completers|analysed|analyzed|eligible|completed)\b",
    re.I,
)


def status_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """People counted as evaluable, enrolled, randomised ... where the source counts another number of them."""
    mine, theirs = _counted_as(statement), _counted_as(source)
    for what, number in mine.items():
        other = theirs.get(what)
        if other is not None and number.value != other.value:
            said = statement.text[number.start : number.end]
            why = f"The source counts {source.text[other.start : other.end]!r} {what}, not {said!r}."
            yield Problem(ProblemKind.NUMBER, number.start, number.end, other.start, other.end, why, 0.85, True)


def _counted_as(passage: Passage) -> dict[str, Number]:
    """The first count of people under each status."""
    counts = {n.start: n for n in passage.numbers if n.kind is K.COUNT}
    found: dict[str, Number] = {}
    for match in _STATUS.finditer(passage.text):
        number = counts.get(match.start("n"))
        if number is not None:
            found.setdefault(match["what"].lower().replace("z", "s"), number)
    return found


def _sum_for_one(statement: Passage, item: Placed, result: Restated, theirs: Sequence[Placed]) -> Problem | None:
    """The total of both arms is given to one of them."""
    if result.how != "derived" or item.number.kind is not K.COUNT or not item.arm or len(result.sources) != 2:
        return None
    a, b = result.sources
    if a.value + b.value != item.number.value or not any(t.number == a and t.partner is not None for t in theirs):
        return None
    written = statement.text[item.number.start : item.number.end]
    why = f"{written!r} is the total of both arms in the source."
    return Problem(ProblemKind.ARM, item.number.start, item.number.end, a.start, b.end, why, 0.85, True)


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
        shared = _shared(item.topic | item.arm, other.topic | other.arm)
        if shared > score:
            best, score = other.number, shared
    return best


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    return sum(weight for name in a & b if (weight := weight_of(name)) >= 2)


def _arm_problem(
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
    nearest = max(_shared(item.topic, hit.topic) for hit in hits)
    hits = [hit for hit in hits if _shared(item.topic, hit.topic) >= nearest]
    verdicts = [_swapped(item, hit, theirs, mine) for hit in hits]
    if True not in verdicts or False in verdicts:
        return None
    if item.number.kind in _TIMES and all(hit.partner is None for hit in hits):
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


def _related(a: Number, b: Number) -> bool:
    """A rival that only bounds the other way round is none: `over 30%` beside `52%`."""
    return bool(a.comparator) and a.comparator != b.comparator


def _shared_any(a: frozenset[str], b: frozenset[str]) -> float:
    return sum(2.0 if name in CONTROL else weight_of(name) for name in a & b)


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
    best = max(rivals, key=lambda t: _shared(item.topic, t.topic), default=None)
    if best is None or not owners or _related(item.number, best.number):
        return None
    about = frozenset().union(*(owner.topic | owner.arm for owner in owners))
    wide = frozenset().union(*(owner.wide for owner in owners))
    theirs_only = _shared(item.topic, best.topic - about - wide)
    mine_only = _shared(item.topic, about - best.topic)
    if theirs_only < (4 if number.kind in _TIMES else 3) or mine_only > 0.34 * theirs_only:
        return None
    written = statement.text[number.start : number.end]
    why = f"{written!r} belongs to something else in the source, which gives {source.text[best.number.start : best.number.end]!r} here."
    return Problem(
        ProblemKind.TOPIC_OF_NUMBER, number.start, number.end, best.number.start, best.number.end, why, 0.9, True
    )
