"""Cells that a spreadsheet would run instead of show are refused on the way in."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"^\s*(?:[=@＝＠]|[+\-＋－](?=[A-Za-z(=@])|[\t\r])")


def is_formula(value: object) -> bool:
    """True for a cell that a spreadsheet would run instead of show."""
    return isinstance(value, str) and bool(_FORMULA.match(value))
