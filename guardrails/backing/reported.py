"""Which stretches of a lone text report something that its evidence speaks of, whether or not their words are those of a claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from math import inf

from guardrails.backing.lexicon import read_data
from guardrails.backing.passage import Passage, read_passage
from guardrails.backing.words import Term, mass, stem, terms_of, with_classes
from guardrails.claims.talk import hands_off, is_talk, sounds_like_talk, talk_words
from guardrails.claims.words import keys_of
from guardrails.claims.worthiness import sells
from guardrails.number_match import same_value
from guardrails.numbers import Number, NumberKind

_MOST = 0.5
"""Share of the weight of its telling words that a stretch has in common with the evidence it speaks of."""
_SOME = 0.2
"""The same, where a number is common to both."""
_CLAUSE = re.compile(r"\s*(?:[,;:]\s|\s[–—-]\s|—)\s*(?:and\s|but\s|so\s)?")
_LEAST_WORDS = 2
_PAST = re.compile(r"\b(?:was|were|did|didn't|had|has|have|met|[a-z]{2,}ed)\b|\b(?:not|no|never)\b", re.I)


def reporting(text: str, source: Passage) -> Iterator[tuple[int, int]]:
    """Places in a sentence that speak of the evidence: all of it, or those of its clauses that do."""
    if text.rstrip(" \"'”’)").endswith("?") and not sells(text):
        return
    if _speaks_of(text, source):
        yield 0, len(text)
        return
    for start, end in _clauses(text):
        if _speaks_of(text[start:end], source):
            yield start, end


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Places between the marks of a sentence that has any."""
    start = 0
    for mark in _CLAUSE.finditer(text):
        yield start, mark.start()
        start = mark.end()
    if start:
        yield start, len(text)


def _speaks_of(text: str, source: Passage) -> bool:
    """Whether the telling words of a stretch, or its number, are those of the evidence; words of study alone have to report."""
    if is_talk(text) or hands_off(text) or len(keys_of(text)) < _LEAST_WORDS:
        return False
    mine = read_passage(text)
    polite = sounds_like_talk(text)
    if polite and not _RESULT.search(text) and not any(map(mine.has, _RESULTS)):
        return False
    telling = frozenset(term.name for term in mine.terms if _tells(term, text, polite))
    shared = [number for number in mine.numbers if number.kind not in _TIMES and _stands_in(number, source)]
    if telling:
        share = mass(telling & with_classes(source.names)) / mass(telling)
        return share >= _MOST or (any(_weighty(number, _SMALL) for number in shared) and share >= _SOME)
    return any(map(_weighty, shared)) or _reports(text, mine, source)


_RESULTS = ("met", "not_met", "significant", "not_significant")
_RESULT = re.compile(r"\b(?:occurred|happened|developed|died|discontinued|dropped out)\b", re.I)
"""What a courtesy may lead up to."""


def _tells(term: Term, text: str, polite: bool) -> bool:
    """Whether a word ties a stretch to a source: none of the trade or of study as such, in a courtesy none of its own."""
    word = text[term.start : term.end]
    ordinary = stem(word) in _stems("office") or stem(word) in _stems("study")
    return term.weight > 1 and not ordinary and not (polite and word.lower() in talk_words())


def _reports(text: str, mine: Passage, source: Passage) -> bool:
    """A study is named, and something is told of it that no talk would tell."""
    if not mine.names & source.names & _study() or not _PAST.search(text):
        return False
    told = {key for key in keys_of(text) if key not in talk_words()}
    return any(stem(key) not in _stems("subjects") for key in told)


_TIMES = frozenset((NumberKind.DURATION, NumberKind.TIME_POINT, NumberKind.FREQUENCY, NumberKind.SHARE))
_SMALL = 10


def _weighty(number: Number, least: float = inf) -> bool:
    """Whether a number that two texts share ties them: whole counts below `least` are in every text."""
    return number.kind is not NumberKind.COUNT or number.value >= least or not number.value.is_integer()


def _stands_in(number: Number, source: Passage) -> bool:
    return any(same_value(number, other) == "same" for other in source.numbers)


@cache
def _study() -> frozenset[str]:
    """Names of the terms that name a study or its measures."""
    return frozenset(term.name for word in read_data("reported.yaml")["study"] for term in terms_of(word))


@cache
def _stems(key: str) -> frozenset[str]:
    return frozenset(stem(word) for word in read_data("reported.yaml")[key])
