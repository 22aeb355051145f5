"""How wide columns are and which tables need the page on its side: the same on paper, slide and screen."""

from __future__ import annotations

import math

from guardrails import Line, Table, line_text

WIDE = 6
"""Columns from which a table is set on a page on its side."""
_LEAST, _PER_LETTER, _MOST = 0.07, 0.0135, 0.2
"""Share of the width that a column needs at least, 0-1: a base, or room for its longest word up to a limit."""


def column_shares(table: Table) -> tuple[float, ...]:
    """Share of the width of each column, 0-1 together 1: long cells get more, by the root of their length."""
    columns = range(len(table.header))
    texts = [[table.header[c], *(line_text(row[c]) for row in table.rows)] for c in columns]
    weights = [math.sqrt(sum(map(len, cells)) / len(cells)) for cells in texts]
    shares = [max(_needed(cells), weight / sum(weights)) for cells, weight in zip(texts, weights, strict=True)]
    return tuple(share / sum(shares) for share in shares)


def _needed(cells: list[str]) -> float:
    longest = max((len(word) for cell in cells for word in cell.split()), default=1)
    return max(_LEAST, min(_MOST, _PER_LETTER * longest))


def is_wide(block: Line | Table) -> bool:
    """True for a table that needs the page on its side."""
    return isinstance(block, Table) and len(block.header) >= WIDE
