"""Stretches that no writer of sentences writes: hundreds of characters without a space, or of nothing but white space.

Encoded files, keys and floods of one sign say nothing to a reader, yet a pattern that begins anew at each of their
characters takes minutes over sixty thousand of them, and `re` cannot be interrupted. They are cut where they stand.
"""

from __future__ import annotations

import re

LONGEST = 250
"""Characters. Longer than any word or citation and most addresses of the web."""

_RUNS = re.compile(rf"(?<!\S)\S{{{LONGEST + 1},}}|(?<!\s)\s{{{LONGEST + 1},}}")
_BAR = "|"
"""Parts white space and is no word, stop or bullet."""


def broken_up(text: str) -> str:
    """`text`, of the same length, with every run of one kind cut after `LONGEST` characters: all offsets hold."""
    return text if len(text) <= LONGEST else _RUNS.sub(_cut, text)


def _cut(run: re.Match[str]) -> str:
    """The run with a mark in place of a character now and then: of a sign where there is one, so that no word loses a letter."""
    found = list(run.group())
    mark = _BAR if found[0].isspace() else " "
    start = 0
    while len(found) - start > LONGEST:
        end = start + LONGEST - 1
        at = next((n for n in range(end, start + LONGEST // 2, -1) if not found[n].isalnum()), end)
        found[at] = mark
        start = at + 1
    return "".join(found)
