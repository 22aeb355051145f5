"""A statement that follows a sentence of its source almost word for word: what was exchanged, put in or left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from guardrails.backing.addends import addends
from guardrails.backing.complements import denies, leaves
from guardrails.backing.lexicon import load_lexicon
from guardrails.backing.passage import Passage, Piece
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.verbatim import without_label
from guardrails.backing.words import is_substance, terms_of
from guardrails.number_match import restated, same_value
from guardrails.numbers import Number

_TOKEN = re.compile(r"[-−]?\d[\d.,]*\d|\d|[^\W\d_]+(?:['’][^\W\d_]+)?|[%<>=≤≥]|n't")
_LEAST = 6
"""Fewer common words are no copy, unless they are the whole sentence."""
_SHORTEST = 3
_DENSE = 0.66
"""Share of common words inside the copied stretch."""
_GAP = 5
_AROUND = 4
"""Words beside a copied stretch of the source that may still belong to it ("but not X at ...")."""
_SHORT = 3
"""A longer exchange around a denial is another construction, not a flipped word."""
DENIALS = frozenset(["not", "no", "never", "none", "neither", "nor", "without", "cannot", "n't", "failed", "fails"])
_HEDGES = frozenset(
    """
            may might could possibly perhaps probably likely suggests suggested suggest appears appeared seems
            seemed potentially
        """.split()
)
_SIDES = ("up", "down", "good", "bad")
_OPPOSITE = {"up": "down", "down": "up", "good": "bad", "bad": "good"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign with its place in the whole text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """Words of the statement where the source has others; either side may be empty."""

    mine: tuple[Token, ...]
    theirs: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """A stretch of the statement that runs along one sentence of the source."""

    source: Piece
    first: int
    last: int
    """Token positions in the statement, `last` one past the end."""
    mine: tuple[Token, ...]
    """The stretch itself."""
    theirs: tuple[Token, ...]
    """The stretch of the source from the first to the last common word."""
    around: tuple[Token, ...]
    """The same with a few words on both sides."""
    common: int
    blocks: tuple[tuple[int, int], ...]
    """Stretches of tokens that are the same."""
    exchanges: tuple[Exchange, ...]


@lru_cache(maxsize=8192)
def tokens_of(text: str, offset: int) -> tuple[Token, ...]:
    """Words, numbers and signs of a sentence that stands at this place, without the label of its section."""
    begin = len(text) - len(without_label(text))
    return tuple(Token(m.group().lower(), offset + m.start(), offset + m.end()) for m in _TOKEN.finditer(text, begin))


def copy_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections to what was changed in a near copy. Each stretch is held against the sentence it follows most closely."""
    for clause, begin in _clauses(statement):
        mine = tokens_of(clause, begin)
        copies = [copy for other in source.pieces for copy in _copies(mine, other)]
        copies.sort(key=lambda copy: (-copy.common, len(copy.exchanges)))
        taken: set[int] = set()
        for copy in copies:
            width = copy.last - copy.first
            if len(taken & set(range(copy.first, copy.last))) > 0.3 * width:
                continue
            taken |= set(range(copy.first, copy.last))
            same = {
                i for other in copies if other is not copy for a, b in other.blocks if b - a >= 4 for i in range(a, b)
            }
            for exchange in copy.exchanges:
                places = {i for i, token in enumerate(mine) if token in exchange.mine}
                if not places or not places <= same:
                    yield from _judged(exchange, copy, statement, source)
            yield from _figures_moved(copy, statement)


def _clauses(statement: Passage) -> Iterator[tuple[str, int]]:
    """Sentences parted at semicolons, with their places: a statement may join sentences of a source with them."""
    for piece in statement.pieces:
        for start, end in parts_of(piece.text):
            yield piece.text[start:end], piece.start + start


def parts_of(text: str) -> Iterator[tuple[int, int]]:
    """Stretches between semicolons that stand outside brackets."""
    start, depth = 0, 0
    for place, char in enumerate(text):
        depth += (char in "([") - (char in ")]")
        if char == ";" and depth <= 0:
            yield start, place
            start = place + 1
    yield start, len(text)


def _copies(mine: tuple[Token, ...], other: Piece) -> Iterator[Copy]:
    """Along the source's sentence and, where it joins several with semicolons, along each of them."""
    parts = list(parts_of(other.text))
    yield from _along(mine, tokens_of(other.text, other.start), other)
    for start, end in parts if len(parts) > 1 else ():
        yield from _along(mine, tokens_of(other.text[start:end], other.start + start), other)


