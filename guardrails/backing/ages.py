# ruff: noqa: E501
"""How old the people of a text are, as spans of years, and statements about an age that a source did not study."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from guardrails.backing.passage import Passage
from guardrails.backing.problems import Problem, ProblemKind

_OLDEST = 120
_PEOPLE = r"(?:adults|people|persons|patients|participants|women|men|children|those|adolescents|girls|boys)"
_N = r"(?P<n>\d{1,2})"
_YEARS = r"(?:[\s-]years?)?(?: of age| old)?"
_FROM_TO = re.compile(
    rf"\baged?\s(?:between\s|from\s)?(?P<low>\d{{1,2}})(?:\s?years?)?\s?(?:to|and|[-–])\s?(?P<high>\d{{1,2}})\b{_YEARS}"
    rf"|\b(?P<low2>\d{{1,2}})\s?(?:to|[-–])\s?(?P<high2>\d{{1,2}})[\s-]years?(?:[\s-]olds?\b| of age)"
)
_AT_LEAST = re.compile(
    rf"(?:\baged?\s{_N}{_YEARS}|\b(?P<n2>\d{{1,2}}) years(?: of age)?) (?:and|or) (?:over|older|above|more)"
    rf"|\b(?:aged?|{_PEOPLE}) (?:aged )?(?:over|above|older than|at least) (?:the age of )?(?P<n3>\d{{1,2}})\b(?!\s?(?:%|mg|kg))"
)
_BELOW = re.compile(
    rf"\b(?:aged?|{_PEOPLE}) (?:aged )?(?:under|below|younger than|up to) (?:the age of )?(?P<n>\d{{1,2}}|{{words}})\b(?!\s?(?:%|mg|kg))".replace(
        "{words}", "two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen"
    )
)
_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "eighteen": 18,
}  # fmt: skip
_DECADE = re.compile(r"\bin their (?P<what>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b")
_DECADES = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_NAMED = (
    (re.compile(r"\b(?:infants?|newborns?|neonates?|babies)\b"), 0, 1, False),
    (re.compile(r"\btoddlers?\b"), 1, 3, True),
    (re.compile(r"\b(?:pre-?schoolers?|pre-?school children)\b"), 2, 5, True),
    (re.compile(r"\b(?:children|paediatric|pediatric)\b(?! under)"), 0, 17, False),
    (re.compile(r"\b(?:adolescents?|teenagers?|teens)\b"), 10, 19, False),
    (re.compile(r"\byoung adults?\b"), 18, 39, True),
    (re.compile(r"\b(?:of working age|working-age)\b"), 16, 64, True),
    (re.compile(r"\bmiddle-aged?\b"), 40, 64, True),
    (re.compile(r"(?<!older )(?<!young )(?<!working-age )\badults?\b(?! (?:aged|over|under|between))"), 18, _OLDEST, False),
    (re.compile(r"\b(?:older (?:adults|people|patients|persons)|elderly)\b"), 60, _OLDEST, False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Age:
    """A span of years that a text names people by."""

    low: int
    high: int
    start: int
    end: int
    narrow: bool
    """Written in years, or a word that no list of axes has."""


def age_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Objections to an age that lies outside all ages of the source."""
    theirs = ages_of(source.text)
    if not theirs:
        return
    for mine in ages_of(statement.text):
        if mine.narrow and not any(mine.low <= other.high and other.low <= mine.high for other in theirs):
            said, stands = statement.text[mine.start : mine.end], source.text[theirs[0].start : theirs[0].end]
            why = f"The source studied {stands!r}, not {said!r}."
            yield Problem(ProblemKind.POPULATION, mine.start, mine.end, theirs[0].start, theirs[0].end, why, 0.9, True)


@lru_cache(maxsize=1024)
def ages_of(text: str) -> tuple[Age, ...]:
    """Every span of ages of a text, those written in years first."""
    low = text.lower()
    found = [
        Age(int(m["low"] or m["low2"]), int(m["high"] or m["high2"]), *m.span(), True) for m in _FROM_TO.finditer(low)
    ]
    found += [Age(int(m["n"] or m["n2"] or m["n3"]), _OLDEST, *m.span(), True) for m in _AT_LEAST.finditer(low)]
    found += [Age(0, _number(m["n"]) - 1, *m.span(), True) for m in _BELOW.finditer(low)]
    for m in _DECADE.finditer(low):
        first = 20 + 10 * _DECADES.index(m["what"])
        found.append(Age(first, first + 9, *m.span(), True))
    for pattern, first, last, narrow in _NAMED:
        found += [Age(first, last, *m.span(), narrow) for m in pattern.finditer(low)]
    return tuple(found)


def _number(written: str) -> int:
    return _WORDS.get(written) or int(written)
