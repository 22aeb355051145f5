"""How much of what a statement says its source speaks of, and which details it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum

from guardrails.backing.effect import LIGHT
from guardrails.backing.effects import effects_of
from guardrails.backing.passage import Passage
from guardrails.backing.problems import Problem, ProblemKind
from guardrails.backing.words import Term, is_concept, is_general, is_substance, terms_of, with_classes

_AGAINST = re.compile(
    r"\b(?:than|compared (?:with|to)|versus|vs\.?|relative to|rather than|against)\s(?:the\s|those\s|an?\s)?(?:\w+\s(?:taking|given|receiving|on|in)\s)?(?P<what>[^.,;:()\d\n]{3,60}?)"  # noqa: E501
    r"(?=\s(?:and|in|at|after|for|over|by|with|among|did|was|were|had|who|alone)\b|[.,;:()\d\n]|$)"
)


_GENERAL = 1.0
_TELLING = 25
"""A shorter source may leave unsaid what it is about."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares, 0 to 1, of the weight of a statement's terms."""

    whole: float
    """In the source anywhere."""
    best: float
    """In the sentence that has most."""
    pair: float
    """In the best two sentences together."""
    start: int
    end: int
    """Place of the best sentence."""
    position: int
    """Its number."""
    mass: float
    """Weight of all terms of the statement."""


def cover(statement: Passage, source: Passage) -> Coverage:
    """How far the source speaks of the statement's terms."""
    weights = {term.name: term.weight for term in statement.terms if term.weight > _GENERAL}
    total = fsum(weights.values())
    names = with_classes(source.names)
    if not total or not source.pieces:
        return Coverage(1.0 if not total else 0.0, 0.0, 0.0, 0, 0, 0, total)
    shares = [_mass(weights, piece.names) / total for piece in source.pieces]
    position = max(range(len(shares)), key=shares.__getitem__)
    best = source.pieces[position]
    pair = max((_mass(weights, best.names | piece.names) / total for piece in source.pieces), default=0.0)
    return Coverage(_mass(weights, names) / total, shares[position], pair, best.start, best.end, position, total)


def _mass(weights: dict[str, float], names: frozenset[str]) -> float:
    return fsum(weight for name, weight in weights.items() if name in names)


def missing_terms(statement: Passage, source: Passage) -> list[Term]:
    """Terms of the statement that the source lacks, heaviest first; near spellings count as there."""
    stems = with_classes(source.names)
    seen: dict[str, Term] = {}
    for term in statement.terms:
        if term.name not in stems and term.name not in seen and not _near(term.name, stems):
            seen[term.name] = term
    return sorted(seen.values(), key=lambda term: (-term.weight, term.start))


def _near(name: str, names: frozenset[str]) -> bool:
    """A longer or shorter form of the same word: five letters in common at the start and most of the length."""
    if len(name) < 5 or " " in name:
        return any(name in other.split() for other in names if " " in other)
    return any(
        (other.startswith(name[:5]) and (other.startswith(name) or name.startswith(other))) or name in other
        for other in names
    )


_UNCONTROLLED = re.compile(
    r"\b(?:no|without (?:a|any)|lack(?:ed|ing)? (?:of )?a) (?:control|comparison|placebo)|\buncontrolled\b|\bsingle[- ]arm\b",
    re.I,
)
_IN_WHOM = re.compile(
    r"\b(?:in|among|of|for)\s(?!(?:comparison|contrast|addition|spite|view)\b)(?:the\s|all\s|many\s|some\s|\d+%?\s(?:of\s)?)?(?P<who>[^.,;:()\d\n]{3,60}?)"
    r"(?=\s(?:and|at|after|by|did|does|was|were|had|has|have|is|are|could|may|would|compared|versus|over|during|from|to|on)\b|[.,;:()\d\n]|$)",
    re.I,
)
_WHO_DID = re.compile(
    r"(?P<who>[^\W\d_][\w-]{2,}\s(?:students|nurses|inmates|athletes|workers|veterans))\b",
    re.I,
)
"""People with the word before them that says which: "nursing students preferred"."""
_PEOPLE = re.compile(
    r"\b(?:patients?|people|adults?|children|women|men|persons?|participants?|adolescents?|infants?|volunteers|veterans|students|toddlers|teenagers|"
    r"\w+ers|\w+ors|\w+ians|\w+ists|\w+ees|nurses)\b"
)


def population_terms(statement: Passage, source: Passage) -> list[Term]:
    """Terms of the statement that say in whom, and that the source lacks."""
    absent = {
        term.name: term
        for term in missing_terms(statement, source)
        if term.weight >= 2
        and not is_general(statement.text[term.start : term.end])
        and not _in_shared_value(term, statement, source)
    }
    names = [t.name for who in people_named(statement.text) for t in terms_of(who)]
    names += [t.name for match in _WHO_DID.finditer(statement.text) for t in terms_of(match["who"]) if t.weight >= 3]
    return [absent[name] for name in dict.fromkeys(names) if name in absent]


_PERSONS = re.compile(
    r"\b(?:patients?|people|adults?|children|women|men|persons?|participants?|adolescents?|infants?|volunteers|veterans|students|toddlers|teenagers|"
    r"survivors|nurses|residents|users|relatives|caregivers)\b",
    re.I,
)
_OPENING = re.compile(r"^(?:In|Among|For|Of)\s(?P<who>[^,;:()]{3,90}),")
_SUBJECT = re.compile(
    r"(?:^|,\s)(?P<who>(?:(?!(?:by|of|for|from|in|with|and|to)\s)[A-Za-z][\w-]+\s){0,3}?[A-Za-z][\w-]+)(?=\s(?:who|whose|may|can|could|should|were|had|have|did|felt|took|got)\b)"
)


