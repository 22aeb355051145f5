# ruff: noqa: E501
"""What a number of a text counts: people or studies, of which status, at which time, and what follows from words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from guardrails.backing.complements import leaves, told_from_the_other_side
from guardrails.backing.passage import Passage, Piece
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.settings_of_numbers import Placed
from guardrails.number_match import same_value
from guardrails.numbers import Number, NumberKind

K = NumberKind
_TIMES = (K.DURATION, K.TIME_POINT)


def counting_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections to what is counted: things, status and times."""
    yield from _other_status(statement, source)
    yield from _other_things(statement, source)
    yield from _other_times(statement, source)
    yield from _other_measures(statement, source)
    yield from _other_base(statement, source)


_BASE = re.compile(r"(?:^|[,;]\s)(?:out )?of (?:the |all )?(?=\d)", re.I)
_WITH_SHARE = 0.02


def _other_base(statement: Passage, source: Passage) -> Iterator[Problem]:
    """A share told of a number of people ("of 2,150 nurses, 70%") that it is not the share of: the source counts them beside it."""
    for piece in statement.pieces:
        counts = {n.start: n for n in piece.numbers if n.kind is K.COUNT}
        bases = [counts[m.end() + piece.start] for m in _BASE.finditer(piece.text) if m.end() + piece.start in counts]
        shares = [n for n in piece.numbers if n.kind is K.PERCENT]
        for base, share in ((b, s) for b in bases[:1] for s in shares[:1]):
            parts = [part for part, stated in _counted_shares(source) if same_value(share, stated)]
            if parts and base.value and all(abs(n.value / base.value - share.value / 100) > _WITH_SHARE for n in parts):
                said = statement.text[base.start : base.end]
                why = f"The share is not one of {said!r} in the source."
                yield Problem(ProblemKind.NUMBER, base.start, base.end, parts[0].start, parts[0].end, why, 0.85, True)


def _counted_shares(source: Passage) -> Iterator[tuple[Number, Number]]:
    """Each bare count with the share in brackets behind it: `512 (70%)`."""
    for piece in source.pieces:
        for a, b in zip(piece.numbers, piece.numbers[1:], strict=False):
            if a.kind is K.COUNT and b.kind is K.PERCENT and source.text[a.end : b.start].strip() == "(":
                yield a, b


_MEASURES = r"sensitivity|specificity|positive predictive value|negative predictive value|mean|median"
_MEASURED = re.compile(
    rf"\b(?P<what>{_MEASURES})\b(?:\s(?:was|were|is|of|had|ultrasound|[a-z]{{3,15}})){{0,4}}?\s(?=\d)", re.I
)


def _other_measures(statement: Passage, source: Passage) -> Iterator[Problem]:
    """A sensitivity given for a specificity, and the like: the source gives this measure another value, and the value to another measure."""
    mine, theirs = _measured(statement), _measured(source)
    for what, number in mine:
        own = [n for w, n in theirs if w == what]
        other = [n for w, n in theirs if w != what and same_value(number, n)]
        if own and other and not any(same_value(number, n) for n in own):
            said, stands = statement.text[number.start : number.end], source.text[own[0].start : own[0].end]
            why = f"{said!r} is another measure in the source, which gives {stands!r} as {what}."
            yield Problem(
                ProblemKind.TOPIC_OF_NUMBER, number.start, number.end, own[0].start, own[0].end, why, 0.9, True
            )


def _measured(passage: Passage) -> list[tuple[str, Number]]:
    """Each named measure with the value right behind it."""
    starts = {n.start: n for n in passage.numbers}
    found = ((m["what"].lower(), starts.get(m.end())) for m in _MEASURED.finditer(passage.text))
    return [(what, number) for what, number in found if number is not None]


