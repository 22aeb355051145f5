"""Cells of spreadsheets: what a program would run as a formula is written as text, and reads back as it was."""

from __future__ import annotations

_LIVE = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_LIVE_BLANKS = ("\t", "\r", "\n", "\0")


def safe_cell(value: object) -> str:
    """A cell as text, None as nothing; one that a spreadsheet would run starts with an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if _is_live(text.lstrip("'")) else text


def bare_cell(text: str) -> str:
    """The cell as it was before `safe_cell`."""
    return text[1:] if text.startswith("'") and _is_live(text.lstrip("'")) else text


def _is_live(text: str) -> bool:
    return text.startswith(_LIVE_BLANKS) or text.lstrip().startswith(_LIVE)
