"""Cells that a spreadsheet would run instead of show: refused on the way in, made harmless on the way out."""

from __future__ import annotations

import re

_LIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_FORMULA = re.compile(r"^\s*(?:[=@＝＠]|[+\-＋－](?=[A-Za-z(=@])|[\t\r])")


def is_formula(value: object) -> bool:
    """True for a cell that a spreadsheet would run instead of show."""
    return isinstance(value, str) and bool(_FORMULA.match(value))


def safe_cell(text: str) -> str:
    """The text, harmless in a spreadsheet: an apostrophe in front of what it would run."""
    return f"'{text}" if text.lstrip("'").startswith(_LIVE) else text


def plain_cell(text: str) -> str:
    """The text without the apostrophe that `safe_cell` put in front."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_LIVE) else text