_HUNDRED = re.compile(r"\b(?:of every|in every|out of|in|per|of) (?:100|a hundred|one hundred)\b", re.I)
_LEFT_OUT = re.compile(
    r"\b(?:not|never|none|lack(?:ed|s|ing)?|absent|unaware|n't|excluded|dropped|without|missing|left|withdrew|remaining|rest|lost|incomplete|all but|except|spared|escaped|avoided|free of|non-\w+|got through)\b",
    re.I,
)

_SPARED = re.compile(r"\b(?:all but|except|spared|escaped|avoided|free of|got through)\b", re.I)
"""Said of both the part and its rest, one of the two is turned round."""


def explained(statement: Passage, source: Passage, item: Placed) -> bool:
    """Whether a count follows from the source in a way that only the words show."""
    number = item.number
    rest = bool(_LEFT_OUT.search(statement.text)) and not (
        _SPARED.search(statement.text) and _SPARED.search(source.text)
    )
    if number.percent is not None and rest and _complement(number, source):
        return True
    if number.percent is not None and told_from_the_other_side(statement.pieces[item.piece], source):
        return True
    if number.kind is K.FRACTION and rest:
        return _the_rest(number, source)
    if number.kind is not K.COUNT or number.decimals:
        return False
    if _HUNDRED.search(statement.text) and any(n.percent == number.value for n in source.numbers):
        return True
    if number.value == 1 and re.search(r"\b(?:one|a single|single|only)\b", source.text, re.I):
        return True
    if _MORE.match(statement.text, number.end) and _apart(number, source):
        return True
    if _ALLOTS.search(statement.text) and (
        (_EACH.search(statement.text) and _share_of_each(number, statement, source))
        or any(_allotted(number, piece) for piece in source.pieces)
    ):
        return True
    both = not item.arm and _of_each_arm(number, source)
    return both or (rest and _the_rest(number, source))


_MORE = re.compile(r"\s(?:\w+\s)?(?:more|fewer|less|additional|extra|further)\b")


def _apart(number: Number, source: Passage) -> bool:
    """Whether two counts of one sentence lie this far apart ("36 more" of 400 and 436)."""
    return any(
        abs(a.value - b.value) == number.value
        for piece in source.pieces
        for a, b in combinations([n for n in piece.numbers if n.kind in (K.COUNT, K.FRACTION) and not n.decimals], 2)
    )


_ALLOTS = re.compile(
    r"\b(?:random\w*|assign\w*|allocat\w*|allott?\w*|divid\w*|enrol\w*|recruit\w*|receiv\w*|given|took|got)\b", re.I
)
"""Only who was given what can be worked out from how people were shared out; whom something befell cannot."""
_ARMS = re.compile(r"\b(?P<n>two|three|four|[234])\s(?:[\w-]+\s)?(?:arms|groups)\b", re.I)
_ARMS_IN_WORDS = {"two": 2, "three": 3, "four": 4}


def _share_of_each(number: Number, statement: Passage, source: Passage) -> bool:
    """Whether a count is what the source's total gives each of its arms ("80 in each of the three arms" of 240)."""
    told = _ARMS.findall(source.text) or _ARMS.findall(statement.text)
    arms = {_ARMS_IN_WORDS.get(n.lower()) or int(n) for n in told}
    return any(n.value == number.value * each for n in source.numbers if n.kind is K.COUNT for each in arms)


_RATIO = re.compile(r"(?<![\d:])\d(?::\d){1,3}(?![\d:])")


def _allotted(number: Number, piece: Piece) -> bool:
    """Whether a count is what an allocation ("226 ... assigned 2:1:1") gives one of its arms."""
    ratio = _RATIO.search(piece.text)
    parts = [int(part) for part in ratio.group().split(":")] if ratio else []
    totals = [n.value for n in piece.numbers if n.kind is K.COUNT]
    return any(abs(total * part / sum(parts) - number.value) < 1 for total in totals for part in parts if sum(parts))


def _complement(number: Number, source: Passage) -> bool:
    """Whether a share is what the source's share leaves of 100%: `40% had them` for `missing from 60%`."""
    return any(leaves(number, n) for n in source.numbers)