def people_named(text: str) -> Iterator[str]:
    """The words that say in whom: "adults with asthma" of "in adults with asthma who smoke"."""
    for match in _OPENING.finditer(text):
        if _PERSONS.search(match["who"]):
            yield match["who"]
    for match in _SUBJECT.finditer(text):
        if _PERSONS.search(match["who"].split()[-1]):
            yield match["who"]
    for match in _IN_WHOM.finditer(text):
        who = re.split(r"\s(?:who|whose|that|which)\b", match["who"])[0]
        if _PEOPLE.search(who.lower()):
            yield who


def _unheard_of(statement: Passage, source: Passage, missing: list[Term]) -> Iterator[Problem]:
    """A drug, or a symptom, disease or treatment of the vocabulary, that the source does not name."""
    for term in missing:
        words = statement.text[term.start : term.end]
        if is_general(words) or term.weight < 2:
            continue
        if is_substance(words):
            yield Problem(ProblemKind.DETAIL, term.start, term.end, 0, 0, f"The source does not name {words!r}.", 0.8)
        elif is_concept(term) and len(source.terms) >= _TELLING:
            yield Problem(
                ProblemKind.DETAIL, term.start, term.end, 0, 0, f"The source does not speak of {words!r}.", 0.7
            )


_ADJUSTED = re.compile(r"\badjust\w* for (?P<what>[^.;()]{3,90})", re.I)


def _adjusted(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Something that an analysis is said to have adjusted for and that the source does not name."""
    for found in _ADJUSTED.finditer(statement.text):
        there = with_classes(source.names)
        for term in terms_of(found["what"]):
            if term.name not in there and not _near(term.name, there) and term.weight >= 2:
                start, end = found.start("what") + term.start, found.start("what") + term.end
                why = f"The source does not say that it adjusted for {statement.text[start:end]!r}."
                yield Problem(ProblemKind.DETAIL, start, end, 0, 0, why, 0.8)
                return


def _in_shared_value(term: Term, statement: Passage, source: Passage) -> bool:
    """Whether a term is part of words for people that the source has in other words ("older people", "aged 70 or over")."""
    return any(
        low <= term.start < high and value in source.axes[axis]
        for axis, values in statement.axes.items()
        if axis != "species"  # to be people is no group of people
        for value, (low, high) in values.items()
    )


def detail_problems(statement: Passage, source: Passage) -> Iterator[Problem]:
    """Names the source does not have, and a comparator it does not have."""
    missing = missing_terms(statement, source)
    who = population_terms(statement, source)
    for term in who:
        words = statement.text[term.start : term.end]
        why = f"The source does not speak of {words!r}; say in whom it was found."
        yield Problem(ProblemKind.POPULATION, term.start, term.end, 0, 0, why, 0.8)
    absent = {term.name: term for term in missing}
    for effect in effects_of(statement.text):
        lost = [
            absent[name]
            for name in absent
            if name in effect.focus
            and absent[name].weight >= 2
            and name not in LIGHT
            and not is_general(_word(statement, absent[name]))
        ]
        if effect.numeric or effect.asked or not lost or lost[0] in who:
            continue
        words = statement.text[lost[0].start : lost[0].end]
        weight = 0.75 if effect.focus <= absent.keys() else 0.5
        why = f"The source reports no effect on {words!r}."
        yield Problem(ProblemKind.ENDPOINT, lost[0].start, lost[0].end, 0, 0, why, weight)
    yield from _adjusted(statement, source)
    proper = [term for term in missing if term.proper and term.weight >= 3]
    for term in proper:
        words = statement.text[term.start : term.end]
        beside = any(0 < other.start - term.end <= 2 or 0 < term.start - other.end <= 2 for other in proper)
        why = f"{words!r} is not in the source."
        yield Problem(ProblemKind.DETAIL, term.start, term.end, 0, 0, why, 0.75 if beside else 0.6)
    yield from _unheard_of(statement, source, missing)
    rare = [term for term in missing if term.weight >= 4 and not term.proper]
    if len(rare) >= 3:
        words = ", ".join(statement.text[t.start : t.end] for t in rare[:4])
        first = rare[0]
        yield Problem(ProblemKind.DETAIL, first.start, first.end, 0, 0, f"The source does not speak of {words}.", 0.5)
    there = with_classes(source.names)
    for found in _AGAINST.finditer(statement.text):
        named = terms_of(found["what"])
        telling = [term for term in named if term.weight >= 2]
        if (
            any(term.name in ("control", "placebo") for term in named)
            and "placebo" not in source.axes["comparator"]
            and (none := _UNCONTROLLED.search(source.text))
        ):
            why = "The source had nothing to compare with."
            yield Problem(
                ProblemKind.COMPARATOR, found.start("what"), found.end("what"), none.start(), none.end(), why, 0.9, True
            )
        elif telling and not any(t.name in there or _near(t.name, there) for t in telling):
            why = f"The source makes no comparison with {found['what']!r}."
            yield Problem(ProblemKind.COMPARATOR, found.start("what"), found.end("what"), 0, 0, why, 0.85)


def _word(statement: Passage, term: Term) -> str:
    return statement.text[term.start : term.end]