def _along(mine: tuple[Token, ...], theirs: tuple[Token, ...], other: Piece) -> Iterator[Copy]:
    words = {token.word for token in mine}
    common = sum(1 for token in theirs if token.word in words)
    worded = sum(not token.word[-1].isdigit() for token in theirs)
    least = min(_LEAST, max(worded, _SHORTEST))
    if common < least or common < 0.5 * min(len(theirs), len(mine)):
        return
    matcher = SequenceMatcher(None, [t.word for t in mine], [t.word for t in theirs], autojunk=False)
    for run in _runs([block for block in matcher.get_matching_blocks() if block.size]):
        size = sum(block.size for block in run)
        first, last = run[0].a, run[-1].a + run[-1].size
        if size >= least and size >= _DENSE * (last - first):
            blocks = tuple((block.a, block.a + block.size) for block in run)
            low, high = run[0].b, run[-1].b + run[-1].size
            stretches = (mine[first:last], theirs[low:high], theirs[max(0, low - _AROUND) : high + _AROUND])
            yield Copy(other, first, last, *stretches, size, blocks, tuple(_exchanges(run, mine, theirs)))


def _exchanges(run: list[Match], mine: tuple[Token, ...], theirs: tuple[Token, ...]) -> Iterator[Exchange]:
    first, last = run[0], run[-1]
    head = min(first.a, first.b)
    if head and first.b <= 2:
        yield Exchange(mine[first.a - head : first.a], theirs[first.b - head : first.b])
    for left, right in pairwise(run):
        yield Exchange(mine[left.a + left.size : right.a], theirs[left.b + left.size : right.b])
    tail_mine, tail_theirs = mine[last.a + last.size :], theirs[last.b + last.size :]
    if 0 < len(tail_theirs) <= 2:
        yield Exchange(tail_mine[: len(tail_theirs)], tail_theirs)


def _runs(blocks: list[Match]) -> Iterator[list[Match]]:
    """Blocks close to each other on both sides."""
    run: list[Match] = []
    for block in blocks:
        if run and (block.a - run[-1].a - run[-1].size > _GAP or block.b - run[-1].b - run[-1].size > _GAP):
            yield run
            run = []
        run.append(block)
    yield run


_FIGURE = re.compile(r"[-−]?[\d.,]+|[%<>=≤≥]|mg|kg|ml|g|mm|cm|µg|days?|weeks?|months?|hours?|years?|points?")


def _judged(exchange: Exchange, copy: Copy, statement: Passage, source: Passage) -> Iterator[Problem]:
    mine, theirs, other = exchange.mine, exchange.theirs, copy.source
    said, stands = {t.word for t in mine}, {t.word for t in theirs}
    if bool(said & DENIALS) != bool(stands & DENIALS):
        if not _denial_moved(exchange, copy):
            yield _problem(ProblemKind.NEGATION, exchange, statement, source, other, 0.9)
        return
    if stands & _HEDGES and not said & _HEDGES:
        yield _problem(ProblemKind.CERTAINTY, exchange, statement, source, other, 0.75, contradicts=False)
        return
    if not mine or not theirs:
        yield from _one_sided(exchange, copy, statement, source)
        return
    if all(_FIGURE.fullmatch(token.word) for token in (*mine, *theirs)):
        number, rival = _number_at(statement, mine), _number_at(source, theirs)
        if number is None or rival is None or same_value(number, rival):
            return
        if leaves(number, rival) and denies(_said(copy.mine)) != denies(_said(copy.around)):
            return
        settled = _one_of_several(exchange, copy) or _only_change(copy, number, rival)
        if settled or restated(number, source.numbers, added=addends(source.text)).how != "derived":
            yield _problem(ProblemKind.NUMBER, exchange, statement, source, other, 0.9)
        return
    a, b = _side(mine), _side(theirs)
    if a and b and _OPPOSITE[a] == b:
        yield _problem(ProblemKind.DIRECTION, exchange, statement, source, other, 0.9)
        return
    yield from _other_word(exchange, copy, statement, source)


def _said(tokens: tuple[Token, ...]) -> str:
    return " ".join(token.word for token in tokens)


def _one_of_several(exchange: Exchange, copy: Copy) -> bool:
    """Whether one figure was exchanged among others that stayed: nobody works out a new one in such a place."""
    stands = {token.word for token in copy.theirs if token.word[-1].isdigit()}
    kept = sum(token.word in stands for token in copy.mine)
    return len(exchange.mine) == len(exchange.theirs) == 1 and kept > 0


def _only_change(copy: Copy, number: Number, rival: Number) -> bool:
    """Whether a figure of one kind is all that differs: the same words about the same thing have one value."""
    alike = (number.kind, number.unit, number.role) == (rival.kind, rival.unit, rival.role)
    return alike and len(copy.exchanges) == 1 and copy.common >= _LEAST


def _denial_moved(exchange: Exchange, copy: Copy) -> bool:
    """Whether a denial that came or went stands elsewhere in the other text, or belongs to another construction."""
    longest = max(len(exchange.mine), len(exchange.theirs))
    if longest > _SHORT or any(_FIGURE.fullmatch(t.word) for t in (*exchange.mine, *exchange.theirs)):
        return True
    counts = [sum(token.word in DENIALS for token in tokens) for tokens in (copy.mine, copy.around)]
    return counts[0] == counts[1]


