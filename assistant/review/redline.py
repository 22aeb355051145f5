"""What changed between two versions of a text, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words: `same`, `out` (only in the old text) or `in` (only in the new one)."""

    kind: str
    text: str


def redline(old: str, new: str) -> tuple[Change, ...]:
    """Runs in reading order; joining `same` and `in` gives the new text, `same` and `out` the old one."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    runs: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Change("same", "".join(before[a:b])))
            continue
        if b > a:
            runs.append(Change("out", "".join(before[a:b])))
        if d > c:
            runs.append(Change("in", "".join(after[c:d])))
    return tuple(runs)
