"""Courtesies and arrangements: greetings, thanks, sign-offs, times and ways, in which no check of wording has business."""

from __future__ import annotations

from functools import cache, lru_cache

from guardrails.brands import brands_of
from guardrails.case import Case, Sentence
from guardrails.domain import Finding
from guardrails.language import load_language
from guardrails.memo import RecentMemo
from guardrails.overlaps import Overlaps
from guardrails.patterns import PatternIndex, compile_pattern
from guardrails.reading import Reading, Token, read
from guardrails.shapes import shapes_of

SPARED = frozenset(("CERT-01", "SUPL-01", "TEST-01", "DTC-01", "FEAR-01", "COMP-01", "SAFE-01", "LRN-01"))
"""Checks of tone and certainty, whose words are also those of courtesy ("wonderful", "everyone", "works for you").

Checks of what is said (uses, cures, dose, value, events, persons) read courtesies like any other sentence.
"""
_OF_WHOLE_SENTENCES = frozenset(("CERT-01", "LRN-01"))
_LEAST_SHARE = 0.25
"""A long sentence is not a courtesy for three words of thanks in it."""
_LEAST_SHARE_OF_FINDING = 0.5


def without_courtesies(findings: list[Finding], case: Case) -> list[Finding]:
    """The findings but those of `SPARED` checks that lie in courtesies alone, on the words of courtesy themselves."""
    return [f for f in findings if f.check_id not in SPARED or not _is_polite(f, case)]


def _is_polite(finding: Finding, case: Case) -> bool:
    touched = list(_sentences(case).touching(finding.start, finding.end))
    readings = [read(sentence.plain, brands_of(case)) for sentence in touched]
    return bool(touched) and all(
        is_courtesy(reading) and _on_phrases(finding, sentence, reading)
        for sentence, reading in zip(touched, readings, strict=True)
    )


def _placed(case: Case) -> Overlaps[Sentence]:
    return Overlaps(case.sentences)


_sentences = RecentMemo(_placed)


def _on_phrases(finding: Finding, sentence: Sentence, reading: Reading) -> bool:
    if finding.check_id in _OF_WHOLE_SENTENCES:
        return True
    first, last = reading.tokens_in(finding.start - sentence.start, finding.end - sentence.start)
    return len(_covered(reading) & set(range(first, last + 1))) >= _LEAST_SHARE_OF_FINDING * (last - first + 1)


@lru_cache(maxsize=1024)
def is_aside(reading: Reading) -> bool:
    """True for what leaves its neighbours as they are: a courtesy, an arrangement, a named risk, what stands under any advertisement."""
    shapes = shapes_of(reading)
    if "risk" in shapes or is_courtesy(reading) or any(True for _ in _index("standing").find(reading)):
        return True
    return not _ARRANGED.isdisjoint(shapes) and all(_silent(token, covered=False) for token in reading.tokens)


_ARRANGED = frozenset(("social", "logistics"))


@lru_cache(maxsize=1024)
def is_courtesy(reading: Reading) -> bool:
    """True for a sentence made in good part of phrases of courtesy or arrangement, with no word about treatment."""
    covered = _covered(reading)
    if len(covered) < max(1, _LEAST_SHARE * len(reading.tokens)) or any(True for _ in _index("bargain").find(reading)):
        return False
    return all(_silent(token, at in covered) for at, token in enumerate(reading.tokens))


@lru_cache(maxsize=1024)
def _covered(reading: Reading) -> frozenset[int]:
    """Places of the tokens that stand in a phrase of courtesy."""
    return frozenset(place for _, m in _index("phrases").find(reading) for place in range(m.first, m.last + 1))


def _silent(token: Token, covered: bool) -> bool:
    """Whether a word says nothing about treatment; inside a phrase only names of medicines and illness do."""
    if covered:
        return token.tags.isdisjoint(_ALWAYS)
    return token.tags.isdisjoint(_subjects("subjects")) and token.word not in _subjects("words")


_ALWAYS = frozenset(("named_agent", "condition", "named_harm", "cancer_treatment", "cure_verb", "product_noun"))
"""What a courtesy never names, not even inside its phrases. Brands may stand there: names of people are read as such."""


@cache
def _index(key: str) -> PatternIndex:
    return PatternIndex([compile_pattern(source) for source in load_language("courtesy")[key]])


@cache
def _subjects(key: str) -> frozenset[str]:
    return frozenset(load_language("courtesy")[key])
