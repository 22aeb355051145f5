"""The blocks of a section as a reader sees them: bullets that follow one another are one list."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from guardrails import Block, Line, Section, Table

Bullets = tuple[Line, ...]
"""The items of one list, at least one."""


def blocks_of(section: Section) -> Iterator[Bullets | Line | Table]:
    """Lists, lines and tables in order; nothing is left out or said twice."""
    for is_list, blocks in groupby(section.blocks, _is_bullet):
        if is_list:
            yield tuple(block for block in blocks if isinstance(block, Line))
        else:
            yield from blocks


def _is_bullet(block: Block) -> bool:
    return isinstance(block, Line) and block.style == "bullet"
