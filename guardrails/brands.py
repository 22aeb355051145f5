"""Product names in a text: those the context knows, and unknown names that are written like one.

An unknown product counts as unapproved, so a text may not escape by naming a product nobody has listed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from guardrails.case import Case
from guardrails.language import load_language
from guardrails.memo import RecentMemo
from guardrails.normalise import fold
from guardrails.vocabulary import load_vocabulary

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?=[®™]?)")
_OPENS = re.compile(r"(?:^|[.!?:;\n•\t\"“(\-—–✗✓>*]|\d[.)])\s*$")


def _brands(case: Case) -> frozenset[str]:
    known = {word for product in case.context.products for name in product.names for word in fold(name).split()}
    return frozenset(word for word in known if len(word) > 3 and not _common(word)) | unknown_brands(case.text)


brands_of = RecentMemo(_brands)
"""Folded words that name a product in a case; every check asks for them at every sentence."""


@lru_cache(maxsize=2048)
def unknown_brands(text: str) -> frozenset[str]:
    """Folded capitalised words that are written like a product name."""
    found: set[str] = set()
    words = list(_WORD.finditer(text))
    for index, match in enumerate(words):
        word = match.group()
        if _capital(word) and _unknown(word) and not _belongs(text, words, index):
            opens = bool(_OPENS.search(text[max(0, match.start() - 4) : match.start()]))
            if not opens or _shaped(word):
                found.add(fold(word).replace("-", ""))
    return frozenset(found)


def _capital(word: str) -> bool:
    if len(word) < 5 or not word[0].isupper():
        return False
    first = word.partition("-")[0]
    return not first.isupper() or _shouted(first)


def _shouted(word: str) -> bool:
    """A coined name in capitals. Its ending tells it from an acronym and from a heading; short ones are acronyms."""
    return len(word) >= _LONG and word.isupper() and _ends_like_a_name(fold(word))


_LONG = 6


@lru_cache(maxsize=1)
def _data() -> dict[str, frozenset[str]]:
    data = load_language("brands")
    return {
        key: frozenset(data[key])
        for key in ("before_names", "institutions", "studies", "ordinary", "endings", "not_endings")
    }


def _unknown(word: str) -> bool:
    folded = fold(word)
    return not _common(folded) and folded not in load_vocabulary().phrases


def _common(folded: str) -> bool:
    return folded in load_vocabulary().tags or folded in _data()["ordinary"]


def _belongs(text: str, words: list[re.Match[str]], index: int) -> bool:
    """Whether the word is part of another name: of a person or place, of an institution, or of a study in capitals."""
    if words[index].group().isupper() and words[index + 1 :] and words[index + 1].group().lower() in _data()["studies"]:
        return True
    return _is_name(text, words, index) or _of_house(text, words, index)


def _is_name(text: str, words: list[re.Match[str]], index: int) -> bool:
    """Part of a person's, place's or institution's name: beside a title or another capitalised word."""
    match = words[index]
    for other in (index - 1, index + 1):
        if not 0 <= other < len(words):
            continue
        near = words[other]
        between = text[min(match.end(), near.end()) : max(match.start(), near.start())]
        adjacent = (len(between) <= 2 and not any(c in between for c in ".!?:;\n(,")) or between == ". "
        if other < index and adjacent and near.group().lower() in _data()["before_names"]:
            return True
        if (
            adjacent
            and near.group()[0].isupper()
            and len(near.group()) > 1
            and not near.group().isupper()
            and between != ". "
        ):
            return fold(near.group()) not in load_vocabulary().tags
    return False


def _of_house(text: str, words: list[re.Match[str]], index: int) -> bool:
    """Part of an institution's name: capitalised words behind it lead to "Center", "Clinic" or the like."""
    for before, after in pairwise(words[index : index + 4]):
        if text[before.end() : after.start()] != " " or not after.group()[0].isupper():
            return False
        if after.group().lower() in _data()["institutions"]:
            return True
    return False


def _shaped(word: str) -> bool:
    return any(c.isupper() for c in word[1:]) or _ends_like_a_name(fold(word))


def _ends_like_a_name(folded: str) -> bool:
    data = _data()
    return folded.endswith(tuple(data["endings"])) and not folded.endswith(tuple(data["not_endings"]))
