"""How a record bears on a question: the same agent, condition, route and outcome in people, or something near it.

Nothing carries over silently: evidence on a kind of the asked agent counts, evidence on its class, its sibling, another
route or another species is said to be that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from assistant.domain import Intent, Query
from assistant.retrieval.profile import Profile
from ingest import Design, Species, StoredArticle, Vocabulary

_LABORATORY_WORDS = ("design.animal", "design.in_vitro")
_OPEN_ON_CONDITION = (Intent.SAFETY, Intent.PK, Intent.ACCESS, Intent.MECHANISM, Intent.INTERACTION)
_NO_EVIDENCE = (Design.PROTOCOL, Design.EDITORIAL)
_SUMMARIES = (Design.GUIDELINE, Design.SYSTEMATIC_REVIEW, Design.META_ANALYSIS, Design.REVIEW)
_LOCAL_ROUTES = "route.oral"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question asks for, as concept ids. Within a field any one will do."""

    agents: tuple[str, ...]
    compared: tuple[str, ...]
    conditions: tuple[str, ...]
    tumors: tuple[str, ...]
    routes: tuple[str, ...]
    medicines: tuple[str, ...]
    bodies: tuple[str, ...]
    musts: tuple[str, ...]
    """Outcomes, patient groups and markers that a record has to mention."""
    intent: Intent
    laboratory: bool
    """True where animal or cell work is what is asked for."""

    @property
    def open_on_condition(self) -> bool:
        """True where the condition colours the question but a record on another one still answers."""
        return self.intent in _OPEN_ON_CONDITION

    @property
    def anchored(self) -> bool:
        """True if the question names anything that a record can be held against."""
        return bool(self.agents or self.conditions or self.tumors or self.medicines or self.bodies or self.musts)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one record bears on the question."""

    directness: str
    """direct | indirect | preclinical | background | aside"""
    misses: tuple[str, ...] = ()
    """What it lacks, e.g. `other agent`; the first is why it was set aside."""
    matches: tuple[str, ...] = ()
    """Names of what it shares with the question."""
    coverage: float = 0.0
    """Share of everything named in the question that the record mentions, 0-1."""

    @property
    def on_topic(self) -> bool:
        """True if the record shares the subject of the question, whether or not it is used."""
        return self.directness != "aside" or "other condition" not in self.misses


def wanted(query: Query, vocabulary: Vocabulary) -> Wanted:
    """What the concepts of a query ask for."""

    def ids(*prefixes: str, role: str | None = None) -> tuple[str, ...]:
        return tuple(
            c.concept_id
            for c in query.concepts
            if c.concept_id.startswith(prefixes) and (role is None or c.role == role)
        )

    compared = tuple(c.concept_id for c in query.concepts if c.role == "comparator")
    agents = tuple(a for a in ids("agent.") if a not in compared)
    medicines = ids("medicine.")
    if not agents:
        agents = tuple(m for m in medicines if m not in compared)
    conditions = ids("condition.", "disease.")
    hard = [c.concept_id for c in query.concepts if (e := vocabulary.entry(c.concept_id)) and e.hard]
    return Wanted(
        agents=agents,
        compared=compared,
        conditions=tuple(c for c in conditions if c != "condition.immunotherapy" or len(conditions) == 1),
        tumors=ids("tumor."),
        routes=ids("route."),
        medicines=tuple(m for m in medicines if m not in compared and m not in agents),
        bodies=ids("body."),
        musts=tuple(hard),
        intent=query.intent,
        laboratory=query.intent is Intent.MECHANISM or bool(ids(*_LABORATORY_WORDS)),
    )


class Judge:
    """Holds records against what is wanted."""

    def __init__(self, want: Wanted, vocabulary: Vocabulary) -> None:
        self._want = want
        self._vocabulary = vocabulary

    def judge(self, record: StoredArticle, profile: Profile) -> Judgement:
        """How the record bears on the question."""
        misses = [*self._agent(record, profile), *self._condition(profile), *self._partner(profile)]
        misses += [*self._route(profile), *self._body(record, profile), *self._musts(profile)]
        matches, coverage = self._shared(profile)
        return Judgement(self._grade(record, profile, misses), tuple(misses), matches, coverage)

    def _grade(self, record: StoredArticle, profile: Profile, misses: list[str]) -> str:
        aside = {"other agent", "other condition", "other body", "other medicine"}
        if self._want.intent in (Intent.SAFETY, Intent.PK, Intent.INTERACTION) and self._same_class(profile):
            aside -= {"other agent", "other medicine"}
        if not self._want.anchored or aside & set(misses):
            return "aside"
        kind = record.classification
        if kind.species in (Species.ANIMAL, Species.IN_VITRO):
            return "preclinical"
        if kind.design in _NO_EVIDENCE:
            return "background"
        if misses:
            return "indirect"
        return "background" if kind.design is Design.REVIEW and not self._want.laboratory else "direct"

    def _agent(self, record: StoredArticle, profile: Profile) -> list[str]:
        want = (*self._want.agents, *self._want.compared)
        if not want or self._carries(profile.agents, want):
            return []
        summary = record.classification.design in _SUMMARIES
        if summary and self._carries(profile.mentioned, want):
            return []
        if self._carries(profile.about, want) and not any(self._confusable(profile.agents, want)):
            return []
        if self._class_of(profile.agents, want):
            return ["studied the class, not the agent"]
        return ["other agent"]

    def _condition(self, profile: Profile) -> list[str]:
        want = self._want.conditions
        misses = []
        if want and not self._carries(profile.about, want):
            near = self._carries(profile.mentioned, want) or self._class_of(profile.about, want)
            if not self._want.open_on_condition:
                misses.append("condition only mentioned" if near else "other condition")
        decisive = not want or any(m.startswith(("outcome.survival", "outcome.tumor")) for m in self._want.musts)
        if self._want.tumors and decisive and not self._carries(profile.about, self._want.tumors):
            misses.append("other condition")
        return misses

    def _partner(self, profile: Profile) -> list[str]:
        if self._want.intent is not Intent.INTERACTION or not self._want.medicines:
            return []
        if self._carries(profile.about, self._want.medicines):
            return []
        return [
            "medicine only mentioned" if self._carries(profile.mentioned, self._want.medicines) else "other medicine"
        ]

    def _route(self, profile: Profile) -> list[str]:
        asked = {self._family(r) for r in self._want.routes}
        if not asked:
            return []
        given = {self._family(c) for c in profile.about if c.startswith("route.")}
        if not given:
            return [] if asked == {_LOCAL_ROUTES} else ["route not stated"]
        if self._want.intent in (Intent.PK, Intent.COMPARISON) and len(asked) > 1:
            return [] if asked <= given else ["other route"]
        return [] if asked & given else ["other route"]

    def _body(self, record: StoredArticle, profile: Profile) -> list[str]:
        bodies = [b for b in self._want.bodies if b not in ("body.fda", "body.dea", "body.ema")]
        if not bodies or set(bodies) & profile.about:
            return []
        summary = record.classification.design in _SUMMARIES
        return ["from another body"] if summary and (self._want.conditions or self._want.agents) else ["other body"]

    def _musts(self, profile: Profile) -> list[str]:
        missing = [m for m in self._want.musts if not self._carries(profile.mentioned, (m,))]
        return [f"does not report {self._name(m)}" for m in missing]

    def _shared(self, profile: Profile) -> tuple[tuple[str, ...], float]:
        w = self._want
        named = (*w.agents, *w.compared, *w.conditions, *w.tumors, *w.routes, *w.medicines, *w.bodies, *w.musts)
        named = tuple(dict.fromkeys(named))
        shared = [c for c in named if self._carries(profile.mentioned, (c,))]
        return tuple(self._name(c) for c in shared), len(shared) / len(named) if named else 0.0

    def _carries(self, held: Collection[str], asked: Iterable[str]) -> bool:
        return any(self._vocabulary.transfers(h, a) for a in asked for h in held)

    def _class_of(self, held: Collection[str], asked: Iterable[str]) -> bool:
        return any(h in self._vocabulary.broader(a) for a in asked for h in held)

    def _confusable(self, held: Collection[str], asked: Iterable[str]) -> Iterable[bool]:
        return (self._vocabulary.confused(h, a) for a in asked for h in held)

    def _same_class(self, profile: Profile) -> bool:
        roots = {b for a in self._want.agents for b in (a, *self._vocabulary.broader(a))}
        held = {b for a in profile.agents for b in (a, *self._vocabulary.broader(a))}
        return bool(roots & held)

    def _family(self, route: str) -> str:
        tops = [b for b in self._vocabulary.broader(route) if not self._vocabulary.broader(b)]
        return tops[0] if tops else route

    def _name(self, concept_id: str) -> str:
        entry = self._vocabulary.entry(concept_id)
        return entry.name if entry else concept_id
