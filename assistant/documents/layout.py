"""How wide columns are, which document needs its pages on their side, what stays on one page: the same on paper, slide and screen."""

from __future__ import annotations

import math

from guardrails import Draft, Table, line_text

WIDE = 6
"""Columns from which a table needs a page on its side."""
SHORT_CHARS = 1400
"""Letters up to which a table stays on one page."""
_LEAST, _PER_LETTER, _MOST = 0.07, 0.0135, 0.2
"""Share of the width that a column needs at least, 0-1: a base, or room for its longest word up to a limit."""
_MARGIN, _LETTER = 0.03, 0.0105
"""Share of the width that a column can fill: its padding, and each letter of its longest cell."""


def column_shares(table: Table) -> tuple[float, ...]:
    """Share of the width of each column, together 1: long cells get more, by the root of their length; none gets more than it fills."""
    columns = range(len(table.header))
    texts = [[table.header[c], *(line_text(row[c]) for row in table.rows)] for c in columns]
    weights = [math.sqrt(sum(map(len, cells)) / len(cells)) for cells in texts]
    shares = [
        max(_needed(cells), min(_MARGIN + _LETTER * max(map(len, cells)), weight / sum(weights)))
        for cells, weight in zip(texts, weights, strict=True)
    ]
    return tuple(share / sum(shares) for share in shares)


def _needed(cells: list[str]) -> float:
    longest = max((len(word) for cell in cells for word in cell.split()), default=1)
    return max(_LEAST, min(_MOST, _PER_LETTER * longest))


def is_wide(draft: Draft) -> bool:
    """True for a document with a table that needs the page on its side: then every page lies, so that none stays half empty."""
    return any(isinstance(b, Table) and len(b.header) >= WIDE for section in draft.sections for b in section.blocks)


def is_short(table: Table) -> bool:
    """True for a table that should not part over two pages."""
    return sum(len(line_text(cell)) for row in table.rows for cell in row) <= SHORT_CHARS
