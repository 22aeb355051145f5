"""What the checks do not read: words in another script, sentences in another language. A person who reads them has to judge.

Every rule is about English. A claim in another language would pass all of them, as silently as an honest text does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from guardrails.case import Case
from guardrails.domain import Finding, Severity
from guardrails.language import load_language
from guardrails.normalise import fold

RULE = "GATE-01/unread"
_WORD = re.compile(r"[^\W\d_]{2,}")
_RUN = re.compile(r"[^\W\d_]+")
_FEWEST = 4
"""Different words of a sentence whose language can be told."""
_SEVERAL = 2
"""Letters that stay foreign, or small words of a language, that tell it."""
_FOREIGN_LETTERS = 3
"""Letters of another script in a word of which one at least is no look-alike of a Latin one."""


def unread(case: Case) -> Iterator[Finding]:
    """One finding for each sentence that is, in part or as a whole, no English in Latin letters."""
    for sentence in case.sentences:
        text = case.text[sentence.start : sentence.end]
        if not text.isascii() and any(map(_is_foreign, _WORD.findall(text))):
            yield _finding(case, sentence.start, sentence.end, "in a script that the checks do not read")
        elif language := _language(text):
            yield _finding(case, sentence.start, sentence.end, f"in {language}, and the checks read English")


def _finding(case: Case, start: int, end: int, why: str) -> Finding:
    reason = f"This is {why}; somebody who reads it has to judge it."
    return Finding("GATE-01", Severity.REVIEW, start, end, case.text[start:end], reason, rule=RULE)


@lru_cache(maxsize=4096)
def _is_foreign(word: str) -> bool:
    """Whether a word is of another script, not a Latin one with look-alikes in it."""
    strange = [char for char in word if not char.isascii() and not _is_latin(char)]
    unfolded = sum(not fold(char).isascii() for char in strange)
    return unfolded >= _SEVERAL or (unfolded > 0 and len(strange) >= _FOREIGN_LETTERS)


def _is_latin(char: str) -> bool:
    return "LATIN" in unicodedata.name(char, "")


def _language(text: str) -> str:
    """The language whose small words stand here in place of English ones; empty for English and for what cannot be told."""
    words = frozenset(_RUN.findall(fold(text)))
    foreign, languages = _small_words()
    if len(words) < _FEWEST or len(words & foreign) < _SEVERAL:
        return ""
    told = {name: len(words & own) - 2 * len(words & english) for name, (own, english) in languages.items()}
    language = max(told, key=lambda name: told[name])
    return language if told[language] >= _SEVERAL else ""


@cache
def _small_words() -> tuple[frozenset[str], dict[str, tuple[frozenset[str], frozenset[str]]]]:
    """Small words of any language that are no English; of each language its own, and the English ones that it has not."""
    data = load_language("foreign")
    english = frozenset(data["english"])
    languages = {name: frozenset(words) for name, words in data["languages"].items()}
    told = {name: (words - english, english - words) for name, words in languages.items()}
    return frozenset().union(*(own for own, _ in told.values())), told
