"""Text to counted n-grams: words one to three at a time, pairs of words near each other, words as denied, runs of characters.

The same function serves training and judging, so that the model sees in use what it saw when it was fitted. An n-gram is
known by a hash of 32 bits, computed for all of a text at once and the same on every machine; among a quarter of a million
n-grams hardly any two share one. The stretches of a text that are judged overlap: each is looked for in the whole, so that an
n-gram is hashed once, however many of them hold it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np

from guardrails.normalise import fold, unmask

Hashes = np.ndarray[Any, np.dtype[np.uint64]]
Places = np.ndarray[Any, np.dtype[np.intp]]
Block = tuple[np.ndarray[Any, np.dtype[np.uint32]], Places]
Grams = tuple[np.ndarray[Any, np.dtype[np.uint32]], int]
"""The hash of what begins at each unit, as far as it goes, and how many units it spans."""

_TOKEN = re.compile(r"\w+|[%?!$.,;:()\"'-]")
_STOPS = frozenset(".,;:()\"'-")
"""Tokens that are no words and only tell how far a denial reaches."""
_DENIALS = frozenset(
    "no not never nobody nothing none neither nor without cannot t hardly nowhere unproven unknown".split()
)
"""From one of these on to the next of `_TURNS` a word is denied ("t": what the apostrophe leaves of "don't")."""
_TURNS = frozenset((*".;:?!,()", "but", "so", "because", "and", "which"))
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_RUN = 3
"""Words in a row."""
_REACH = 6
"""How far apart the words of a pair may stand; neighbours are runs already."""
_SHORTEST, _LONGEST = 3, 7
_AT_ONCE = 32
"""Texts that are compared with all n-grams of their neighbourhood at once."""
_ODD = np.uint64(0x9E3779B97F4A7C15)
"""Multiplier of the hash (2^64 over the golden ratio, odd)."""
_HALF = np.uint64(32)
_APART = np.uint64(0x5851F42D)
"""What tells a pair from a run of the same two words."""
_TOLD, _DENIED = 1 << 32, 1 << 33
"""What tells a word read for its polarity from the word alone, and a denied one from a told one (Pang and others 2002)."""


@dataclass(frozen=True, slots=True)
class Stretches:
    """Words or characters behind each other, and the stretch of them that each text is."""

    units: Hashes
    first: Places
    last: Places

    def holding(self, begin: Places, end: Places) -> tuple[Places, Places]:
        """Which texts hold which n-grams, given by their first unit and the one behind their last: by text, in order."""
        pairs = []
        for at in range(0, len(self.first), _AT_ONCE):
            first, last = self.first[at : at + _AT_ONCE, None], self.last[at : at + _AT_ONCE, None]
            near = np.flatnonzero((begin >= first.min()) & (end <= last.max()))
            within = (begin[near] >= first) & (end[near] <= last)
            texts = np.repeat(np.arange(len(first)), np.count_nonzero(within, axis=1))
            pairs.append((texts + at, near[np.flatnonzero(within) - texts * len(near)]))
        texts, held = (np.concatenate(side) for side in zip(*pairs, strict=True))
        return texts, held


Kind = tuple[Stretches, tuple[Grams, ...]]


def blocks(text: str) -> tuple[Block, ...]:
    """Word runs, word pairs, words as denied and character runs of a text: hashes in ascending order, and how often each occurs.

    Look-alikes, hidden characters and spelled-out words are read as a person reads them; every number reads as 0, so that
    figures of one trial teach nothing about another.
    """
    every = (np.concatenate([hashes for hashes, _ in grams]) for _, grams in blocks_of((text,)))
    return tuple(np.unique(hashes, return_counts=True) for hashes in every)


def blocks_of(texts: Sequence[str], whole: str = "") -> tuple[Kind, ...]:
    """The blocks of several texts at once, most of them stretches of `whole`: all n-grams by kind, and where each text lies."""
    laid, places = _laid_out([_line(text) for text in texts], _line(whole))
    tokens = [(match.start(), match.group()) for match in _TOKEN.finditer(laid)]
    hashed = [crc32(token.encode()) for _, token in tokens]
    words = [number for number, (_, token) in enumerate(tokens) if token not in _STOPS]
    word_units = np.array([hashed[number] for number in words], dtype=np.uint64)
    read = _stretches(word_units, _within([tokens[number][0] for number in words], places))
    told = _told([token for _, token in tokens], hashed, _within([start for start, _ in tokens], places))
    codes = np.frombuffer(laid.encode("utf-32-le", errors="surrogatepass"), dtype="<u4")
    characters = _stretches(codes.astype(np.uint64), places)
    return (
        (read, tuple(_run(read.units, size) for size in range(1, _RUN + 1))),
        (read, tuple(_pair(read.units, gap) for gap in range(2, _REACH + 1))),
        (told, tuple(_run(told.units, size) for size in (1, 2))),
        (characters, tuple(_run(characters.units, size) for size in range(_SHORTEST, _LONGEST + 1))),
    )


def _line(text: str) -> str:
    return f" {' '.join(_DIGITS.sub('0', unmask(fold(text)).text).split())} "


_Ends = Sequence[tuple[int, int]]


def _laid_out(lines: Sequence[str], whole: str) -> tuple[str, _Ends]:
    """The whole, then those lines that do not stand in it word for word; and where each line begins and ends."""
    rows, length = [whole], len(whole)
    places = []
    at = 0
    for line in lines:
        found = whole.find(line, at)
        at = found if found >= 0 else whole.find(line)
        if at < 0:
            at = length
            rows.append(line)
            length += len(line)
        places.append((at, at + len(line)))
    return "".join(rows), places


def _within(starts: Sequence[int], places: _Ends) -> _Ends:
    """The numbers of the tokens that begin in each place: a line begins and ends between two of them."""
    return [(bisect_left(starts, first), bisect_left(starts, last)) for first, last in places]


def _stretches(units: Hashes, places: _Ends) -> Stretches:
    ends = np.array(places, dtype=np.intp).reshape(-1, 2)
    return Stretches(units, ends[:, 0], ends[:, 1])


def _told(tokens: Sequence[str], hashed: Sequence[int], places: _Ends) -> Stretches:
    """Words as denied; a line into which a denial before it would reach is read once more by itself."""
    units = _polar(tokens, hashed)
    own = []
    for first, last in places:
        if first < last and units[first] & _DENIED:
            begin = len(units)
            units += _polar(tokens[first:last], hashed[first:last])
            first, last = begin, len(units)
        own.append((first, last))
    return _stretches(np.array(units, dtype=np.uint64), own)


def _polar(tokens: Sequence[str], hashed: Sequence[int]) -> list[int]:
    """A number for each token, another one where a denial reaches it."""
    found = []
    mark = _TOLD
    for token, number in zip(tokens, hashed, strict=True):
        if token in _TURNS:
            mark = _TOLD
        found.append(mark + number)
        if token in _DENIALS:
            mark = _TOLD | _DENIED
    return found


def _run(units: Hashes, size: int) -> Grams:
    """The hash of each stretch of `size` units."""
    count = max(0, len(units) - size + 1)
    hashes = np.full(count, size, dtype=np.uint64)
    for place in range(size):
        hashes = _joined(hashes, units[place : place + count])
    return _short(hashes), size


def _pair(units: Hashes, gap: int) -> Grams:
    """The hash of each two units that stand `gap` apart."""
    return _short(_joined(units[:-gap] ^ _APART, units[gap:])), gap + 1


def _joined(hashes: Hashes, units: Hashes) -> Hashes:
    mixed = (hashes + units) * _ODD  # wraps around at 64 bits, on every machine alike
    return mixed ^ (mixed >> np.uint64(29))


def _short(hashes: Hashes) -> np.ndarray[Any, np.dtype[np.uint32]]:
    return (hashes >> _HALF).astype(np.uint32)
