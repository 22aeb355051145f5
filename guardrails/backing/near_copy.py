"""A statement that follows a sentence of its source almost word for word: what was exchanged, put in or left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from guardrails.backing.lexicon import load_lexicon
from guardrails.backing.passage import Passage, Piece
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.words import terms_of
from guardrails.number_match import restated, same_value
from guardrails.numbers import Number

_TOKEN = re.compile(r"[-−]?\d[\d.,]*\d|\d|[^\W\d_]+(?:['’][^\W\d_]+)?|[%<>=≤≥]|n't")
_LEAST = 6
"""Fewer common words are no copy."""
_DENSE = 0.66
"""Share of common words inside the copied stretch."""
_GAP = 5
_SHORT = 3
"""A longer exchange around a denial is another construction, not a flipped word."""
_DENIALS = frozenset(["not", "no", "never", "none", "neither", "nor", "without", "cannot", "n't", "failed", "fails"])
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
    common: int
    blocks: tuple[tuple[int, int], ...]
    """Stretches of tokens that are the same."""
    exchanges: tuple[Exchange, ...]


_SECTION = re.compile(r"[A-Z][A-Z /&-]{2,40}:\s")


@lru_cache(maxsize=8192)
def _tokens(text: str, offset: int) -> tuple[Token, ...]:
    label = _SECTION.match(text)
    begin = label.end() if label else 0
    return tuple(Token(m.group().lower(), offset + m.start(), offset + m.end()) for m in _TOKEN.finditer(text, begin))


def copy_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections to what was changed in a near copy. Each stretch is held against the sentence it follows most closely."""
    for piece in statement.pieces:
        mine = _tokens(piece.text, piece.start)
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
                    yield from _judged(exchange, statement, source, copy.source)


def _copies(mine: tuple[Token, ...], other: Piece) -> Iterator[Copy]:
    theirs = _tokens(other.text, other.start)
    words = {token.word for token in mine}
    common = sum(1 for token in theirs if token.word in words)
    if common < _LEAST or common < 0.5 * min(len(theirs), len(mine)):
        return
    matcher = SequenceMatcher(None, [t.word for t in mine], [t.word for t in theirs], autojunk=False)
    for run in _runs([block for block in matcher.get_matching_blocks() if block.size]):
        size = sum(block.size for block in run)
        first, last = run[0].a, run[-1].a + run[-1].size
        if size >= _LEAST and size >= _DENSE * (last - first):
            blocks = tuple((block.a, block.a + block.size) for block in run)
            yield Copy(other, first, last, size, blocks, tuple(_exchanges(run, mine, theirs)))


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
    if run:
        yield run


_FIGURE = re.compile(r"[-−]?[\d.,]+|[%<>=≤≥]|mg|kg|ml|g|mm|cm|µg|days?|weeks?|months?|hours?|years?|points?")


def _judged(exchange: Exchange, statement: Passage, source: Passage, other: Piece) -> Iterator[Problem]:
    mine, theirs = exchange.mine, exchange.theirs
    if not mine and not theirs:
        return
    said, stands = {t.word for t in mine}, {t.word for t in theirs}
    if bool(said & _DENIALS) != bool(stands & _DENIALS):
        denied = any(token.word in _DENIALS for token in _tokens(other.text, other.start))
        if (
            (said & _DENIALS and denied)
            or max(len(mine), len(theirs)) > _SHORT
            or any(_FIGURE.fullmatch(t.word) for t in (*mine, *theirs))
        ):
            return
        yield _problem(ProblemKind.NEGATION, exchange, statement, source, other, 0.9)
        return
    if stands & _HEDGES and not said & _HEDGES:
        yield _problem(ProblemKind.CERTAINTY, exchange, statement, source, other, 0.75, contradicts=False)
        return
    if not mine or not theirs:
        return
    if all(_FIGURE.fullmatch(token.word) for token in (*mine, *theirs)):
        number, rival = _number_at(statement, mine), _number_at(source, theirs)
        if number is None or rival is None or same_value(number, rival):
            return
        if restated(number, source.numbers).how != "derived":
            yield _problem(ProblemKind.NUMBER, exchange, statement, source, other, 0.9)
        return
    a, b = _side(mine), _side(theirs)
    if a and b and _OPPOSITE[a] == b:
        yield _problem(ProblemKind.DIRECTION, exchange, statement, source, other, 0.9)
        return
    yield from _other_word(exchange, statement, source, other)


_WHOLE = 0.7
"""Share of a statement's words that must be those of the source's sentence for one exchanged word to tell."""


def _other_word(exchange: Exchange, statement: Passage, source: Passage, other: Piece) -> Iterator[Problem]:
    """One thing named for another: both sides have a telling word and share none."""
    mine, theirs = exchange.mine, exchange.theirs
    if len(mine) > 4 or len(theirs) > 4 or any(t.word[:1].isdigit() for t in (*mine, *theirs)):
        return
    named = terms_of(statement.text[mine[0].start : mine[-1].end])
    stood = terms_of(source.text[theirs[0].start : theirs[-1].end])
    if not named or not stood or {t.name for t in named} & {t.name for t in stood}:
        return
    here = other.names
    telling = [t for t in named if t.weight >= 2 and t.name not in here]
    if telling and any(t.weight >= 2 for t in stood):
        yield _problem(ProblemKind.DETAIL, exchange, statement, source, other, 0.8)
    elif _rivals(_axis_value(mine, statement), _axis_value(theirs, source)):
        yield _problem(ProblemKind.POPULATION, exchange, statement, source, other, 0.9)


def _rivals(mine: tuple[str, str] | None, theirs: tuple[str, str] | None) -> bool:
    """Whether two sides name different values of one axis."""
    return mine is not None and theirs is not None and mine[0] == theirs[0] and mine[1] != theirs[1]


def _axis_value(tokens: tuple[Token, ...], passage: Passage) -> tuple[str, str] | None:
    """The axis of people and its value that the words name."""
    words = passage.text[tokens[0].start : tokens[-1].end].lower()
    for axis in load_lexicon().axes:
        if axis.kind not in ("population", "species"):
            continue
        for value, pattern in axis.values.items():
            if pattern.search(words):
                return axis.name, value
    return None


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
