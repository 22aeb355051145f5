"""What evidence may carry: verbs by the level of its certainty, and what stored recommendations speak against.

The tables are data. The drafter words its sentences by them and the gate judges by them, so that one change moves both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from guardrails.data_files import load_data
from guardrails.domain import Evidence
from guardrails.normalise import fold


@dataclass(frozen=True, slots=True)
class BareVerb:
    """A present-tense verb of effect at `start:end` of a text, and what it becomes where the evidence is weaker."""

    start: int
    end: int
    hedged: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What a guideline says, in our words, with its strength, and the wordings that go against it."""

    name: str
    says: str
    strength: str
    certainty: str
    conflict: re.Pattern[str]


_NEXT = re.compile(r"\s([^\W\d_]+)")


def level_of(source: Evidence) -> Mapping[str, Any]:
    """The first level of the table whose conditions a source meets; the last one has none."""
    levels: Sequence[Mapping[str, Any]] = _verb_table()["levels"]
    keys = ("certainty", "origin", "species")
    return next(level for level in levels if all(getattr(source, k) in level[k] for k in keys if k in level))


def bare_verbs(folded: str) -> Iterator[BareVerb]:
    """Verbs that state an effect as a general truth, in a folded text; a noun of the same form is none ("in controls", "controls did")."""
    table = _verb_table()
    for match in _verbs().finditer(folded):
        before = re.findall(r"[^\W\d_]+", folded[: match.start()])[-1:]
        behind = _NEXT.match(folded, match.end())
        noun = before and before[0] in table["noun_after"]
        if not noun and not (behind and behind[1] in table["noun_before"]):
            yield BareVerb(match.start(), match.end(), f"{table['hedge']} {table['verbs'][match.group()]}")


def within_evidence(text: str, sources: Sequence[Evidence]) -> str:
    """The text with every bare verb hedged, unless the level of one of its sources carries the present tense."""
    if any(level_of(source)["present"] for source in sources):
        return text
    for verb in reversed(list(bare_verbs(fold(text)))):
        text = f"{text[: verb.start]}{verb.hedged}{text[verb.end :]}"
    return text


def against_guideline(text: str) -> tuple[Recommendation, re.Match[str]] | None:
    """The first stored recommendation that a text goes against, with the words that do; None where it denies them."""
    folded = fold(text)
    if _DENYING.search(folded):
        return None
    found = ((r, match) for r in recommendations() if (match := r.conflict.search(folded)))
    return next(found, None)


@cache
def recommendations() -> tuple[Recommendation, ...]:
    """All stored recommendations, in the order of the file."""
    rows = load_data("evidence/guidelines.yaml")["recommendations"]
    return tuple(
        Recommendation(r["id"], r["says"], r["strength"], r["certainty"], re.compile("|".join(r["conflict"])))
        for r in rows
    )


_DENYING = re.compile(
    r"\b(?:not|no|never|without|neither|nor|avoid|(?:advis|recommend|warn|argu|speak)\w* against|should not)\b"
)


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_verb_table()['verbs'])})\b")


def _verb_table() -> Mapping[str, Any]:
    return load_data("evidence/verbs.yaml")
