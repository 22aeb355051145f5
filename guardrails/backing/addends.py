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
_BARE = re.compile(rf"{_ASIDE}{_JOIN}")
_LISTED = re.compile(rf"{_ASIDE},\s")
_LEFT = re.compile(rf"{_ASIDE}{_NOUN}?(?P<verb>\s(?!{_ASSIGNED}\s){_VERB})?{_ARM}(?P<join>{_JOIN}|,\s)")
_RIGHT = re.compile(
    rf"{_ASIDE}{_NOUN}?{_ARM}(?=\s?[.,;:()]|\s(?:and|versus|vs|against|compared|(?P<verb>{_VERB}))\b|$)"
)
_HELD = re.compile(
    rf"(?P<left>\s[a-z]+)?{_JOIN}(?:the\s)?(?P<arm>[\w\s-]+?)\s(?:had|included|comprised|contained|numbered|counted|consisted of)\s"
)
_SIZED = re.compile(rf"\s?\)(?:,?\s(?:or|to)\s|{_JOIN}|,\s)(?:the\s)?(?P<arm>[\w\s-]+?)\s\((?:n\s?=\s?)?")
_TIME = re.compile(
    r"\b(?:hours?|days?|weeks?|months?|years?|baseline|follow-?ups?|periods?|phases?|visits?|cycles?|sessions?|rounds?|seasons?|nights?|mornings?|end|start"
    r"|first|second|third|last|before|after|later|earlier|respectively)\b",
    re.I,
)
_SEVERAL = re.compile(r"[a-z]{3,},?\s(?:and|or)\s[a-z ]{3,}")
"""Two things named: the counts of a list may belong to one each, in people who may be the same."""
_VAGUE = ("with", "for", "of", "to")
"""Words that join an illness as readily as a treatment: people with nausea and people with pain may be the same."""
_NAMED_ARM = re.compile(r"\b(?:placebo|controls?|usual care|standard|sham|comparator|groups?|arms?|\d+\s?mg)\b", re.I)
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
_STILL_LISTED = re.compile(r"[,:(–—-]\s*(?:and\s)?$")


@lru_cache(maxsize=512)
def addends(text: str) -> tuple[tuple[Number, ...], ...]:
    """Groups of counts, or of fractions, of a text that make a sum: every member of a list, people of separate arms or kinds."""
    return tuple(group for piece in read_passage(text).pieces for group in _of_piece(piece, text))


def _of_piece(piece: Piece, text: str) -> Iterator[tuple[Number, ...]]:
    counts = [n for n in piece.numbers if n.kind is NumberKind.COUNT and not n.decimals]
    fractions = [n for n in piece.numbers if n.kind is NumberKind.FRACTION]
    for numbers in (counts, fractions):
        for run in _runs(numbers, text):
            if 1 < len(run) <= _MOST and _is_whole_list(run, numbers, piece, text):
                yield tuple(run)


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
    between = text[run[-2].end : run[-1].start]
    if _BARE.fullmatch(between) and _of_several(before, text[run[-1].end : piece.end]):
        return False
    closed = not _LISTED.fullmatch(between)
    return closed and not _WHOLE_BEFORE.search(before) and not _PART_AFTER.match(text, run[-1].end, piece.end)


def _of_several(before: str, after: str) -> bool:
    """Whether a bare list of counts may be one count at several times, or one each of several things."""
    return any(_TIME.search(side) or (_SEVERAL.search(side) and not _names_arm(side)) for side in (before, after))


def _separate(a: Number, b: Number, text: str) -> bool:
    """Whether two neighbouring counts are told side by side: bare, as different kinds of people, or each with its own arm."""
    between = text[a.end : b.start]
    if len(between) > _FAR:
        return False
    if _BARE.fullmatch(between) or _LISTED.fullmatch(between) or _two_kinds(between, text[b.end :]):
        return True
    after = text[b.end : b.end + _FAR]
    return _two_arms(between, after) or _two_groups(text[: a.start], between, after)


