"""Writing folded for matching: what a reader sees, whatever characters were used.

`fold` keeps every offset (one character in, one out). `unmask` goes further and returns the text to match on
together with the offset of each of its characters, because hidden characters vanish and ligatures grow there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from guardrails.language import load_language

FILLER = "\u200b"
"""Stands for a character that nobody sees."""

_SPACES = {"\u00a0", "\u2007", "\u2009", "\u202f", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2008", "\u200a"}
_SPELLED = re.compile(r"(?<![\w'])[^\W_](?:([ .\-_*·|/])[^\W_])(?:\1[^\W_]){1,}(?![\w'])")
_SPELLED_END = re.compile(r"([ .\-_*·|/])[^\W_]\1[^\W_](?![\w'])")
"""Every spelled-out word ends so, and few texts have one: this look is cheaper."""
_SIGN = re.compile(r"[0-9@$!*+|](?:(?<=[a-z].)|(?=[a-z]))")
"""Masked letters hold a sign beside a letter, and few texts do."""
_MASKED = re.compile(
    r"(?<![a-z0-9@$!*+|])(?=[0-9@$!*+|]*[a-z])(?=[a-z]*(?:[0-9@$|]|[!*+]+[a-z0-9@$|]))[a-z0-9@$!*+|]{3,}"
)
"""Letters run together with digits or signs, other than marks at the end."""
_APART = bytes(code if ord("a") <= code <= ord("z") else ord(" ") for code in range(256))
"""Leaves small letters and makes everything else space."""
_SPLIT_WORD = re.compile(r"(?<![\w'])([a-z]{1,9})(?:[-.*_·|/]|\s)(?=([a-z]{1,9})(?![\w']))")


class Unmasked(NamedTuple):
    """A text to match on, and where each of its characters came from."""

    text: str
    at: Sequence[int]
    """`at[i]` is the offset in the original of character `i`; one extra entry closes the text."""


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    data = load_language("writing")
    table: dict[str, str] = {}
    for group in ("look_alikes", "quotes", "dashes", "long_dashes"):
        table.update(data[group])
    return table


@lru_cache(maxsize=1)
def _guarded() -> frozenset[str]:
    return frozenset(load_language("writing")["guarded"])


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char in _SPACES:
        return " "
    mapped = _table().get(char)
    if mapped is not None:
        return mapped
    if unicodedata.category(char) in ("Cf", "Mn", "Me", "Co", "Cn") or (char < " " and char not in "\n\t\r"):
        return FILLER
    plain = unicodedata.normalize("NFKD", char)
    base = "".join(c for c in plain if not unicodedata.combining(c))
    if len(base) == 1 and base != char:
        return _fold_char(base)
    lower = char.lower()
    return lower if len(lower) == 1 else char


def fold(text: str) -> str:
    """`text` in lower case with look-alikes, quotes, dashes and accents folded; hidden characters become fillers.

    Same length as `text`, so that a span of one is the span of the other.
    """
    lowered = text.lower()
    if text.isascii():
        return _unleet(lowered)
    return _unleet("".join(map(_fold_char, text)))


def _unleet(plain: str) -> str:
    """Digits and signs inside a word read as letters, only where the result is a guarded word."""
    return _MASKED.sub(_unleet_token, plain) if _SIGN.search(plain) else plain


def _unleet_token(match: re.Match[str]) -> str:
    token = match.group()
    if sum(c.isalpha() for c in token) < len(token) / 2:
        return token
    body = token.rstrip("!*+")
    tail = token[len(body) :]
    for one in ("i", "l"):
        guess = "".join(_letter(c, one) for c in body)
        found = _guess(guess)
        if found is not None:
            return found + tail
    return token


def _letter(char: str, one: str) -> str:
    if char in "1|":
        return one
    return str(load_language("writing")["digits_as_letters"].get(char, char))


def _guess(word: str) -> str | None:
    if word in _guarded():
        return word
    if word.count("?") != 1 or len(word) < 4:
        return None
    shape = re.compile(word.replace("?", "[a-z]"))
    return next((known for known in sorted(_guarded()) if shape.fullmatch(known)), None)


@lru_cache(maxsize=1024)
def unmask(plain: str) -> Unmasked:
    """A folded text as a reader takes it: no hidden characters, ligatures written out, spelled-out words joined."""
    text, at = (plain, range(len(plain) + 1)) if plain.isascii() else _written_out(plain)
    drop: set[int] = set()
    for match in _SPELLED.finditer(text) if _SPELLED_END.search(text) else ():
        if _is_spelled(match.group()):
            drop.update(i for i in range(match.start(), match.end()) if not text[i].isalnum())
    _join_split_words(text, drop)
    if drop:
        kept = [i for i in range(len(text)) if i not in drop]
        text, at = "".join(text[i] for i in kept), [at[i] for i in kept]
    return Unmasked(text, at if isinstance(at, range) else (*at, len(plain)))


def _written_out(plain: str) -> tuple[str, Sequence[int]]:
    """The text without hidden characters and with ligatures as letters, and where each character came from."""
    chars: list[str] = []
    at: list[int] = []
    for index, char in enumerate(plain):
        if char == FILLER:
            continue
        written = unicodedata.normalize("NFKC", char) if char > "\u007f" else char
        chars.extend(written)
        at.extend([index] * len(written))
    return "".join(chars), at


def _is_spelled(run: str) -> bool:
    letters = [c for c in run if c.isalpha()]
    return len(letters) >= 4 or "".join(letters) in _guarded()


@lru_cache(maxsize=1)
def _rests() -> dict[bytes, frozenset[bytes]]:
    """By each beginning of a guarded word what it goes on with."""
    cuts = [(word[:at].encode(), word[at:].encode()) for word in _guarded() for at in range(1, len(word))]
    return {head: frozenset(rest for begin, rest in cuts if begin == head) for head, _ in cuts}


def _join_split_words(text: str, drop: set[int]) -> None:
    """Marks the separator inside a guarded word cut in two ("cu-res"), unless both halves are words themselves."""
    words = set(text.encode(errors="replace").translate(_APART).split())
    rests = _rests()
    if all(words.isdisjoint(rests[head]) for head in words & rests.keys()):
        return
    guarded = _guarded()
    for match in _SPLIT_WORD.finditer(text):
        left, right = match[1], match[2]
        if left + right in guarded and not (_is_word(left) and _is_word(right)):
            drop.add(match.end(1))


@lru_cache(maxsize=1)
def _short_words() -> frozenset[str]:
    return frozenset(load_language("grammar")["short_words"])


def _is_word(part: str) -> bool:
    return part in _short_words() or part in _guarded()
