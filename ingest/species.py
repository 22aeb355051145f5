"""Whose body a record is about: points for people, animals and cells, by where the words stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.domain import MeshHeading, Reason, Species
from ingest.phrases import Hit, WordSet, compile_set, compile_words, first_hit, load_rules, words_of
from ingest.zones import Part, Zone

_NAMED = 1.0
_STUDIED = 3.0
_NONE: frozenset[str] = frozenset()
_SUBJECTS = (Species.HUMAN, Species.ANIMAL, Species.IN_VITRO)


@dataclass(frozen=True, slots=True)
class _Group:
    species: Species
    weight: float
    words: WordSet
    takes: bool


@dataclass(frozen=True, slots=True)
class _Lexicon:
    groups: tuple[_Group, ...]
    not_counted: re.Pattern[str]
    food: re.Pattern[str]
    mixed: re.Pattern[str]
    mesh: Mapping[str, frozenset[str]]
    food_factor: float
    present: float
    present_human: float
    present_told: float
    present_other: float
    share: float
    title_factor: float
    background_factor: float


@cache
def _lexicon() -> _Lexicon:
    raw = load_rules("species.yaml")
    limits = {name: float(value) for name, value in raw["thresholds"].items()}
    return _Lexicon(
        groups=tuple(
            _Group(Species(g["species"]), float(g["weight"]), compile_set(g["words"]), g.get("takes") == "true")
            for g in raw["groups"]
        ),
        not_counted=compile_words(raw["not_counted"]),
        food=compile_words(raw["food"]),
        mixed=compile_words(raw["mixed"]),
        mesh={name: frozenset(values) for name, values in raw["mesh"].items()},
        **limits,
    )


@dataclass(slots=True)
class Points:
    """Sum of all words, of words that name the subject, and of words that show it being studied."""

    total: float = 0.0
    named: float = 0.0
    studied: float = 0.0

    def add(self, gain: float, weight: float) -> None:
        """Count one word of a group of this `weight`."""
        self.total += gain
        self.named += gain if weight >= _NAMED else 0.0
        self.studied += gain if weight >= _STUDIED else 0.0

    def scale(self, factor: float) -> None:
        """Weigh all words less, or more."""
        self.total, self.named, self.studied = self.total * factor, self.named * factor, self.studied * factor


@dataclass(frozen=True, slots=True)
class SpeciesReading:
    """The kind of subject, the points behind it, and why."""

    species: Species
    points: Mapping[Species, Points]
    reason: Reason

    def has(self, species: Species) -> bool:
        """True where that kind of subject has more than a passing mention."""
        return species in self.points and self.points[species].total >= _lexicon().present


def read_species(parts: Sequence[Part], mesh: Sequence[MeshHeading], own: bool) -> SpeciesReading:
    """The kind of subject, from MeSH check tags and the words of title and abstract.

    Check tags alone do not decide: NLM tags a study of human cells `Humans`. A text that tells of others' work only
    (not `own`) has to name its subjects more often: a review names many bodies in passing.
    """
    points, hits = _points(parts)
    tagged = _tagged(mesh)
    for species, tag in tagged.items():
        points[species].add(3.0 if species is not Species.HUMAN or len(tagged) == 1 else 1.0, _NAMED)
        hits.setdefault(species, Hit(tag, "MeSH"))
    _settle_tags(points, tagged)
    if first_hit(_lexicon().food, parts):
        for named in (points[Species.HUMAN], points[Species.ANIMAL]):
            named.scale(1.0 if named.studied else _lexicon().food_factor)
    outright = first_hit(_lexicon().mixed, [part for part in parts if part.zone is not Zone.BACKGROUND])
    if outright:
        return SpeciesReading(Species.MIXED, points, Reason("species", str(Species.MIXED), outright.quoted))
    species = _decide(points, own)
    return SpeciesReading(species, points, Reason("species", str(species), _why(species, hits)))


def _points(parts: Sequence[Part]) -> tuple[defaultdict[Species, Points], dict[Species, Hit]]:
    """Points per kind, each distinct word once per part, and the first strong hit of each."""
    lexicon = _lexicon()
    points: defaultdict[Species, Points] = defaultdict(Points)
    hits: dict[Species, tuple[float, Hit]] = {}
    for part in parts:
        text = lexicon.not_counted.sub(" ", part.lower)
        for group in lexicon.groups:
            found = group.words.found(text, words_of(text) if group.words.plain else _NONE)
            for words in sorted(found):
                gain = group.weight * _factor(part.zone, group.weight)
                points[group.species].add(gain, group.weight)
                if group.species not in hits or gain > hits[group.species][0]:
                    hits[group.species] = (gain, Hit(words, part.label))
            if found and group.takes:
                text = group.words.pattern.sub(" ; ", text)
    return points, {species: hit for species, (_, hit) in hits.items()}


def _factor(zone: Zone, weight: float) -> float:
    lexicon = _lexicon()
    if zone is Zone.TITLE:
        return lexicon.title_factor if weight >= _NAMED else 1.0
    return lexicon.background_factor if zone in (Zone.BACKGROUND, Zone.CONCLUSION) else 1.0


def _tagged(mesh: Sequence[MeshHeading]) -> dict[Species, str]:
    table = _lexicon().mesh
    found: dict[Species, str] = {}
    for heading in mesh:
        name = heading.name.lower()
        if heading.ui in table["human"] or name in table["human_names"]:
            found[Species.HUMAN] = heading.name
        elif heading.ui in table["animal"] or name in table["animal_names"]:
            found[Species.ANIMAL] = heading.name
        elif name in table["in_vitro_names"]:
            found.setdefault(Species.IN_VITRO, heading.name)
    return found


def _settle_tags(points: defaultdict[Species, Points], tagged: Mapping[Species, str]) -> None:
    """A check tag takes points from a kind of subject that it rules out."""
    if Species.HUMAN in tagged and Species.ANIMAL not in tagged:
        points[Species.ANIMAL].scale(0.3)
    if Species.ANIMAL in tagged and Species.HUMAN not in tagged:
        points[Species.HUMAN].scale(0.3)


def _decide(points: Mapping[Species, Points], own: bool) -> Species:
    lexicon = _lexicon()
    human, animal, cells = (points.get(s, Points()) for s in _SUBJECTS)
    other = Species.ANIMAL if animal.total >= lexicon.share * cells.total else Species.IN_VITRO
    nonhuman = animal if animal.total >= cells.total else cells
    if not human.named and nonhuman.named >= (lexicon.present_other if own else lexicon.present_told):
        return other
    if nonhuman.total < lexicon.present or not (own or nonhuman.named >= lexicon.present_told):
        enough = lexicon.present_human if own or human.named else lexicon.present_told
        hinted = not own and not human.named and nonhuman.named > 0
        return Species.HUMAN if human.total >= enough and not hinted else Species.UNKNOWN
    lesser, greater = sorted((human, nonhuman), key=lambda p: p.total)
    if lesser.studied and lesser.total >= lexicon.share * greater.total:
        return Species.MIXED
    return Species.HUMAN if human.total > nonhuman.total else other


def _why(species: Species, hits: Mapping[Species, Hit]) -> str:
    if species is Species.UNKNOWN:
        return "title and abstract name neither people nor animals nor cells as what was studied"
    kinds = [s for s in _SUBJECTS if s in hits] if species is Species.MIXED else [species]
    return "; ".join(f"{kind}: {hits[kind].quoted}" for kind in kinds if kind in hits)
