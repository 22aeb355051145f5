"""Text to counted n-grams: words one to three at a time, pairs of words near each other, runs of three to seven characters.

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
Block = tuple[np.ndarray[Any, np.dtype[np.uint32]], np.ndarray[Any, np.dtype[np.intp]]]

_WORD = re.compile(r"\w+|[%?!$]")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_RUN = 3
"""Words in a row."""
_REACH = 6
"""How far apart the words of a pair may stand; neighbours are runs already."""
_SHORTEST, _LONGEST = 3, 7
_ODD = np.uint64(0x9E3779B97F4A7C15)
"""Multiplier of the hash (2^64 over the golden ratio, odd)."""
_APART = np.uint64(0x5851F42D)
"""What tells a pair from a run of the same two words."""


def blocks(text: str) -> tuple[Block, ...]:
    """Word runs, word pairs and character runs of a text: hashes in ascending order, and how often each occurs.

    Look-alikes, hidden characters and spelled-out words are read as a person reads them; every number reads as 0, so that
    figures of one trial teach nothing about another.
    """
    read = _DIGITS.sub("0", unmask(fold(text)).text)
    words = np.array([crc32(token.encode()) for token in _WORD.findall(read)], dtype=np.uint64)
    line = f" {' '.join(read.split())} ".encode("utf-32-le", errors="surrogatepass")
    characters = np.frombuffer(line, dtype="<u4").astype(np.uint64)
    return (
        _counted([_run(words, size) for size in range(1, _RUN + 1)]),
        _counted([_joined(words[:-gap] ^ _APART, words[gap:]) for gap in range(2, min(_REACH, len(words) - 1) + 1)]),
        _counted([_run(characters, size) for size in range(_SHORTEST, _LONGEST + 1)]),
    )


def _run(units: Hashes, size: int) -> Hashes:
    """The hash of each stretch of `size` units; none where there are fewer."""
    count = max(0, len(units) - size + 1)
    hashes = np.full(count, size, dtype=np.uint64)
    for place in range(size):
        hashes = _joined(hashes, units[place : place + count])
    return hashes


def _joined(hashes: Hashes, units: Hashes) -> Hashes:
    mixed = (hashes + units) * _ODD  # wraps around at 64 bits, on every machine alike
    return mixed ^ (mixed >> np.uint64(29))


def _counted(grams: Sequence[Hashes]) -> Block:
    every = np.concatenate(grams) if grams else np.zeros(0, dtype=np.uint64)
    return np.unique((every >> np.uint64(32)).astype(np.uint32), return_counts=True)
