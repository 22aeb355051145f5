"""The patterns by which names are found, put together from the word data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from guardrails.screens.data import load_screen

_CAPITAL = r"[A-ZÀ-ÞŁŚŠŽČŘĐ]"
_WORD = rf"(?:(?<!\w){_CAPITAL}[\w’]*(?:['’-]{_CAPITAL}?\w+)*(?!\w)\.?)"
_SHAPES = {
    "NAME": rf"{_WORD}(?:\s(?:(?:von|van|de|der|da|di|del|la|le|bin|al|ibn|y)\s){{0,2}}{_WORD}){{0,3}}",
    "FULL": rf"{_WORD}\s(?:{_WORD}\s)?{_WORD}",
    "LOWER": r"[a-z][\w'’-]+(?:\s[a-z][\w'’-]+){0,2}",
}
_KEYS = ("courtesy", "private_before", "naming", "introduces", "professional_before", "professional_after")
_ROLES = ("credentials", "professional_speaks", "office_act", "office_place")
_GOES_ON = r"[^.;\n]{0,90}?(?:[.;]\s+(?:She|He|Her|His)\b[^.;\n]{0,90}?)?"
"""The rest of a clause, and the beginning of a next sentence that goes on about the same person."""
_SMALL = "may will can is was has had and who took takes said says called with on in at from to mrn dob age aged"


@dataclass(frozen=True, slots=True)
class NameCue:
    """A pattern with a group `name`, the reason it gives, and words one of which the text must hold."""

    reason: str
    match: re.Pattern[str]
    needs: tuple[str, ...]

    def finditer(self, text: str, lowered: str) -> Iterator[re.Match[str]]:
        """Matches in `text`, which is `lowered` in small letters."""
        may = not self.needs or any(map(lowered.__contains__, self.needs))
        return self.match.finditer(text) if may else iter(())


@dataclass(frozen=True, slots=True)
class NameRules:
    """Everything that decides whether a capitalised word names a private person."""

    given: frozenset[str]
    ambiguous: frozenset[str]
    """Given names that are words or professional surnames too."""
    not_names: frozenset[str]
    small_words: frozenset[str]
    cues: tuple[NameCue, ...]
    lower: tuple[NameCue, ...]
    professional: tuple[re.Pattern[str], ...]
    office: tuple[re.Pattern[str], ...]
    """What colleagues do and where they work."""
    ails: re.Pattern[str]
    """What makes even such a name a patient's: words of health behind it."""
    full: re.Pattern[str]
    health: re.Pattern[str]


@cache
def name_rules() -> NameRules:
    """The rules compiled from `names.yaml` and `persons.yaml`."""
    names, persons = load_screen("names"), load_screen("persons")
    parts = {key.upper(): persons[key] for key in (*_KEYS, *_ROLES)} | _SHAPES
    ambiguous = frozenset(names["ambiguous"].split())
    return NameRules(
        given=frozenset(names["given"].split()) | ambiguous,
        ambiguous=ambiguous,
        not_names=frozenset(persons["not_names"].split()),
        small_words=frozenset(_SMALL.split()),
        cues=tuple(_cue(row, parts) for row in persons["name_cues"]),
        lower=tuple(_cue(row, parts) for row in persons["name_cues_lower"]),
        professional=tuple(_compile(row, parts) for row in persons["name_cues_professional"]),
        office=tuple(_compile(row, parts) for row in persons["name_cues_office"]),
        ails=re.compile(_GOES_ON + persons["ailing"]),
        full=re.compile(rf"(?P<name>\b{_WORD}(?:\s{_WORD}){{0,3}})"),
        health=re.compile(persons["health"], re.I),
    )


def _cue(row: Mapping[str, Any], parts: dict[str, str]) -> NameCue:
    return NameCue(row["reason"], _compile(row["match"], parts), tuple(row.get("needs", ())))


def _compile(template: str, parts: dict[str, str]) -> re.Pattern[str]:
    return re.compile(re.sub(r"<([A-Z_]+)>", lambda m: parts.get(m.group(1), m.group()), template))
