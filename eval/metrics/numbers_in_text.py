"""Numbers of a text as values, so that "17/70", ".05", "0.050", "12,5 %"-like spellings and words can be held side by side."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"(?<![A-Za-z0-9_.])(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)?(?:\.\d+|(?<=\d))")
_DOTS = str.maketrans({"\u00b7": ".", "\u2212": "-", "\u2013": "-", "\u2014": "-"})
_WORDS = {
    "zero": 0,
    "none": 0,
    "one": 1,
    "single": 1,
    "two": 2,
    "twice": 2,
    "three": 3,
    "four": 4,
    "fourfold": 4,
    "five": 5,
    "fivefold": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
_WORD = re.compile(r"[a-z]+")
_LEVEL = re.compile(r"\b9[059]\s?%\s?(?=CI\b|confidence)")
"""The level of an interval says nothing about the finding."""


def numbers_in(text: str) -> frozenset[float]:
    """Values of all numbers in a text, signs left out ("-1.37" and "a fall of 1.37" state the same size).

    Digits that belong to a name ("5-HT1A", "CYP2D6", "THC:CBD 1:1" counts its ones) are left out where a letter is
    glued in front of them.
    """
    plain = _LEVEL.sub("", text.translate(_DOTS))
    found = {float(m.group().replace(",", "")) for m in _TOKEN.finditer(plain) if m.group()}
    found |= {float(_WORDS[w]) for w in _WORD.findall(plain.lower()) if w in _WORDS}
    return frozenset(found)