def _one_sided(exchange: Exchange, copy: Copy, statement: Passage, source: Passage) -> Iterator[Problem]:
    """A word that limits a finding left out and said nowhere else; part of a compound product left out or put in."""
    words = {token.word for token in exchange.theirs}
    said = {token.word for token in tokens_of(statement.text, 0)}
    if (words & load_lexicon().limits) - said:
        yield _problem(ProblemKind.POPULATION, exchange, statement, source, copy.source, 0.8, contradicts=False)
        return
    for token in (*exchange.mine, *exchange.theirs):
        text = statement.text if exchange.mine else source.text
        beside = text[max(0, token.start - 1) : token.start] + text[token.end : token.end + 1]
        same = _count(token.word, copy.mine) == _count(token.word, copy.theirs)
        if is_substance(token.word) and not same and _JOINT.search(beside):
            yield _problem(ProblemKind.DETAIL, exchange, statement, source, copy.source, 0.8)
            return


_JOINT = re.compile("[:/+-]")
"""Between the parts of a compound: THC:CBD."""


def _figures_moved(copy: Copy, statement: Passage) -> Iterator[Problem]:
    """The same figures in another order, where the words around them kept theirs."""
    mine, theirs = ([t for t in tokens if t.word[-1].isdigit()] for tokens in (copy.mine, copy.theirs))
    ours, others = [t.word for t in mine], [t.word for t in theirs]
    if ours == others or sorted(ours) != sorted(others) or not _in_order(_words(copy.mine), _words(copy.theirs)):
        return
    start, end = mine[0].start, mine[-1].end
    why = "The figures of the source's sentence stand here in another order."
    yield Problem(ProblemKind.ARM, start, end, theirs[0].start, theirs[-1].end, why, 0.9, True)


def _count(word: str, tokens: tuple[Token, ...]) -> int:
    return sum(token.word == word for token in tokens)


def _words(tokens: tuple[Token, ...]) -> list[str]:
    return [token.word for token in tokens if token.word[0].isalpha()]


def _in_order(words: list[str], others: list[str]) -> bool:
    """Whether all of `words` stand in `others` in the same order."""
    rest = iter(others)
    return all(word in rest for word in words)


def _other_word(exchange: Exchange, copy: Copy, statement: Passage, source: Passage) -> Iterator[Problem]:
    """One thing named for another: both sides have a telling word and share none."""
    mine, theirs, other = exchange.mine, exchange.theirs, copy.source
    if len(mine) > 4 or len(theirs) > 4 or any(t.word[:1].isdigit() for t in (*mine, *theirs)):
        return
    if _rivals(_values(mine, statement), _values(theirs, source)):
        yield _problem(ProblemKind.POPULATION, exchange, statement, source, other, 0.9)
        return
    shift = mine[0].start
    named = terms_of(statement.text[shift : mine[-1].end])
    stood = terms_of(source.text[theirs[0].start : theirs[-1].end])
    if not named or not stood or {t.name for t in named} & {t.name for t in stood}:
        return
    repeated = {t.word for t in mine if _count(t.word, copy.mine) > _count(t.word, copy.around)}
    telling = [
        t
        for t in named
        if t.weight >= 2
        and (t.name not in other.names or statement.text[t.start + shift : t.end + shift].lower() in repeated)
    ]
    if telling and any(t.weight >= 2 for t in stood):
        yield _problem(ProblemKind.DETAIL, exchange, statement, source, other, 0.8)


def _rivals(mine: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    """Whether two sides name different values of one axis."""
    return any(theirs.get(axis, value) != value for axis, value in mine.items())


def _values(tokens: tuple[Token, ...], passage: Passage) -> dict[str, str]:
    """What the words say on the axes of people and species: axis -> value."""
    words = passage.text[tokens[0].start : tokens[-1].end].lower()
    return {
        axis.name: value
        for axis in load_lexicon().axes
        if axis.kind in ("population", "species")
        for value, pattern in axis.values.items()
        if pattern.search(words)
    }


def _side(tokens: tuple[Token, ...]) -> str:
    """up, down, good or bad where the words are one of these; an empty string otherwise."""
    text = " ".join(token.word for token in tokens)
    cues = load_lexicon().cues
    sides = [side for side in _SIDES if cues[side].search(text)]
    return sides[0] if len(sides) == 1 else ""


def _number_at(passage: Passage, tokens: tuple[Token, ...]) -> Number | None:
    return next((n for n in passage.numbers if n.start < tokens[-1].end and tokens[0].start < n.end), None)


def _problem(
    kind: ProblemKind,
    exchange: Exchange,
    statement: Passage,
    source: Passage,
    other: Piece,
    weight: float,
    contradicts: bool = True,
) -> Problem:
    mine, theirs = exchange.mine, exchange.theirs
    start, end = (mine[0].start, mine[-1].end) if mine else (0, 0)
    low, high = (theirs[0].start, theirs[-1].end) if theirs else (other.start, other.end)
    said = statement.text[start:end]
    stands = source.text[low:high] if theirs else ""
    if mine and theirs:
        why = f"The source's sentence has {stands!r} where this says {said!r}."
    elif mine:
        why = f"{said!r} was put into the source's sentence."
    else:
        why = f"{stands!r} of the source's sentence was left out."
    return Problem(kind, start, end, low, high, why, weight, contradicts)
