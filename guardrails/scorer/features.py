"""Text to counted n-grams: words one to three at a time, pairs of words near each other, words as denied, runs of characters.

The same function serves training and judging, so that the model sees in use what it saw when it was fitted. An n-gram is
known by a hash of 32 bits, computed for all of a text at once and the same on every machine; among a quarter of a million
n-grams hardly any two share one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from zlib import crc32

import numpy as np

from guardrails.normalise import fold, unmask

Hashes = np.ndarray[Any, np.dtype[np.uint64]]
Units = tuple[Hashes, Hashes]
"""Words, characters or n-grams, and for each the number of its text."""
Counts = np.ndarray[Any, np.dtype[np.intp]]
Block = tuple[np.ndarray[Any, np.dtype[np.uint32]], Counts]
Owned = tuple[Counts, np.ndarray[Any, np.dtype[np.uint32]], Counts]
"""A block of several texts: number of the text, hash (ascending within a text), how often it stands there."""

_WORD = re.compile(r"\w+|[%?!$]")
_TOKEN = re.compile(r"\w+|[%?!$.,;:()\"'-]")
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
_ODD = np.uint64(0x9E3779B97F4A7C15)
"""Multiplier of the hash (2^64 over the golden ratio, odd)."""
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_APART = np.uint64(0x5851F42D)
"""What tells a pair from a run of the same two words."""
_TOLD, _DENIED = 1 << 32, 1 << 33
"""What tells a word read for its polarity from the word alone, and a denied one from a told one (Pang and others 2002)."""


def blocks(text: str) -> tuple[Block, ...]:
    """Word runs, word pairs, words as denied and character runs of a text: hashes in ascending order, and how often each occurs.

    Look-alikes, hidden characters and spelled-out words are read as a person reads them; every number reads as 0, so that
    figures of one trial teach nothing about another.
    """
    return tuple((hashes, counts) for _, hashes, counts in blocks_of((text,)))


def blocks_of(texts: Sequence[str]) -> tuple[Owned, ...]:
    """The blocks of several texts at once, since many small arrays cost more than one large one."""
    read = [_DIGITS.sub("0", unmask(fold(text)).text) for text in texts]
    words = _units([[crc32(token.encode()) for token in _WORD.findall(one)] for one in read])
    told = _units([_polar(_TOKEN.findall(one)) for one in read])
    lines = [f" {' '.join(one.split())} ".encode("utf-32-le", errors="surrogatepass") for one in read]
    characters = _units([np.frombuffer(line, dtype="<u4") for line in lines])
    return (
        _counted([_run(words, size) for size in range(1, _RUN + 1)]),
        _counted([_pair(words, gap) for gap in range(2, _REACH + 1)]),
        _counted([_run(told, size) for size in (1, 2)]),
        _counted([_run(characters, size) for size in range(_SHORTEST, _LONGEST + 1)]),
    )


def _polar(tokens: Sequence[str]) -> list[int]:
    """A number for each token, another one where a denial reaches it."""
    found = []
    mark = _TOLD
    for token in tokens:
        if token in _TURNS:
            mark = _TOLD
        found.append(mark + crc32(token.encode()))
        if token in _DENIALS:
            mark = _TOLD | _DENIED
    return found


def _units(rows: Sequence[Sequence[int] | np.ndarray[Any, Any]]) -> Units:
    """The units of all texts behind each other, and the number of the text of each."""
    owners = np.repeat(np.arange(len(rows), dtype=np.uint64), [len(row) for row in rows])
    return np.concatenate([np.asarray(row, dtype=np.uint64) for row in rows]), owners


def _run(units: Units, size: int) -> Units:
    """The hash of each stretch of `size` units of one text."""
    values, owners = units
    count = max(0, len(values) - size + 1)
    hashes = np.full(count, size, dtype=np.uint64)
    for place in range(size):
        hashes = _joined(hashes, values[place : place + count])
    return _inside(hashes, owners, size - 1)


def _pair(units: Units, gap: int) -> Units:
    """The hash of each two units of one text that stand `gap` apart."""
    values, owners = units
    return _inside(_joined(values[:-gap] ^ _APART, values[gap:]), owners, gap)


def _inside(hashes: Hashes, owners: Hashes, reach: int) -> Units:
    """Hashes that end in the text in which they begin."""
    first = owners[: len(hashes)]
    same = first == owners[reach : reach + len(hashes)]
    return hashes[same], first[same]


def _joined(hashes: Hashes, units: Hashes) -> Hashes:
    mixed = (hashes + units) * _ODD  # wraps around at 64 bits, on every machine alike
    return mixed ^ (mixed >> np.uint64(29))


def _counted(grams: Sequence[Units]) -> Owned:
    every = np.concatenate([(owners << _HALF) | (hashes >> _HALF) for hashes, owners in grams])
    keys, counts = np.unique(every, return_counts=True)
    return (keys >> _HALF).astype(np.intp), (keys & _LOW).astype(np.uint32), counts
