"""Word lists of the classification data files as compiled patterns, and their hits as reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from ingest.zones import Part

_NUMBER = (
    r"(?:\d{1,3}(?:[, \u2009]\d{3})+|\d+|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|hundred))"
)
_END = r"(?!\w)"
_CAPITAL = re.compile(r"(?<!\\)[A-Z]")


@dataclass(frozen=True, slots=True)
class Hit:
    """Words found, and the part in which they stand."""

    words: str
    label: str

    @property
    def quoted(self) -> str:
        """For a reason: `METHODS: "randomly assigned"`."""
        return f'{self.label}: "{" ".join(self.words.split())}"'


def load_rules(name: str) -> dict[str, Any]:
    """A data file of this package, parsed; every value is text, a list or a table."""
    text = (files("ingest") / "data" / name).read_text(encoding="utf-8")
    rules: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - a base loader builds strings only
    return rules


def compile_words(words: Iterable[str], *, whole: bool = True) -> re.Pattern[str]:
    """One pattern for all `words` on lower-case text; `whole` words only, unless a rule ends where it likes.

    Raises:
        ValueError: A word is written with a capital letter and could never be found.
    """
    words = list(words)
    for word in words:
        if _CAPITAL.search(word):
            raise ValueError(f"the pattern {word!r} has a capital letter; texts are searched in lower case")
    body = "|".join(word.replace("{number}", _NUMBER) for word in words)
    return re.compile(rf"(?<!\w)(?:{body}){_END if whole else ''}" if body else r"(?!)")


_WORD = re.compile(r"\w+")
_PLAIN = re.compile(r"([a-z]+?)(?:([a-z])\?|\(\?:([a-z]+)\)\?)?")


@dataclass(frozen=True, slots=True)
class WordSet:
    """A word list that is counted, not searched: plain words by set, the rest by pattern. Much the fastest way."""

    plain: frozenset[str]
    pattern: re.Pattern[str]

    def found(self, lower: str, words: frozenset[str]) -> set[str]:
        """The different words of the list in `lower`, whose words are `words`."""
        return set(self.plain & words) | {match[0] for match in self.pattern.finditer(lower)}


def words_of(lower: str) -> frozenset[str]:
    """Every different word of a text."""
    return frozenset(_WORD.findall(lower))


def compile_set(words: Iterable[str]) -> WordSet:
    """The list split into plain words, with their plurals, and patterns."""
    plain: set[str] = set()
    patterns: list[str] = []
    for word in words:
        simple = _PLAIN.fullmatch(word)
        if simple:
            plain |= {simple[1], simple[1] + (simple[2] or simple[3] or "")}
        else:
            patterns.append(word)
    return WordSet(frozenset(plain), compile_words(patterns))


def first_hit(pattern: re.Pattern[str], parts: Sequence[Part]) -> Hit | None:
    """The first hit in reading order."""
    for part in parts:
        found = pattern.search(part.lower)
        if found:
            return Hit(part.text[found.start() : found.end()].strip(), part.label)
    return None
