"""Which counts of a source may be added up: only those told as separate ("six on X and three on placebo"), never a whole and its part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from guardrails.backing.lexicon import read_data
from guardrails.backing.passage import Piece, read_passage
from guardrails.backing.words import is_substance
from guardrails.numbers import Number, NumberKind

_FAR = 70
"""Counts further apart than this (characters) are not told together."""
_MOST = 3
"""Members of a sum: longer lists are mostly one count at several times, or several things in the same people."""
_JOIN = r",?\s(?:and|versus|vs\.?|against|compared (?:with|to))\s(?:in\s)?"
_ASIDE = r"(?:\s?\([\d.,\s]+%?\s?\))?"
_VERB = r"(?:was|were|is|are|had|have|has|did|got|took|fell|left|withdrew|became|went|\w+ed)"
_ASSIGNED = r"(?:treated|assigned|allocated|randomi[sz]ed)"
_NOUN = (
    rf"(?:\s(?!(?:{_VERB}|of|in|on|with|at|to|under|among|given|receiving|taking|who\w*|which|that|includ\w+)\s)[a-z]+)"
)
_PREP = r"(?P<prep>on|with|in|at|to|under|among|for|of|given|receiving|taking|who (?:took|received|got))"
_ARM = rf"(?:(?:\s(?:was|were))?\s{_ASSIGNED})?\s{_PREP}\s(?P<arm>[\w\s-]+?)"
_WHAT = rf"(?P<noun>{_NOUN})?"
_BARE = re.compile(rf"{_ASIDE}{_JOIN}")
_LISTED = re.compile(rf"{_ASIDE},\s")
_LEFT = re.compile(rf"{_ASIDE}{_WHAT}(?P<verb>\s(?!{_ASSIGNED}\s){_VERB})?{_ARM}(?P<join>{_JOIN}|,\s)")
_RIGHT = re.compile(rf"{_ASIDE}{_WHAT}{_ARM}(?=\s?[.,;:()]|\s(?:and|versus|vs|against|compared|(?P<verb>{_VERB}))\b|$)")
_TIME = re.compile(
    r"\b(?:hours?|days?|weeks?|months?|years?|baseline|follow-?ups?|periods?|phases?|visits?|cycles?|sessions?|rounds?|seasons?|nights?|mornings?|end|start"
    r"|evenings?|screening|enrol\w*|admission|discharge|run-?in|wash-?out|induction|maintenance|first|second|third|last|before|after|later|earlier|respectively)\b",
    re.I,
)
_SEVERAL = re.compile(r"([a-z-]{3,}),?\s(?:and|or|versus)\s(?:the\s)?([a-z-]{3,}(?:\s(?:groups?|arms?))?)")
"""Two things named: the counts of a list may belong to one each, in people who may be the same."""
_HEADED = re.compile(r"[a-z-]{3,},\s(?:[a-z-]+\s){0,2}[a-z-]{3,}:\s*$", re.I)
"""Several things named before a colon ("Deaths, withdrawals: six and three")."""
_NAMED_ARM = re.compile(
    r"\b(?:placebo|controls?|usual care|standard|sham|comparator|groups?|(?<!the\s)(?<!both\s)(?<=\s)arms?|\d+\s?mg)\b",
    re.I,
)
_ALLOTTED = re.compile(r"\b(?:assigned|allocated|randomi[sz]ed)\b", re.I)
_CROSSED = re.compile(r"\bcross-?\s?over\b", re.I)
_NUMBER = r"(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_WHOLE_BEFORE = re.compile(
    rf"(?:(?:^|[^\w\s]\s*|\b(?:out|{_NUMBER}|some|most|many|half|all|any|none)\s)(?:of|among|from)\s(?:the\s|these\s|those\s|all\s)?"
    r"|\b(?:including|(?<!trial\s)(?<!study\s)(?<!cohort\s)(?<!sample\s)(?<!analysis\s)(?<!review\s)(?<!we\s)includ(?:ed|es?)"
    r"|among (?:them|these|those|whom)|of (?:whom|which|these|those|them)|at least)\s(?:\w+\s)?)$",
    re.I,
)
_PART_AFTER = re.compile(
    rf"{_ASIDE}(?:\s[a-z]+)?\s(?:of|among|from)\s(?:them|these|those|whom|which|the(?:se|\s{_NUMBER}))\b"
)
_PART_BETWEEN = re.compile(
    r"\b(?:includ\w+|of|among)\s(?:\w+\s)?$|^[^()]*\([^()]*$|,\s(?!and\s|or\s|but\s)(?:\w+\s)?$"
    r"|\b(?:of|among) (?:whom|which|these|those|them)\b",
    re.I,
)
"""Before a count that is, or may be, a part of the one before it: included, in brackets, or behind a bare comma."""
_CLAUSE = re.compile(r"[.,;:()]")
_NEW_CLAUSE = re.compile(rf"{_ASIDE},\sand\s")
_SHUT = re.compile(rf"{_ASIDE}\s?(?:[.;:)]|,\s|$)")
_STILL_LISTED = re.compile(r"[,:(–—-]\s*(?:and\s)?$")


@lru_cache(maxsize=512)
def addends(text: str) -> tuple[tuple[Number, ...], ...]:
    """Groups of counts, or of fractions, of a text that make a sum: every member of a list, people of separate arms or kinds.

    None of a text on a crossover trial: there everybody is in every arm.
    """
    if _CROSSED.search(text):
        return ()
    return tuple(group for piece in read_passage(text).pieces for group in _of_piece(piece, text))


def _of_piece(piece: Piece, text: str) -> Iterator[tuple[Number, ...]]:
    counts = [n for n in piece.numbers if n.kind is NumberKind.COUNT and not n.decimals]
    fractions = [n for n in piece.numbers if n.kind is NumberKind.FRACTION]
    for numbers in (counts, fractions):
        for run in _runs(numbers, text):
            if 1 < len(run) <= _MOST and _is_whole_list(run, numbers, piece, text):
                yield tuple(run)


@lru_cache(maxsize=512)
def maybe_added(text: str) -> tuple[tuple[Number, ...], ...]:
    """Neighbouring counts that a text neither tells as separate, nor as a whole and its part, nor at several times: a person has to see."""
    return tuple(pair for piece in read_passage(text).pieces for pair in _open_pairs(piece, text))


def _open_pairs(piece: Piece, text: str) -> Iterator[tuple[Number, Number]]:
    counts = [n for n in piece.numbers if n.kind is NumberKind.COUNT and not n.decimals]
    for a, b in pairwise(counts):
        between, before = text[a.end : b.start], text[piece.start : a.start]
        listed = a is not counts[0] and _STILL_LISTED.search(before)
        if len(between) <= _FAR and not listed and not _told(before, between, text[b.end : piece.end]):
            yield a, b


def _told(before: str, between: str, after: str) -> bool:
    """Whether the words around two counts say that one is a part of the other, or when each was counted."""
    part = _WHOLE_BEFORE.search(before) or _PART_AFTER.match(between) or _PART_AFTER.match(after)
    timed = f"{before if _BARE.fullmatch(between) else ''} {between} {_CLAUSE.split(after, maxsplit=1)[0]}"
    return bool(part or _PART_BETWEEN.search(between) or _TIME.search(timed))


def _runs(numbers: Sequence[Number], text: str) -> Iterator[list[Number]]:
    run = list(numbers[:1])
    for a, b in pairwise(numbers):
        if not _separate(a, b, text):
            yield run
            run = []
        run.append(b)
    yield run


def _is_whole_list(run: Sequence[Number], numbers: Sequence[Number], piece: Piece, text: str) -> bool:
    """Whether nothing says that the first is the whole of the others, the last a part of something, or the list has further members."""
    before = text[piece.start : run[0].start]
    if run[0] is not numbers[0] and _STILL_LISTED.search(before):
        return False
    between, after = text[run[-2].end : run[-1].start], text[run[-1].end : piece.end]
    if _BARE.fullmatch(between) and (_opens(run, between, after) or _of_several(before, after)):
        return False
    closed = not _LISTED.fullmatch(between)
    return closed and not _WHOLE_BEFORE.search(before) and not _PART_AFTER.match(text, run[-1].end, piece.end)


def _opens(run: Sequence[Number], between: str, after: str) -> bool:
    """Whether the last count of a bare list begins a clause, or a word, of its own: "six, and three were sudden"."""
    clause = len(run) == _BOTH and _NEW_CLAUSE.match(between)
    return bool(clause) or not (_SHUT.match(after) or _people().match(after.lstrip()))


def _of_several(before: str, after: str) -> bool:
    """Whether a bare list of counts may be one count at several times, or one each of several things."""
    listed = [found.groups() for side in (before, after) for found in _SEVERAL.finditer(side)]
    one_each = _TIME.search(before) or _TIME.search(after) or _HEADED.search(before)
    return one_each is not None or not all(any(map(_names_arm, names)) for names in listed)


def _separate(a: Number, b: Number, text: str) -> bool:
    """Whether two neighbouring counts are told side by side: bare, as different kinds of people, or each with its own arm."""
    between = text[a.end : b.start]
    if len(between) > _FAR:
        return False
    bare = _BARE.fullmatch(between) or _LISTED.fullmatch(between)
    allotted = _ALLOTTED.search(text[max(0, a.start - _FAR) : b.start]) is not None
    return bool(bare) or _two_kinds(between, text[b.end :]) or _two_arms(between, text[b.end : b.end + _FAR], allotted)


def _two_kinds(between: str, after: str) -> bool:
    left, right = _kind().match(between), _kind().match(after)
    if left is None or right is None or not _apart(str(left.lastgroup), str(right.lastgroup)):
        return False
    return bool(_BARE.fullmatch(between, left.end()))


def _apart(one: str, other: str) -> bool:
    """Whether nobody is of both kinds: women are adults, and an oncologist is a doctor."""
    kinds = (set(group) for group in read_data("confirm.yaml")["apart"])
    return one != other and any({one, other} <= group for group in kinds)


_FOLK = {"adult": ["adults?"], "male": ["males?"], "female": ["females?"]}
"""Kinds of people beside those of the file: there the first are anybody, and the others go by their nouns."""


@cache
def _kind() -> re.Pattern[str]:
    kinds = {**read_data("confirm.yaml")["kinds"], **_FOLK}
    named = (f"(?P<{kind.replace('-', '')}>{'|'.join(words)})" for kind, words in kinds.items())
    return re.compile(rf"{_NOUN}{{0,2}}?\s(?:{'|'.join(named)})\b", re.I)


@cache
def _people() -> re.Pattern[str]:
    data = read_data("confirm.yaml")
    return re.compile("|".join([*data["anyone"], *(word for words in data["kinds"].values() for word in words)]), re.I)


def takes_in(piece: Piece, number: Number, source: str, group: Sequence[Number]) -> bool:
    """Whether what a sentence counts may be all that the group counts.

    "Ninety children" are not 60 women and 30 children, and what one arm had is not what both had.
    """
    counted = _kind().match(piece.text, number.end - piece.start)
    kinds = {kind.lastgroup for one in group if (kind := _kind().match(source, one.end))}
    if counted is not None and not kinds <= {counted.lastgroup}:
        return False
    words = _spoken(piece.text)
    told = (tuple(_arms(source[a.end : b.start], source[b.end : b.end + _FAR])) for a, b in pairwise(group))
    return all(bool(words & (a - b)) == bool(words & (b - a)) for a, b in (pair for pair in told if len(pair) == _BOTH))


def _arms(between: str, after: str) -> Iterator[frozenset[str]]:
    """The words of the arms of two counts."""
    for found in (_LEFT.fullmatch(between), _RIGHT.match(after)):
        if found is not None:
            yield _spoken(found["arm"])


def _spoken(text: str) -> frozenset[str]:
    """Its longer words, and whatever is not in small letters: arm A, CBD, 5 mg."""
    words = re.findall(r"[\w-]+", text)
    return frozenset(word.lower() for word in words if len(word) > _SMALL or not word.islower())


_SMALL = 3


def _two_arms(between: str, after: str, allotted: bool) -> bool:
    """`allotted`: people were assigned to what follows."""
    left, right = _LEFT.fullmatch(between), _RIGHT.match(after)
    if left is None or right is None or left["arm"] == right["arm"] or re.search(rf"\b{_VERB}\b", left["arm"]):
        return False
    if _TIME.search(left["arm"]) or _TIME.search(right["arm"]):
        return False  # one count at two times
    if (left["verb"] and right["verb"]) or not _one_thing(left["noun"], right["noun"]):
        return False  # "six died on X and three on Y vomited": two things that happened
    named = _names_arm(left["arm"]) + _names_arm(right["arm"])
    if not (allotted or _NAMED_ARM.search(left[0]) or _NAMED_ARM.search(right[0])):
        return False  # "six on morphine and three on ondansetron": some may take both
    if left["join"] == ", " or left["prep"] != right["prep"]:
        return named == _BOTH  # after a comma alone a count may be a part of the one before it
    return bool(named) or allotted


def _one_thing(one: str | None, other: str | None) -> bool:
    """Whether two counts may be of one thing: people, or what one word names; the second often goes unsaid."""
    if one is None or other is None or one == other:
        return True
    return all(_people().fullmatch(noun.strip()) for noun in (one, other))


_BOTH = 2


def _names_arm(words: str) -> bool:
    return bool(_NAMED_ARM.search(f" {words}")) or any(is_substance(word) for word in words.split())
