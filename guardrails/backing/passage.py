"""A text read once for comparison: sentences with their terms, numbers, cues of effect and values on every axis."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from guardrails.backing.lexicon import load_lexicon
from guardrails.backing.words import Term, is_substance, terms_of
from guardrails.numbers import Number, find_numbers
from guardrails.statements import split_sentences
from guardrails.unbroken import broken_up


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue of effect: its category and place."""

    category: str
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """One sentence of a text. All offsets are those of the text."""

    start: int
    end: int
    text: str
    terms: tuple[Term, ...]
    numbers: tuple[Number, ...]
    cues: Mapping[str, tuple[Cue, ...]]
    names: frozenset[str]
    """Names of its terms."""
    substances: frozenset[str]
    """Those of them that name a medicine."""


@dataclass(frozen=True)
class Passage:
    """A text with everything the comparison looks at."""

    text: str
    pieces: tuple[Piece, ...]
    terms: tuple[Term, ...]
    numbers: tuple[Number, ...]
    names: frozenset[str]
    axes: Mapping[str, Mapping[str, tuple[int, int]]]
    """Axis -> value -> place of its first mention."""

    def has(self, category: str) -> bool:
        """Whether any sentence has a cue of this category."""
        return any(piece.cues.get(category) for piece in self.pieces)


@lru_cache(maxsize=512)
def read_passage(text: str) -> Passage:
    """The reading of a text; remembered, since one record backs many statements."""
    lexicon = load_lexicon()
    text = broken_up(text)
    low = text.lower() if len(text.lower()) == len(text) else text
    numbers = find_numbers(text)
    terms = tuple(term for term in terms_of(text) if not _counted(term, numbers))
    cues = _cues(low)
    pieces = tuple(_piece(text, start, end, terms, numbers, cues) for start, end in split_sentences(text))
    axes = {
        axis.name: {
            value: found.span() for value, pattern in axis.values.items() if (found := pattern.search(low)) is not None
        }
        for axis in lexicon.axes
    }
    return Passage(text, pieces, terms, numbers, frozenset(term.name for term in terms), axes)


def _cues(low: str) -> dict[str, list[Cue]]:
    return {
        category: [Cue(category, m.start(), m.end()) for m in pattern.finditer(low)]
        for category, pattern in load_lexicon().cues.items()
    }


def _piece(
    text: str, start: int, end: int, terms: tuple[Term, ...], numbers: tuple[Number, ...], cues: dict[str, list[Cue]]
) -> Piece:
    own = terms[bisect_left(terms, start, key=_at) : bisect_left(terms, end, key=_at)]
    figures = numbers[bisect_left(numbers, start, key=_at) : bisect_left(numbers, end, key=_at)]
    mine = {
        category: found
        for category, hits in cues.items()
        if (found := tuple(hits[bisect_left(hits, start, key=_at) : bisect_left(hits, end, key=_at)]))
    }
    return Piece(
        start, end, text[start:end], own, figures, mine, frozenset(term.name for term in own), _medicines(text, own)
    )


def _medicines(text: str, terms: tuple[Term, ...]) -> frozenset[str]:
    return frozenset(term.name for term in terms if is_substance(text[term.start : term.end]))


def _counted(term: Term, numbers: tuple[Number, ...]) -> bool:
    """Whether a word is part of a number ("seventeen", "mg")."""
    position = bisect_left(numbers, term.start + 1, key=_at) - 1
    return position >= 0 and numbers[position].start <= term.start < numbers[position].end


def _at(item: Term | Number | Cue) -> int:
    return item.start
