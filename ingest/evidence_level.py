"""Level of evidence by the OCEBM 2011 scheme, for treatment questions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.domain import Design, Reason, Species
from ingest.phrases import compile_words, first_hit, load_rules
from ingest.zones import Part

_NO_PEOPLE = (Species.ANIMAL, Species.IN_VITRO)


@dataclass(frozen=True, slots=True)
class _Level:
    designs: frozenset[Design]
    level: int
    why: str
    needs: str | None
    excludes: str | None


@dataclass(frozen=True, slots=True)
class _Scheme:
    levels: tuple[_Level, ...]
    words: Mapping[str, re.Pattern[str]]
    nonhuman: _Level


@cache
def _scheme() -> _Scheme:
    raw = load_rules("evidence_level.yaml")
    other = raw["nonhuman"]
    return _Scheme(
        levels=tuple(
            _Level(
                frozenset(Design(d) for d in r["designs"]), int(r["level"]), r["why"], r.get("with"), r.get("without")
            )
            for r in raw["levels"]
        ),
        words={name: compile_words(words) for name, words in raw["words"].items()},
        nonhuman=_Level(
            frozenset(Design) - {Design(d) for d in other["not_designs"]}, int(other["level"]), other["why"], None, None
        ),
    )


def read_level(species: Species, design: Design, parts: Sequence[Part]) -> tuple[int | None, Reason | None]:
    """1 (best) to 5 with its reason; None for what the scheme does not rate (narrative reviews, protocols, labels).

    Source: OCEBM Levels of Evidence Working Group, The Oxford 2011 Levels of Evidence.
    """
    scheme = _scheme()
    if species in _NO_PEOPLE or design is Design.LABORATORY:
        return _reasoned(scheme.nonhuman) if design in scheme.nonhuman.designs else (None, None)
    for rule in scheme.levels:
        if design in rule.designs and _holds(rule, scheme.words, parts):
            return _reasoned(rule)
    return None, None


def _holds(rule: _Level, words: Mapping[str, re.Pattern[str]], parts: Sequence[Part]) -> bool:
    if rule.needs and not first_hit(words[rule.needs], parts):
        return False
    return not (rule.excludes and first_hit(words[rule.excludes], parts))


def _reasoned(rule: _Level) -> tuple[int, Reason]:
    return rule.level, Reason("level", str(rule.level), f"OCEBM 2011, treatment: {rule.why}")
