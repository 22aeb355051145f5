"""Text to counted n-grams: words one and two at a time, and runs of two to five characters inside words.

The same function serves training and judging, so that the model sees in use what it saw when it was fitted. N-grams are
hashed into a fixed number of buckets; CRC-32 is the same on every machine.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import chain, pairwise
from zlib import crc32

from guardrails.normalise import fold, unmask

BUCKETS = 1 << 17
_WORD = re.compile(r"\w+|[%?!$]")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_SHORTEST, _LONGEST = 2, 5


def blocks(text: str) -> tuple[Counter[int], Counter[int]]:
    """Buckets of the word n-grams and of the character n-grams of a text, with how often each occurs.

    Look-alikes, hidden characters and spelled-out words are read as a person reads them; every number reads as 0, so that
    figures of one trial teach nothing about another.
    """
    read = _DIGITS.sub("0", unmask(fold(text)).text)
    tokens = _WORD.findall(read)
    pairs = (f"{one} {two}" for one, two in pairwise(tokens))
    words = Counter(map(_bucket, (f"w:{gram}" for gram in (*tokens, *pairs))))
    chars = Counter(chain.from_iterable(_inside(f" {word} ") for word in read.split()))
    return words, chars


@lru_cache(maxsize=16384)
def _inside(word: str) -> tuple[int, ...]:
    """Buckets of the character n-grams of one word, remembered: a text is read in windows that overlap."""
    return tuple(
        _bucket(f"c:{word[start : start + size]}")
        for size in range(_SHORTEST, min(_LONGEST, len(word)) + 1)
        for start in range(len(word) - size + 1)
    )


def _bucket(gram: str) -> int:
    return crc32(gram.encode()) % BUCKETS
