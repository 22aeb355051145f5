"""One sentence as tokens with their roles, written so that patterns can be matched over it at the speed of `re`.

Each token becomes ` word|` and one private character for each of its tags; a hard boundary (semicolon, colon, dash,
bracket) carries `#`. Folded text has no private characters. Offsets lead back to the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count
from typing import NamedTuple

from guardrails.language import load_language
from guardrails.normalise import unmask
from guardrails.vocabulary import load_vocabulary

_TOKEN = re.compile(
    r"(?P<num>[<>≤≥~±]?\d+(?:[.,:]\d+)*)|(?P<word>[^\W\d_]+(?:[&'](?=[^\W\d_])[^\W\d_]+)*[\d]*)|(?P<sign>[^\w\s]|_)"
)
_BOUNDARY = frozenset(";:—()[]")
_BRAND = frozenset(("agent", "brand"))
_PLAIN: frozenset[str] = frozenset()
_GLUED_NOT = re.compile(
    r"^(do|does|did|is|are|was|were|has|have|had|would|could|should|must|need|ca|wo|ai|sha|might)(n't|n't|nt)$"
)
_IRREGULAR_NOT = {"ca": "can", "wo": "will", "ai": "is", "sha": "shall"}
_ENDINGS = {"'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am"}


class Token(NamedTuple):
    """One token; `start` and `end` are offsets in the sentence."""

    word: str
    start: int
    end: int
    tags: frozenset[str]


@dataclass(frozen=True, eq=False)
class Reading:
    """A sentence read: tokens, the line that patterns run over, and everything a pattern may ask for at once."""

    tokens: tuple[Token, ...]
    line: str
    places: tuple[int, ...]
    """`places[i]` is where token `i` begins in `line`."""
    keys: frozenset[str]
    """All words, and all tags with `@` before them."""

    def index_at(self, place: int) -> int:
        """Token that covers this position of `line`."""
        return bisect_right(self.places, place) - 1

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in the sentence of tokens `first` to `last`, both included."""
        return self.tokens[first].start, self.tokens[last].end

    def tokens_in(self, start: int, end: int) -> tuple[int, int]:
        """First and last token that touch `start:end`; (0, -1) where none does."""
        touched = [i for i, t in enumerate(self.tokens) if t.start < end and t.end > start]
        return (touched[0], touched[-1]) if touched else (0, -1)


@lru_cache(maxsize=1024)
def read(plain: str, brands: frozenset[str] = frozenset()) -> Reading:
    """The reading of one folded sentence; `brands` are words that name a product here."""
    return _read(plain, frozenset(filter(unmask(plain).text.__contains__, brands)) if brands else brands)


@lru_cache(maxsize=1024)
def _read(plain: str, brands: frozenset[str]) -> Reading:
    shown, at = unmask(plain)
    raw = [(word, at[start], at[end - 1] + 1, kind) for word, start, end, kind in _split(shown)]
    tokens = _tagged(raw, brands)
    line: list[str] = []
    places: list[int] = []
    cursor = 0
    for token in tokens:
        written = _encode(token)
        places.append(cursor)
        line.append(written)
        cursor += len(written)
    keys = frozenset(t.word for t in tokens).union(*(_written(t.tags)[1] for t in tokens))
    return Reading(tuple(tokens), "".join(line), tuple(places), keys)


def _encode(token: Token) -> str:
    return f" {token.word}{'#' if token.word in _BOUNDARY else ''}|{_written(token.tags)[0]}"


@cache
def _written(tags: frozenset[str]) -> tuple[str, frozenset[str]]:
    """Tags as they stand in a line, and as keys of a reading."""
    return "".join(sorted(map(sign_of, tags))), frozenset(f"@{tag}" for tag in tags)


_SIGNS: dict[str, str] = {}
_FREE = map(chr, count(0xE000))


def sign_of(tag: str) -> str:
    """The character that stands for a tag in a line: one each, given out as tags are met."""
    return _SIGNS.get(tag) or _SIGNS.setdefault(tag, next(_FREE))  # one for all threads


def _split(shown: str) -> list[tuple[str, int, int, str]]:
    out: list[tuple[str, int, int, str]] = []
    for match in _TOKEN.finditer(shown):
        kind = match.lastgroup or "sign"
        word, start, end = match.group(), match.start(), match.end()
        if kind == "word":
            out.extend((part, start, end, kind) for part in _opened(word))
        elif word == "-" and shown[start - 1 : start] in ("", " ", "-") and shown[end : end + 1] in ("", " ", "-"):
            out.append(("—", start, end, kind))
        elif word not in "|#-_*":
            out.append((word, start, end, kind))
    return out


@lru_cache(maxsize=16384)
def _opened(word: str) -> tuple[str, ...]:
    """A contraction as its words, each of which has the span of the whole."""
    if word == "cannot":
        return "can", "not"
    glued = _GLUED_NOT.match(word)
    if glued and word not in ("mustnt", "neednt"):
        return _IRREGULAR_NOT.get(glued.group(1), glued.group(1)), "not"
    head, mark, tail = word.partition("'")
    if not mark:
        return (word,)
    if "'" + tail in _ENDINGS:
        return head, _ENDINGS["'" + tail]
    if tail == "s":
        return (head, "is") if head in load_language("grammar")["is_after"] else (head,)
    return (word,)


def _tagged(raw: list[tuple[str, int, int, str]], brands: frozenset[str]) -> list[Token]:
    vocabulary = load_vocabulary()
    tokens: list[Token] = []
    index = 0
    while index < len(raw):
        word, start, end, kind = raw[index]
        found = _phrase_at(raw, index) if word in vocabulary.phrases else None
        if found is not None:
            words, tags = found
            last = raw[index + len(words) - 1]
            tokens.append(Token("_".join(words), start, last[2], tags))
            index += len(words)
            continue
        tags = vocabulary.tags.get(word, _BRAND if word in brands else _PLAIN)
        if kind == "num":
            tags = tags | (
                {"num", "pct"} if index + 1 < len(raw) and raw[index + 1][0] in ("%", "percent") else {"num"}
            )
        tokens.append(Token(word, start, end, tags))
        index += 1
    return tokens


def _phrase_at(raw: list[tuple[str, int, int, str]], index: int) -> tuple[tuple[str, ...], frozenset[str]] | None:
    if index + 1 == len(raw):
        return None
    going_on = load_vocabulary().phrases[raw[index][0]]
    for words, tags in going_on.get(raw[index + 1][0], ()):
        if len(words) <= len(raw) - index and all(raw[index + k][0] == words[k] for k in range(2, len(words))):
            return words, tags
    return None