def _two_kinds(between: str, after: str) -> bool:
    left, right = _kind().match(between), _kind().match(after)
    if left is None or right is None or left.lastgroup == right.lastgroup:
        return False
    apart = {left.lastgroup, right.lastgroup} <= _SEXES or not {left.lastgroup, right.lastgroup} & _SEXES
    return apart and bool(_BARE.fullmatch(between, left.end()))


_SEXES = {"man", "woman", "male", "female"}
"""A count of one of these and of another kind (women, children; women, adults) may have people in common."""


@cache
def _kind() -> re.Pattern[str]:
    kinds = {**read_data("confirm.yaml")["kinds"], "adult": ["adults?"], "male": ["males?"], "female": ["females?"]}
    named = (f"(?P<{kind.replace('-', '')}>{'|'.join(words)})" for kind, words in kinds.items())
    return re.compile(rf"\s(?:{'|'.join(named)})\b", re.I)


def takes_in(piece: Piece, number: Number, source: str, group: Sequence[Number]) -> bool:
    """Whether what a sentence counts may be all that the group counts.

    "Ninety children" are not 60 women and 30 children, what one arm had is not what both had, and the size of a group says nothing of
    what befell it.
    """
    counted = _kind().match(piece.text, number.end - piece.start)
    kinds = {kind.lastgroup for one in group if (kind := _kind().match(source, one.end))}
    if counted is not None and not kinds <= {counted.lastgroup}:
        return False
    told = [(source[: a.start], source[a.end : b.start], source[b.end : b.end + _FAR]) for a, b in pairwise(group)]
    if any(_two_groups(*words) for words in told):
        return False
    words = frozenset(re.findall(r"[\w-]+", piece.text.lower()))
    arms = (tuple(_arms(between, after)) for _, between, after in told)
    return all(bool(words & (a - b)) == bool(words & (b - a)) for a, b in (pair for pair in arms if len(pair) == _BOTH))


def _arms(between: str, after: str) -> Iterator[frozenset[str]]:
    """The longer words of the arms of two counts."""
    for found in (_LEFT.fullmatch(between), _RIGHT.match(after)):
        if found is not None:
            yield frozenset(word for word in found["arm"].lower().split() if len(word) > _SMALL)


_SMALL = 3


def _two_groups(before: str, between: str, after: str) -> bool:
    """Groups told by their size: "the placebo group had 25", "zelpiride (n=20) or placebo (n=25)"."""
    held = _HELD.fullmatch(between)
    if held and _names_arm(held["arm"]):
        right = re.match(r"\s[a-z]+", after)
        return not (held["left"] and right) or held["left"] == right.group()
    sized = _SIZED.fullmatch(between)
    return bool(sized and _OPENED.search(before) and _names_arm(sized["arm"]) and after.lstrip().startswith(")"))


_OPENED = re.compile(r"\((?:n\s?=\s?)?$", re.I)


def _two_arms(between: str, after: str) -> bool:
    left, right = _LEFT.fullmatch(between), _RIGHT.match(after)
    if left is None or right is None or left["arm"] == right["arm"] or re.search(rf"\b{_VERB}\b", left["arm"]):
        return False
    if _TIME.search(left["arm"]) or _TIME.search(right["arm"]):
        return False  # one count at two times
    if left["verb"] and right["verb"]:
        return False  # "six died on X and three on Y vomited": two things that happened
    named = _names_arm(left["arm"]) + _names_arm(right["arm"])
    if left["join"] == ", " or left["prep"] != right["prep"]:
        return named == _BOTH  # after a comma alone a count may be a part of the one before it
    return bool(named) or left["prep"] not in _VAGUE


_BOTH = 2


def _names_arm(words: str) -> bool:
    return bool(_NAMED_ARM.search(words)) or any(is_substance(word) for word in words.split())
