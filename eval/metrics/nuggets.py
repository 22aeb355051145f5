"""Key facts and forbidden statements held against an answer: deterministic, number-aware, no judge.

A key fact counts as said if some passage of up to three neighbouring sentences holds most of its numbers and enough of its
words. A fact without numbers needs more of its words. A forbidden statement counts as said only if one sentence holds nearly
all its words, and its numbers, with the same polarity: paraphrase escapes, so the count is a floor, not proof of absence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from eval.metrics.numbers_in_text import numbers_in

RULES = Path(__file__).parents[1] / "data" / "nugget_words.yaml"
WINDOW = 3
NUMBERS_NEEDED = 0.6
WORDS_WITH_NUMBERS = 0.3
WORDS_ALONE = 0.55
FORBIDDEN_WORDS = 0.85
_TOKEN = re.compile(r"[a-z][a-z0-9:'-]*[a-z0-9]|[a-z]")
_ENDINGS = ("ations", "ation", "ingly", "ings", "edly", "ness", "ies", "ing", "ed", "es", "ly", "s")


@dataclass(frozen=True, slots=True)
class NuggetMatch:
    """How far one key fact is said, and where."""

    fact: str
    said: bool
    number_share: float | None
    """Share of its numbers found in the best passage; None for a fact without numbers."""
    word_share: float
    passage: str


@dataclass(frozen=True, slots=True)
class NuggetRules:
    """Words that carry no content, words that stand for each other, and words that deny."""

    plain: frozenset[str]
    same: dict[str, str]
    deny: frozenset[str]


def load_rules(path: Path = RULES) -> NuggetRules:
    """The word lists of the matcher."""
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    lists = [*raw["same"], raw["plain"], raw["deny"]]
    if odd := [word for words in lists for word in words if not isinstance(word, str)]:
        raise ValueError(f"{path.name}: {odd[0]!r} is no text; quote the words that YAML reads as yes or no")
    same = {stem(word): stem(group[0]) for group in raw["same"] for word in group}
    return NuggetRules(frozenset(raw["plain"]), same, frozenset(raw["deny"]))


def match_fact(fact: str, sentences: Sequence[str], rules: NuggetRules) -> NuggetMatch:
    """The best passage of the answer for one key fact."""
    numbers, words = numbers_in(fact), content_words(fact, rules)
    best = NuggetMatch(fact, False, 0.0 if numbers else None, 0.0, "")
    for passage in _passages(sentences):
        number_share = len(numbers & numbers_in(passage)) / len(numbers) if numbers else None
        found = content_words(passage, rules)
        word_share = len(words & found) / len(words) if words else 1.0
        match = NuggetMatch(fact, _is_said(number_share, word_share), number_share, word_share, passage)
        if _rank(match) > _rank(best):
            best = match
    return best


def is_forbidden(wording: str, sentences: Sequence[str], rules: NuggetRules) -> str | None:
    """The sentence that says a forbidden thing, or None. "that " in front of the wording is ignored."""
    bare = wording.removeprefix("that ").strip()
    numbers, words = numbers_in(bare), content_words(bare, rules)
    if len(words) < 2:
        return None
    denied = _denies(bare, rules)
    for sentence in sentences:
        found = content_words(sentence, rules)
        enough = len(words & found) / len(words) >= FORBIDDEN_WORDS and numbers <= numbers_in(sentence)
        if enough and _denies(sentence, rules) == denied:
            return sentence
    return None


def content_words(text: str, rules: NuggetRules) -> frozenset[str]:
    """Stems of the words that carry content, with words that stand for each other made one."""
    stems = (stem(w) for w in _TOKEN.findall(text.lower()) if w not in rules.plain and w not in rules.deny)
    return frozenset(rules.same.get(s, s) for s in stems if len(s) > 1)


def stem(word: str) -> str:
    """A word without its ending, crude and fast: at least three letters stay."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _is_said(number_share: float | None, word_share: float) -> bool:
    if number_share is None:
        return word_share >= WORDS_ALONE
    return number_share >= NUMBERS_NEEDED and word_share >= WORDS_WITH_NUMBERS


def _rank(match: NuggetMatch) -> tuple[bool, float, float, int]:
    return (match.said, match.number_share or 0.0, match.word_share, -len(match.passage))


def _passages(sentences: Sequence[str]) -> list[str]:
    return [
        " ".join(sentences[start : start + size])
        for size in range(1, WINDOW + 1)
        for start in range(max(1, len(sentences) - size + 1))
    ]


def _denies(text: str, rules: NuggetRules) -> bool:
    return any(w in rules.deny for w in re.findall(r"[a-z']+", text.lower()))
