"""Text to counted n-grams: words one to three at a time, pairs of words near each other, words as denied, runs of characters.

The same function serves training and judging, so that the model sees in use what it saw when it was fitted. An n-gram is
known by a hash of 32 bits, computed for all of a text at once and the same on every machine; among a quarter of a million
n-grams hardly any two share one. The stretches of a text that are judged overlap: each is looked for in the whole, so that an
n-gram is hashed once, however many of them hold it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from guardrails.normalise import fold, unmask

Hashes = np.ndarray[Any, np.dtype[np.uint64]]
Places = np.ndarray[Any, np.dtype[np.intp]]
Block = tuple[np.ndarray[Any, np.dtype[np.uint32]], Places]
Grams = tuple[np.ndarray[Any, np.dtype[np.uint32]], int]
"""The hash of what begins at each unit, as far as it goes, and how many units it spans."""
Span = tuple[int, int]

_TOKEN = re.compile(r"\w+|[%?!$.,;:()\"'-]")
_STOPS = frozenset(".,;:()\"'-")
"""Tokens that are no words and only tell how far a denial reaches."""
_DENIALS = frozenset(
    "no not never nobody nothing none neither nor without cannot t hardly nowhere unproven unknown".split()
)
"""From one of these on to the next of `_TURNS` a word is denied ("t": what the apostrophe leaves of "don't")."""
_TURNS = frozenset((*".;:?!,()", "but", "so", "because", "and", "which"))
_APART = re.compile(r"\S+")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_RUN = 3
"""Words in a row."""
_REACH = 6
"""How far apart the words of a pair may stand; neighbours are runs already."""
_SHORTEST, _LONGEST = 3, 7
_ODD = np.uint64(0x9E3779B97F4A7C15)
"""Multiplier of the hash (2^64 over the golden ratio, odd)."""
_HALF = np.uint64(32)
_PAIRED = np.uint64(0x5851F42D)
"""What tells a pair from a run of the same two words."""
_TOLD, _DENIED = 1 << 32, 1 << 33
"""What tells a word read for its polarity from the word alone, and a denied one from a told one (Pang and others 2002)."""


class Kind(NamedTuple):
    """All n-grams of one kind, and the units that each text begins with and ends before."""

    grams: tuple[Grams, ...]
    first: Places
    last: Places


def blocks(text: str) -> tuple[Block, ...]:
    """Word runs, word pairs, words as denied and character runs of a text: hashes in ascending order, and how often each occurs.

    Look-alikes, hidden characters and spelled-out words are read as a person reads them; every number reads as 0, so that
    figures of one trial teach nothing about another.
    """
    every = (np.concatenate([hashes for hashes, _ in kind.grams]) for kind in blocks_of(text, ((0, len(text)),)))
    return tuple(np.unique(hashes, return_counts=True) for hashes in every)


def blocks_of(whole: str, spans: Sequence[Span]) -> tuple[Kind, ...]:
    """The blocks of several stretches of a text at once: all n-grams by kind, and where each stretch lies among them."""
    laid, places = _laid_out(whole, spans)
    tokens = [(match.start(), match.group()) for match in _TOKEN.finditer(laid)]
    hashed = [crc32(token.encode()) for _, token in tokens]
    words = [number for number, (_, token) in enumerate(tokens) if token not in _STOPS]
    read = np.array([hashed[number] for number in words], dtype=np.uint64)
    read_places = _within([tokens[number][0] for number in words], places)
    told, told_places = _told([token for _, token in tokens], hashed, _within([start for start, _ in tokens], places))
    characters = np.frombuffer(laid.encode("utf-32-le", errors="surrogatepass"), dtype="<u4").astype(np.uint64)
    return (
        _kind((_run(read, size) for size in range(1, _RUN + 1)), read_places),
        _kind((_pair(read, gap) for gap in range(2, _REACH + 1)), read_places),
        _kind((_run(told, size) for size in (1, 2)), told_places),
        _kind((_run(characters, size) for size in range(_SHORTEST, _LONGEST + 1)), places),
    )


def _kind(grams: Iterable[Grams], places: Sequence[Span]) -> Kind:
    ends = np.array(places, dtype=np.intp).reshape(-1, 2)
    return Kind(tuple(grams), ends[:, 0], ends[:, 1])


def _line(text: str) -> str:
    return f" {' '.join(_words(unmask(fold(text)).text))} "


def _words(plain: str) -> list[str]:
    return _DIGITS.sub("0", plain).split()


def _laid_out(whole: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """The line of the whole text and where each stretch lies in it; behind it the lines of those that read otherwise alone."""
    plain = fold(whole)
    starts = [match.start() for match in _APART.finditer(plain)] if unmask(plain).text == plain else []
    words = _words(plain) if starts else []
    begins = [*accumulate((len(word) + 1 for word in words), initial=1)]
    rows = [_line(whole)]
    length = len(rows[0])
    places = []
    for start, end in spans:
        if (start, end) == (0, len(whole)):
            places.append((0, len(rows[0])))
            continue
        if starts and _parts_words(whole, start) and _parts_words(whole, end):
            first, last = bisect_left(starts, start), bisect_left(starts, end)
            places.append((begins[first] - 1, begins[last]) if first < last else (0, 0))
            continue
        rows.append(_line(whole[start:end]))
        places.append((length, length + len(rows[-1])))
        length += len(rows[-1])
    return "".join(rows), places


def _parts_words(text: str, place: int) -> bool:
    """Whether no word reaches over a place."""
    return place == 0 or place >= len(text) or text[place].isspace() or text[place - 1].isspace()


def _within(starts: Sequence[int], places: Sequence[Span]) -> list[Span]:
    """The numbers of the tokens that begin in each place: a line begins and ends between two of them."""
    return [(bisect_left(starts, first), bisect_left(starts, last)) for first, last in places]


def _told(tokens: Sequence[str], hashed: Sequence[int], places: Sequence[Span]) -> tuple[Hashes, list[Span]]:
    """Words as denied; a line into which a denial before it would reach is read once more by itself."""
    units = _polar(tokens, hashed)
    own = []
    for first, last in places:
        if first < last and units[first] & _DENIED:
            begin = len(units)
            units += _polar(tokens[first:last], hashed[first:last])
            first, last = begin, len(units)
        own.append((first, last))
    return np.array(units, dtype=np.uint64), own


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
    return _short(_joined(units[:-gap] ^ _PAIRED, units[gap:])), gap + 1


def _joined(hashes: Hashes, units: Hashes) -> Hashes:
    mixed = (hashes + units) * _ODD  # wraps around at 64 bits, on every machine alike
    return mixed ^ (mixed >> np.uint64(29))


def _short(hashes: Hashes) -> np.ndarray[Any, np.dtype[np.uint32]]:
    return (hashes >> _HALF).astype(np.uint32)
