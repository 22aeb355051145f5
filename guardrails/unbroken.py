"""Stretches that no writer of sentences writes: hundreds of characters without a space, or of nothing but white space.

Encoded files, keys and floods of one sign say nothing to a reader, yet a pattern that begins anew at each of their
characters takes minutes over sixty thousand of them, and `re` cannot be interrupted. They are cut where they stand.
"""

from __future__ import annotations

import re

LONGEST = 250
"""Characters. Longer than any word or citation and most addresses of the web."""

_RUNS = re.compile(rf"\S{{{LONGEST + 1},}}|\s{{{LONGEST + 1},}}")
_BAR = "|"
"""Parts white space and is no word, stop or bullet."""


def broken_up(text: str) -> str:
    """`text`, of the same length, with every run of one kind cut after `LONGEST` characters: all offsets hold."""
    return text if len(text) <= LONGEST else _RUNS.sub(_cut, text)


def _cut(run: re.Match[str]) -> str:
    found = run.group()
    cut = _BAR if found[0].isspace() else " "
    return "".join(found[at : at + LONGEST - 1] + cut for at in range(0, len(found), LONGEST))[: len(found)]
