"""Words that a style sheet puts on a page: strings of generated content, of list marks, of variables."""

from __future__ import annotations

import re
from collections.abc import Iterator

STYLE_SHEET = "style sheet"
"""Part of a document that these words are told to stand in."""
_STRING = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'"
_SET = re.compile(rf"([\w-]+)\s*:\s*((?:{_STRING}|[^;{{}}\"'])*)", re.S)
_STRINGS = re.compile(_STRING, re.S)
_NO_WORDS = re.compile(r"(?:font|src|background|mask|filter|grid|quotes|cursor|border-image)\b", re.I)
"""Properties whose strings name fonts, files and areas."""
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|\n|(.))", re.S)
_DRAWN = re.compile(r"\battr\(\s*([\w-]+)", re.I)


def style_words(sheet: str) -> Iterator[str]:
    """What each declaration of a style sheet, or of a style attribute, can show; strings without a letter are left out."""
    for match in _SET.finditer(_COMMENT.sub(" ", sheet)):
        if not _NO_WORDS.match(match[1]):
            words = "".join(_ESCAPE.sub(_sign, found[1:-1]) for found in _STRINGS.findall(match[2]))
            if any(c.isalpha() for c in words):
                yield words


def drawn_attributes(page: str) -> frozenset[str]:
    """Names of the attributes that style sheets of a page show."""
    return frozenset(name.lower() for name in _DRAWN.findall(page))


def _sign(match: re.Match[str]) -> str:
    if match[1]:
        code = int(match[1], 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
    return match[2] or ""
