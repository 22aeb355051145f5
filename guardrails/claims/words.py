"""A text as words to compare: typography folded away, numbers and signs kept, each word with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from guardrails.data_files import load_data

_WORD = re.compile(
    r"(?P<number>(?<![\w.,])[-−–](?=\d)\d[\d,]*(?:\.\d+)?|\d[\d,]*(?:\.\d+)?)"
    r"|(?P<word>[^\W\d_]+(?:['’ʼ\u00ad\u200b-\u200d\ufeff][^\W\d_]+)*)"
    r"|(?P<sign>[%‰<>≤≥=±~≈+&$€£/µ°½¼¾×])"
)
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200d\ufeff]")
_THOUSANDS = re.compile(r"^\d{1,3}(,\d{3})+(\.\d+)?$")
_SIGNS = {"percent": "%", "percentage": "percentage", "&": "and", "~": "≈"}
_NUMBER_WORDS = {word: str(value) for word, value in load_data("claims/wording.yaml")["numbers"].items()}
_CONTRACTED = re.compile(r"^(\w+?)n't$")
_SUFFIXES = ("ingly", "edly", "ing", "ied", "ies", "ed", "es", "ly", "s")


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number or sign: `key` is what is compared, `start` and `end` its place."""

    key: str
    start: int
    end: int


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order. Punctuation is left out, a minus before a figure is kept."""
    return tuple(Word(_key(m), m.start(), m.end()) for m in _WORD.finditer(text))


@lru_cache(maxsize=16384)
def keys_of(text: str) -> tuple[str, ...]:
    """What `words_of` compares."""
    return tuple(_key(m) for m in _WORD.finditer(text))


def _key(match: re.Match[str]) -> str:
    return _folded(match.group())


@lru_cache(maxsize=65536)
def _folded(written: str) -> str:
    text = unicodedata.normalize("NFKC", _HIDDEN.sub("", written)).casefold().replace("’", "'").replace("ʼ", "'")
    if text[-1].isdigit():
        text = text.replace("−", "-").replace("–", "-")
        return text.replace(",", "") if _THOUSANDS.match(text.lstrip("-")) else text.rstrip(",")
    return _SIGNS.get(text, text)


@lru_cache(maxsize=65536)
def meaning(key: str) -> str:
    """A word's stem, or the first of the group of words that mean the same; numbers in words become figures."""
    if key in _NUMBER_WORDS:
        return _NUMBER_WORDS[key]
    if key[0] in "-0123456789":
        sign, digits = ("-", key[1:]) if key.startswith("-") else ("", key)
        whole, point, part = digits.partition(".")
        part = part.rstrip("0")
        return sign + (whole.lstrip("0") or "0") + (f"{point}{part}" if part else "")
    contracted = _CONTRACTED.match(key)
    key = contracted.group(1) if contracted else key.removesuffix("'s").removesuffix("'")
    groups = _groups()
    return groups.get(key) or groups.get(stem(key)) or stem(key)


@cache
def stem(word: str) -> str:
    """A word without its ending, alike for its inflections; not a dictionary form."""
    for suffix in _SUFFIXES:
        if (
            word.endswith(suffix)
            and len(word) - len(suffix) >= 3
            and not (suffix == "s" and word.endswith(("ss", "us", "is")))
        ):
            word = word[: -len(suffix)] + ("y" if suffix in ("ied", "ies") else "")
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


@cache
def _groups() -> dict[str, str]:
    table: dict[str, str] = {}
    for group in load_data("claims/wording.yaml")["same"]:
        head = stem(group[0])
        for word in group:
            table.setdefault(word, head)
            table.setdefault(stem(word), head)
    return table


@cache
def plain_words() -> frozenset[str]:
    """Words without a meaning of their own."""
    return frozenset(load_data("claims/wording.yaml")["plain"])


@cache
def classes_of(key: str) -> frozenset[str]:
    """The classes of the wording data that a word belongs to, e.g. `hedge`; numbers are `number`."""
    found = {"number"} if key[-1].isdigit() or key in _NUMBER_WORDS else set()
    if _CONTRACTED.match(key):
        found.add("negation")
    return frozenset(found | _class_table().get(key, frozenset()))


@cache
def _class_table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for name, words in load_data("claims/wording.yaml")["classes"].items():
        for word in words:
            table.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in table.items()}


@lru_cache(maxsize=16384)
def content(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The meanings of the words that carry one, in order."""
    plain = plain_words()
    return tuple(meaning(key) for key in phrased(keys) if key not in plain)


def phrased(keys: Iterable[str]) -> list[str]:
    """The words with fixed phrases read as one ("no more than" is `within`)."""
    words = list(keys)
    table, openers = _phrases(), _openers()
    out: list[str] = []
    at = 0
    while at < len(words):
        sizes = openers.get(words[at], ())
        size = next((n for n in sizes if tuple(words[at : at + n]) in table), 0)
        out += table[tuple(words[at : at + size])] if size else words[at : at + 1]
        at += size or 1
    return out


@cache
def _openers() -> dict[str, tuple[int, ...]]:
    """Lengths of the phrases that begin with a word, longest first."""
    lengths: dict[str, set[int]] = {}
    for phrase in _phrases():
        lengths.setdefault(phrase[0], set()).add(len(phrase))
    return {word: tuple(sorted(sizes, reverse=True)) for word, sizes in lengths.items()}


@cache
def _phrases() -> dict[tuple[str, ...], list[str]]:
    return {keys_of(phrase): str(said).split() for phrase, said in load_data("claims/wording.yaml")["phrases"].items()}
