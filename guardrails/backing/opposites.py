"""Plain denials: an opposite word, a `no` on one side only, a `most` where the source counts a minority."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guardrails.backing.complements import told_from_the_other_side
from guardrails.backing.lexicon import read_data
from guardrails.backing.passage import Cue, Passage, Piece
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.settings_of_numbers import placed_numbers
from guardrails.backing.words import mass

_SAME_THING = 0.55


@cache
def _pairs() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    pairs = []
    for left, right in read_data("opposites.yaml")["pairs"]:
        a, b = re.compile(rf"\b(?:{left})\b"), re.compile(rf"\b(?:{right})\b")
        pairs += [(a, b), (b, a)]
    return tuple(pairs)


@cache
def _far_pairs() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    pairs = []
    for left, right in read_data("opposites.yaml")["anywhere"]:
        a, b = re.compile(rf"\b(?:{left})"), re.compile(rf"\b(?:{right})")
        pairs += [(a, b), (b, a)]
    return tuple(pairs)


@cache
def _quantifiers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = read_data("opposites.yaml")
    return re.compile(rf"\b(?:{data['most']})\b"), re.compile(rf"\b(?:{data['few']})\b")


def opposite_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections from opposite words, one-sided denial and miscounted majorities."""
    yield from _far_words(statement, source)
    for piece in statement.pieces:
        near = [(share, other) for other in source.pieces if (share := _share(piece, other)) >= _SAME_THING]
        if near:
            best = max(share for share, _ in near)
            close = [other for share, other in near if share >= best - 0.1]
            if not told_from_the_other_side(piece, source):
                yield from _opposite_words(piece, close)
            yield from _denied(piece, close, best)
        yield from _miscounted(piece, statement, source)


def _far_words(statement: Passage, source: Passage) -> Iterator[Problem]:
    """One of two technical words where the source has only the other."""
    mine_low, low = statement.text.lower(), source.text.lower()
    if len(mine_low) != len(statement.text) or len(low) != len(source.text) or statement.has("negation"):
        return
    for said, opposite in _far_pairs():
        mine, theirs = said.search(mine_low), opposite.search(low)
        if mine and theirs and not opposite.search(mine_low) and not said.search(low):
            why = f"The source says {theirs.group()!r}, not {mine.group()!r}."
            yield Problem(ProblemKind.NEGATION, *mine.span(), *theirs.span(), why, 0.75, True)


def _share(piece: Piece, other: Piece) -> float:
    total = mass(piece.names)
    return mass(piece.names & other.names) / total if total else 0.0


def _opposite_words(piece: Piece, close: list[Piece]) -> Iterator[Problem]:
    low = piece.text.lower()
    for said, opposite in _pairs():
        mine = said.search(low)
        if mine is None or opposite.search(low):
            continue
        others = [(other, found) for other in close if (found := opposite.search(other.text.lower()))]
        if not others or any(said.search(other.text.lower()) for other in close):
            continue
        if _denied_beside(piece, mine) != _denied_beside(*others[0]):
            continue
        other, found = others[0]
        why = f"The source says {found.group()!r}, not {mine.group()!r}."
        yield Problem(
            ProblemKind.NEGATION,
            piece.start + mine.start(),
            piece.start + mine.end(),
            other.start + found.start(),
            other.start + found.end(),
            why,
            0.75,
            True,
        )


def _denied_beside(piece: Piece, word: re.Match[str]) -> bool:
    """Whether anything but the word itself (`absent`) denies."""
    start, end = piece.start + word.start(), piece.start + word.end()
    return any(cue.end <= start or end <= cue.start for cue in piece.cues.get("negation", ()))


_EFFECTS = ("same", "up", "down", "good", "bad")


def _denied(piece: Piece, close: list[Piece], share: float) -> Iterator[Problem]:
    """A denial on one side only, where no effect is at stake (those are compared by direction)."""
    if (
        share < 0.7
        or piece.numbers
        or piece.cues.get("unknown")
        or any(piece.cues.get(category) for category in _EFFECTS)
    ):
        return
    mine = _denials(piece)
    if ";" in piece.text:
        return
    if any(bool(_denials(other)) == bool(mine) or other.cues.get("same") for other in close):
        return
    other = close[0]
    theirs = _denials(other)
    if len(other.names) > 2 * len(piece.names):
        return
    start, end = (mine[0].start, mine[0].end) if mine else (piece.start, piece.end)
    source = (theirs[0].start, theirs[0].end) if theirs else (other.start, other.end)
    why = "The source denies this." if theirs else "The source affirms what is denied here."
    yield Problem(ProblemKind.NEGATION, start, end, *source, why, 0.75, True)


_PLAIN = re.compile(r"not|no|n't|never|none|neither|nor|cannot|lack(?:s|ed|ing)?|absen(?:t|ce)|\w+ against")


def _denials(piece: Piece) -> list[Cue]:
    """Words that deny the main thing said."""
    cues = piece.cues.get("negation", ())
    return [
        cue for cue in cues if _PLAIN.fullmatch(piece.text[cue.start - piece.start : cue.end - piece.start].lower())
    ]


def _miscounted(piece: Piece, statement: Passage, source: Passage) -> Iterator[Problem]:
    """`Most` or `few` against the source's own share of the same thing."""
    low = piece.text.lower()
    most, few = _quantifiers()
    cue = most.search(low) or few.search(low)
    if cue is None or piece.numbers:
        return
    majority = most.search(low) is not None
    best, share = 0.0, None
    for placed in placed_numbers(source.text):
        percent = placed.number.percent
        if percent is None:
            continue
        around = placed.close if placed.close & piece.names else placed.topic
        topic = mass((around & piece.names) - {"patient"}, 1)
        if topic > best:
            best, share = topic, (percent, placed.number)
    if share is None or best < 2 or (share[0] >= 50) == majority:
        return
    number = share[1]
    home = next(other for other in source.pieces if other.start <= number.start < other.end)
    if (most if majority else few).search(home.text.lower()):
        return
    why = f"The source gives {source.text[number.start : number.end]!r} for this."
    yield Problem(
        ProblemKind.NUMBER, piece.start + cue.start(), piece.start + cue.end(), number.start, number.end, why, 0.8, True
    )
