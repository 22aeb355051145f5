"""The field's words as roles: which word or phrase is an agent, a condition, an effect, a source and so on.

Data files `data/language/words_*.yaml` hold `classes`; a class lists `words` (as written), `nouns` (plural added),
`verbs` (inflected; the form is tagged too, e.g. `relieve.s`) and `in` (wider classes it belongs to). A phrase counts as one
token, which is how "best supportive care" never reads as "best".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from guardrails.language import load_language

FILES = (
    "words_agents",
    "words_conditions",
    "words_effects",
    "words_sources",
    "words_degrees",
    "words_everyday",
    "words_harms",
)
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Tags by word, and phrases by their first word and then their second (longest first)."""

    tags: Mapping[str, frozenset[str]]
    phrases: Mapping[str, Mapping[str, tuple[tuple[tuple[str, ...], frozenset[str]], ...]]]


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """The vocabulary of all word files."""
    classes: dict[str, dict[str, Any]] = {}
    for name in FILES:
        for key, entry in load_language(name)["classes"].items():
            classes.setdefault(key, {"words": [], "nouns": [], "verbs": [], "in": []})
            for part, values in entry.items():
                classes[key][part] = [*classes[key][part], *([values] if isinstance(values, str) else values)]
    table: dict[tuple[str, ...], set[str]] = {}
    for key in classes:
        wider = set(_wider(key, classes))
        for words, form in _written(classes[key]):
            table.setdefault(words, set()).update(wider | ({f"{w}.{form}" for w in wider} if form else set()))
    return _arrange(table)


def _arrange(table: Mapping[tuple[str, ...], set[str]]) -> Vocabulary:
    single = {words[0]: frozenset(tags) for words, tags in table.items() if len(words) == 1}
    phrases: dict[str, dict[str, tuple[tuple[tuple[str, ...], frozenset[str]], ...]]] = {}
    for words, tags in sorted(table.items(), key=lambda row: -len(row[0])):
        if len(words) > 1:
            going_on = phrases.setdefault(words[0], {})
            going_on[words[1]] = (*going_on.get(words[1], ()), (words, frozenset(tags)))
    return Vocabulary(single, phrases)


def _wider(key: str, classes: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield key
    for parent in classes.get(key, {}).get("in", ()):
        yield from _wider(parent, classes)


def _written(entry: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every written form of a class with the name of its form ('' for words and nouns)."""
    for word in entry["words"]:
        yield split_words(str(word)), ""
    for noun in entry["nouns"]:
        words = split_words(str(noun))
        yield words, ""
        yield (*words[:-1], plural(words[-1])), ""
    for verb in entry["verbs"]:
        yield from _verb_forms(str(verb))


def split_words(text: str) -> tuple[str, ...]:
    """A phrase of the data as tokens: lower case, hyphens and spaces part words."""
    return tuple(text.lower().replace("-", " ").split())


def plural(noun: str) -> str:
    """The regular plural."""
    if noun.endswith(("s", "x", "ch", "sh", "z")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


def _verb_forms(entry: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """`treat`, or with irregular parts `give/gave/given to`: base, .s, .ing, .ed (past), .en (participle)."""
    first, _, rest = entry.partition(" ")
    parts = first.split("/")
    base = parts[0]
    tail = split_words(rest)
    past = parts[1] if len(parts) > 1 else _past(base)
    participle = parts[2] if len(parts) > 2 else past
    forms: Iterable[tuple[str, str]] = (
        (base, "base"),
        (plural(base), "s"),
        (_ing(base), "ing"),
        (past, "ed"),
        (participle, "en"),
    )
    for word, form in forms:
        yield (*split_words(word), *tail), form


def _doubles(base: str) -> bool:
    """One short syllable that ends consonant-vowel-consonant doubles its last letter: stop, stopped."""
    return (
        3 <= len(base) <= 4
        and base[-1] not in "aeiouwxy"
        and base[-2] in _VOWELS
        and base[-3] not in _VOWELS
        and sum(c in _VOWELS for c in base) == 1
    )


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ied"
    return base + (base[-1] if _doubles(base) else "") + "ed"


def _ing(base: str) -> str:
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")):
        return base[:-1] + "ing"
    return base + (base[-1] if _doubles(base) else "") + "ing"
