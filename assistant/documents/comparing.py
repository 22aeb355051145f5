"""Visible text of a file against the text that was released: what was changed, added or taken out, with its place.

Compared token by token, so that a page may wrap and a slide may break where it likes. Nothing is folded: a homoglyph, a zero-width
sign or another digit is a change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from guardrails import split_sentences

_TOKEN = re.compile(r"\w+|[^\w\s]")
_MARKERS = frozenset("•●‣")
"""Signs that a list puts in front of an item."""
_PAGE = ("·", None, "/", None)
_NEAR = 2
"""Differences with at most so many equal tokens between them are told as one."""


@dataclass(frozen=True, slots=True)
class Visible:
    """A stretch of visible text and where it stands."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One departure from the released text."""

    kind: str
    """changed | added | removed"""
    place: str
    was: str
    """The words as released; "" for an addition."""
    now: str
    """The words as they stand; "" for a removal."""
    sentence: str
    """The sentence that is no longer proven: as it stands, or as released where it was taken out."""


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    unit: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two texts compared: its pieces, and the tokens they are made of."""

    texts: Sequence[str]
    tokens: Sequence[_Token]


def differences(
    visible: Sequence[Visible], lines: Sequence[str], repeatable: Sequence[str], frames: Sequence[str]
) -> tuple[Difference, ...]:
    """Every difference, in reading order; none for a faithful file.

    Args:
        visible: All visible text of the file in reading order.
        lines: The released text, line by line.
        repeatable: Lines that may show again (titles, table headers).
        frames: Text around the document that a renderer puts on every page; a page number may follow it.
    """
    units = [cell for line in lines for cell in line.split("\t")]
    seen = [unicodedata.normalize("NFC", v.text) for v in visible]
    proven, found = _Side(units, _tokens(units)), _Side(seen, _tokens(seen))
    for frame in frames:
        found = _Side(seen, _without(found.tokens, _words(frame)))
    again = [_words(line) for line in repeatable]
    told = []
    for low, high, start, end in _apart([t.word for t in proven.tokens], [t.word for t in found.tokens]):
        if not _repeats([t.word for t in found.tokens[start:end]], again) or high > low:
            told.append(_tell(proven, found, (low, high, start, end), visible))
    return tuple(told)


def _tokens(texts: Sequence[str]) -> list[_Token]:
    return [
        _Token(match.group(), number, match.start(), match.end())
        for number, text in enumerate(texts)
        for match in _TOKEN.finditer(text)
        if match.group() not in _MARKERS
    ]


def _words(text: str) -> list[str]:
    return [t.word for t in _tokens([text])]


def _without(tokens: Sequence[_Token], frame: list[str]) -> list[_Token]:
    """The tokens without any run that is the frame, and without a page number right behind it."""
    if not frame:
        return list(tokens)
    kept: list[_Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].word == frame[0] and [t.word for t in tokens[at : at + len(frame)]] == frame:
            at += len(frame)
            number = [t.word for t in tokens[at : at + len(_PAGE)]]
            if len(number) == len(_PAGE) and all(
                w == p or (p is None and w.isdigit()) for w, p in zip(number, _PAGE, strict=True)
            ):
                at += len(_PAGE)
            continue
        kept.append(tokens[at])
        at += 1
    return kept


def _apart(proven: Sequence[str], found: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Ranges (proven low, high, found low, high) that differ; neighbours are joined."""
    head = _shared(proven, found)
    tail = min(_shared(proven[::-1], found[::-1]), min(len(proven), len(found)) - head)
    if len(proven) == len(found) == head:
        return []
    # With autojunk, words that a long text often uses would count as noise and be told as changes.
    matcher = SequenceMatcher(None, proven[head : len(proven) - tail], found[head : len(found) - tail], autojunk=False)
    joined: list[tuple[int, int, int, int]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        a, b, c, d = a + head, b + head, c + head, d + head
        if joined and a - joined[-1][1] <= _NEAR and c - joined[-1][3] <= _NEAR:
            joined[-1] = (joined[-1][0], b, joined[-1][2], d)
        else:
            joined.append((a, b, c, d))
    return joined


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _repeats(words: list[str], again: Sequence[list[str]]) -> bool:
    """True if the words are nothing but repeatable lines, one after the other."""
    while words:
        match = next((line for line in again if line and words[: len(line)] == line), None)
        if match is None:
            return False
        words = words[len(match) :]
    return True


def _tell(proven: _Side, found: _Side, spans: tuple[int, int, int, int], visible: Sequence[Visible]) -> Difference:
    low, high, start, end = spans
    kind = "changed" if high > low and end > start else "added" if end > start else "removed"
    near = found.tokens[min(start, len(found.tokens) - 1)] if found.tokens else None
    place = visible[near.unit].place if near else "the whole document"
    was, now = proven.tokens[low:high], found.tokens[start:end]
    side, first = (found, now[0]) if now else (proven, was[0])
    sentence = _sentence(side.texts[first.unit], first.start)
    return Difference(kind, place, _cut(proven.texts, was), _cut(found.texts, now), sentence)


def _cut(texts: Sequence[str], tokens: Sequence[_Token]) -> str:
    """The words of these tokens as written, whole words, one space where a paragraph ends."""
    pieces: list[str] = []
    for unit in dict.fromkeys(t.unit for t in tokens):
        own = [t for t in tokens if t.unit == unit]
        start, end = _whole(texts[unit], own[0].start, own[-1].end)
        pieces.append(" ".join(texts[unit][start:end].split()))
    return " ".join(pieces)


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _sentence(text: str, at: int) -> str:
    spans: Iterator[tuple[int, int]] = (s for s in split_sentences(text) if s[0] <= at < s[1])
    start, end = next(spans, (0, len(text)))
    return " ".join(text[start:end].split())