def _the_rest(number: Number, source: Passage) -> bool:
    """Whether a count is what one count of people leaves of another."""
    counts = {n.value for n in source.numbers if n.kind is K.COUNT and not n.decimals}
    counts |= {value for n in source.numbers if n.kind is K.FRACTION and n.total for value in (n.value, n.total)}
    return any(a - b == number.value for a in counts for b in counts)


_EACH = re.compile(r"\b(?:each|both|either|per|every) (?:of the )?(?:\w+ )?(?:arms?|groups?)\b", re.I)


def _of_each_arm(number: Number, source: Passage) -> bool:
    """Whether a count is twice what the source gives for each of two arms ("two deaths in each arm")."""
    return any(
        2 * n.value == number.value and _EACH.search(piece.text)
        for piece in source.pieces
        for n in piece.numbers
        if n.kind is K.COUNT
    )


_THINGS = {
    "people": r"patients?|participants?|adults?|women|men|children|people|volunteers?|survivors?|respondents?|users?|nurses|clinicians",
    "studies": r"studies|trials|reviews|cohorts|articles",
    "places": r"cent(?:re|er)s|hospitals|sites|practices|clinics|institutions|countries",
}
_THING = re.compile(
    r"\s(?:[\w-]+\s){0,2}?(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _THINGS.items()) + r")\b", re.I
)


def _other_things(statement: Passage, source: Passage) -> Iterator[Problem]:
    """A count of people where the source counts studies or places with it, and the like."""
    for number in statement.numbers:
        mine = _thing(statement, number)
        same = [n for n in source.numbers if n.kind is K.COUNT and n.value == number.value and not n.role]
        theirs = {_thing(source, n) for n in same}
        if mine and same and "" not in theirs and mine not in theirs:
            other = same[0]
            said = statement.text[number.start : number.end]
            why = f"{said!r} counts {theirs.pop()} in the source, not {mine}."
            yield Problem(ProblemKind.UNIT, number.start, number.end, other.start, other.end, why, 0.9, True)


def _thing(passage: Passage, number: Number) -> str:
    """What a bare count counts; empty where that is not said right behind it."""
    found = _THING.match(passage.text, number.end) if number.kind is K.COUNT and not number.decimals else None
    return "" if found is None else str(found.lastgroup)


def _other_times(statement: Passage, source: Passage) -> Iterator[Problem]:
    """A share given for one time that the source gives for another of several."""
    theirs = _by_time(source)
    for share, time in _by_time(statement):
        own = [t for s, t in theirs if same_value(share, s)]
        others = [t for s, t in theirs if not same_value(share, s) and same_value(time, t)]
        if own and others and not any(same_value(time, t) for t in own):
            said = statement.text[time.start : time.end]
            why = f"The source gives another value for {said!r}."
            yield Problem(ProblemKind.TIME, time.start, time.end, own[0].start, own[0].end, why, 0.85, True)


def _by_time(passage: Passage) -> list[tuple[Number, Number]]:
    """Each percentage with the time that follows it before the next one."""
    found = []
    for piece in passage.pieces:
        for index, number in enumerate(piece.numbers[:-1]):
            after = piece.numbers[index + 1]
            if number.kind is K.PERCENT and after.kind in _TIMES and after.start - number.end <= _FOLLOWS:
                found.append((number, after))
    return found


_FOLLOWS = 40
"""Characters between a value and the time it was taken at."""
_STATUS = re.compile(
    r"(?P<n>\b[\w,-]+)\s(?:(?:patients|participants|people|adults|women|men|children)\s)?(?:were |was )?(?P<what>evaluable|enrolled|randomi[sz]ed|screened|completers|analysed|analyzed|eligible|completed)\b",
    re.I,
)


def _other_status(statement: Passage, source: Passage) -> Iterator[Problem]:
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
