"""What kind of study a record reports: NLM's publication type where it says, else the record's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.domain import Design, PublicationType, Reason, Species
from ingest.phrases import Hit, compile_words, first_hit, load_rules
from ingest.species import SpeciesReading
from ingest.zones import Part, Zone

_PLACES = {
    "title": frozenset({Zone.TITLE}),
    "core": frozenset({Zone.TITLE, Zone.METHODS, Zone.OBJECTIVE, Zone.RESULTS, Zone.BODY}),
    "methods": frozenset({Zone.METHODS, Zone.OBJECTIVE, Zone.RESULTS, Zone.BODY}),
    "abstract": frozenset(Zone) - {Zone.TITLE},
    "any": frozenset(Zone),
}

_FIGURES_ON_PEOPLE = "figures on people; no treatment given or allocated by the authors is described"
_WHY_BY_NEED = {
    "no own": "text that tells of no work of the authors' own",
    "no data": "running text without figures of its own",
    "own": "work of the authors' own, without figures in the abstract",
}


@dataclass(frozen=True, slots=True)
class _Rule:
    design: Design
    zones: frozenset[Zone]
    words: re.Pattern[str]
    unless: re.Pattern[str]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _TypeRule:
    role: str
    design: Design
    yields_to: frozenset[Design]


@dataclass(frozen=True, slots=True)
class _Rules:
    types: tuple[_TypeRule, ...]
    rules: tuple[_Rule, ...]
    data: re.Pattern[str]
    own: re.Pattern[str]


@cache
def _rules() -> _Rules:
    raw = load_rules("study_design.yaml")
    return _Rules(
        types=tuple(
            _TypeRule(t["role"], Design(t["design"]), frozenset(Design(d) for d in t.get("to", ())))
            for t in raw["types"]
        ),
        rules=tuple(
            _Rule(
                Design(r["design"]),
                _PLACES[r["where"]],
                compile_words(r["words"], whole=False),
                compile_words(r.get("unless", ()), whole=False),
                tuple(r.get("needs", ())),
            )
            for r in raw["rules"]
        ),
        data=compile_words(raw["data"], whole=False),
        own=compile_words(raw["own"], whole=False),
    )


def tells_own_work(parts: Sequence[Part]) -> bool:
    """Whether the abstract tells of work of the authors' own; a record without abstract counts as doing so."""
    abstract = [part for part in parts if part.zone is not Zone.TITLE]
    return not abstract or first_hit(_rules().own, [_with_heading(part) for part in abstract]) is not None


def read_design(
    parts: Sequence[Part], roles: Mapping[str, PublicationType], subjects: SpeciesReading, own: bool
) -> tuple[Design, Reason]:
    """The design and why. Publication types decide, except where the text names a narrower design they allow.

    `own` says whether the text tells of work of the authors' own.
    """
    parts = [_with_heading(part) for part in parts]
    facts = _facts(parts, subjects) | {"own" if own else "no own"}
    for rule in _rules().types:
        if rule.role in roles:
            narrower = _by_words(parts, facts, subjects, rule.yields_to) if rule.yields_to else None
            if narrower:
                return narrower
            name = roles[rule.role].name
            return rule.design, Reason("design", str(rule.design), f"NLM publication type: {name}")
    found = _by_words(parts, facts, subjects, None)
    if found:
        return found
    why = "neither publication type nor title nor abstract says how the study was done"
    return Design.UNKNOWN, Reason("design", str(Design.UNKNOWN), why)


def _with_heading(part: Part) -> Part:
    """Headings speak too: SEARCH STRATEGY stands over no other design than a review."""
    if part.label in (str(part.zone), "abstract"):
        return part
    return Part(part.zone, part.label, f"{part.label}: {part.text}")


def _by_words(
    parts: Sequence[Part], facts: frozenset[str], subjects: SpeciesReading, only: frozenset[Design] | None
) -> tuple[Design, Reason] | None:
    for rule in _rules().rules:
        if (only is not None and rule.design not in only) or not facts.issuperset(rule.needs):
            continue
        here = [part for part in parts if part.zone in rule.zones]
        hit = first_hit(rule.words, here)
        if hit and not first_hit(rule.unless, here):
            return rule.design, Reason("design", str(rule.design), _why(rule, hit, subjects))
    return None


def _facts(parts: Sequence[Part], subjects: SpeciesReading) -> frozenset[str]:
    """What holds of the record, in the words that rules use under `needs`."""
    species = subjects.species
    facts = {str(species)}
    if species is Species.MIXED:
        facts |= {"human"}
    facts.add("not nonhuman" if species not in (Species.ANIMAL, Species.IN_VITRO) else "nonhuman")
    if species is not Species.HUMAN:
        facts.add("not human")
    abstract = [part for part in parts if part.zone is not Zone.TITLE]
    facts.add("data" if first_hit(_rules().data, abstract) else "no data")
    if not any(part.zone is Zone.RESULTS for part in abstract):
        facts.add("no results")
    if all(part.zone is Zone.BODY for part in abstract):
        facts.add("unlabelled")
    return frozenset(facts)


def _why(rule: _Rule, hit: Hit, subjects: SpeciesReading) -> str:
    if "nonhuman" in rule.needs:
        return f"experiment without people ({subjects.reason.why})"
    if rule.words.pattern.endswith("(?:.)"):
        return _WHY_BY_NEED.get(next((need for need in rule.needs if need in _WHY_BY_NEED), ""), _FIGURES_ON_PEOPLE)
    return hit.quoted
