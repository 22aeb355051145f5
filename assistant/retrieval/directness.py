"""How a record bears on a question: the same agent, condition, route and outcome in people, or something near it.

Nothing carries over silently: evidence on a kind of the asked agent counts, evidence on its class, its sibling, another
route or another species is said to be that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from assistant.domain import Intent, Query
from assistant.retrieval.profile import Profile
from assistant.retrieval.wording import folded, intent_words, subject_words
from ingest import Design, Species, StoredArticle, Vocabulary

_LABORATORY_WORDS = ("design.animal", "design.in_vitro")
_OPEN_ON_CONDITION = (Intent.SAFETY, Intent.PK, Intent.ACCESS, Intent.INTERACTION)
_FOCUS_NAMES = {"pk": "pharmacokinetics", "mechanism": "mechanism", "interaction": "drug exposure"}
_NO_EVIDENCE = (Design.PROTOCOL, Design.EDITORIAL)
_SUMMARIES = (Design.GUIDELINE, Design.SYSTEMATIC_REVIEW, Design.META_ANALYSIS, Design.REVIEW)
_ASKED_DESIGNS = {
    "design.rct": (Design.RCT,),
    "design.review": (Design.SYSTEMATIC_REVIEW, Design.META_ANALYSIS),
    "design.guideline": (Design.GUIDELINE,),
    "design.label": (Design.LABEL,),
    "design.observational": (Design.OBSERVATIONAL,),
    "design.case": (Design.CASE,),
}
_USUAL_ROUTE = "route.oral"


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
    designs: tuple[str, ...]
    """Kinds of study that are asked for; they order, they do not restrict."""
    settings: tuple[str, ...]
    """Circumstances that colour the question, such as palliative care."""
    alone: bool
    """True if the agent by itself is meant."""
    intent: Intent
    laboratory: bool
    """True where animal or cell work is what is asked for."""

    @property
    def open_on_condition(self) -> bool:
        """True where the condition colours the question but a record on another one still answers."""
        return self.intent in _OPEN_ON_CONDITION

    @property
    def comparable(self) -> bool:
        """True if the question names what was measured, so that results of different records speak of the same thing."""
        return bool(self.conditions or self.tumors or self.musts or self.medicines)

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
    compared: tuple[str, ...] = ()
    """Comparators of the question that the record studied."""
    on_topic: bool = False
    """True if the record shares the subject of the question, whether or not it is used."""
    kin: bool = False
    """True if it studied an agent or medicine of the class that was asked about."""


def wanted(query: Query, vocabulary: Vocabulary) -> Wanted:
    """What the concepts of a query ask for."""

    def ids(*prefixes: str, role: str | None = None) -> tuple[str, ...]:
        return tuple(
            c.concept_id
            for c in query.concepts
            if c.concept_id.startswith(prefixes) and (role is None or c.role == role)
        )

    # Without placebo: it is no treatment that a record could be about instead.
    compared = ids("agent.", "medicine.", role="comparator")
    agents = tuple(a for a in ids("agent.") if a not in compared)
    medicines = ids("medicine.")
    if not agents:
        agents = tuple(m for m in medicines if m not in compared)
    conditions = ids("condition.", "disease.")
    hard = [c.concept_id for c in query.concepts if (e := vocabulary.entry(c.concept_id)) and e.hard]
    return Wanted(
        agents=agents,
        compared=compared,
        conditions=conditions,
        tumors=ids("tumor."),
        routes=ids("route."),
        medicines=tuple(m for m in medicines if m not in compared and m not in agents),
        bodies=ids("body."),
        designs=tuple(d for d in ids("design.") if d in _ASKED_DESIGNS),
        settings=tuple(c for c in ids("context.") if c != "context.cancer"),
        alone=any(cue in folded(query.text) for cue in subject_words().alone),
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
        misses = [*self._agent(record, profile), *self._condition(record, profile), *self._partner(record, profile)]
        misses += [*self._route(profile), *self._body(record, profile), *self._musts(profile)]
        misses += self._focus(record, profile)
        matches, coverage = self._shared(record, profile)
        grade = self._grade(record, profile, misses)
        on_topic = self._on_topic(profile)
        compared = tuple(c for c in self._want.compared if self._carries(profile.about | profile.agents, (c,)))
        return Judgement(grade, tuple(misses), matches, coverage, compared, on_topic, self._same_class(profile))

    def _grade(self, record: StoredArticle, profile: Profile, misses: list[str]) -> str:
        if not self._want.anchored or self._barring(profile) & set(misses):
            return "aside"
        kind = record.classification
        if _is_laboratory(record):
            return "preclinical"
        if kind.design in _NO_EVIDENCE:
            return "background"
        if misses:
            return "indirect"
        return "background" if kind.design is Design.REVIEW and not self._want.laboratory else "direct"

    def _barring(self, profile: Profile) -> set[str]:
        """What sets a record aside altogether; harms and kinetics of a sibling agent are worth showing as indirect."""
        barring = {"other agent", "other condition", "other body", "other medicine"}
        if self._want.intent in (Intent.SAFETY, Intent.PK, Intent.INTERACTION) and self._same_class(profile):
            barring -= {"other agent", "other medicine"}
        if self._want.open_on_condition:
            barring -= {"other condition"}
        return barring

    def _on_topic(self, profile: Profile) -> bool:
        w = self._want
        subject = (*w.conditions, *w.tumors, *w.musts, *w.bodies)
        if w.intent is Intent.INTERACTION:
            subject = w.medicines or subject
        if subject:
            return self._carries(profile.about, subject)
        return self._carries(profile.agents, (*w.agents, *w.compared))

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
        if not self._want.alone and self._is_part(want, profile.agents):
            return ["studied it in a combination"]
        return ["other agent"]

    def _is_part(self, asked: Iterable[str], held: Collection[str]) -> bool:
        wholes = [e for h in held for b in (h, *self._vocabulary.broader(h)) if (e := self._vocabulary.entry(b))]
        return any(a in whole.parts for a in asked for whole in wholes)

    def _condition(self, record: StoredArticle, profile: Profile) -> list[str]:
        want = self._want.conditions
        misses = []
        if want and not self._is_setting(record) and not self._carries(profile.about, want):
            near = self._carries(profile.mentioned, want) or self._class_of(profile.about, want)
            misses.append("condition only mentioned" if near else "other condition")
        decisive = not want or any(m.startswith(("outcome.survival", "outcome.tumor")) for m in self._want.musts)
        if self._want.tumors and decisive and not self._carries(profile.about, self._want.tumors):
            misses.append("other condition")
        return misses

    def _is_setting(self, record: StoredArticle) -> bool:
        """True where the condition is no more than a setting: in interactions, and for what a label allows."""
        intent = self._want.intent
        label = record.classification.design is Design.LABEL
        partner = intent is Intent.INTERACTION and bool(self._want.medicines)
        return partner or (intent is Intent.ACCESS and label)

    def _reports_asked(self, profile: Profile) -> bool:
        """True if the record reports a result that the question names itself: a lower opioid dose answers as a level does."""
        asked = [must for must in self._want.musts if must.startswith("outcome.")]
        return any(self._carries(profile.mentioned, (outcome,)) for outcome in asked)

    def _focus(self, record: StoredArticle, profile: Profile) -> list[str]:
        """What an answer to this kind of question has to report, or be."""
        words, intent = intent_words(), self._want.intent.value
        if self._want.intent is Intent.INTERACTION and (not self._want.medicines or self._reports_asked(profile)):
            return []
        for name, ids in words.focus:
            if name == intent and not self._carries(profile.mentioned, ids):
                return [f"reports no {_FOCUS_NAMES[name]}"]
        for name, designs in words.focus_designs:
            if name == intent and record.classification.design.value not in designs:
                return [f"is no {' or '.join(designs)}"]
        return []

    def _partner(self, record: StoredArticle, profile: Profile) -> list[str]:
        if self._want.intent is not Intent.INTERACTION or not self._want.medicines:
            return []
        told = profile.mentioned if record.classification.design is Design.LABEL else profile.about
        if self._carries(told, self._want.medicines):
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
            return [] if asked == {_USUAL_ROUTE} else ["route not stated"]
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

    def _shared(self, record: StoredArticle, profile: Profile) -> tuple[tuple[str, ...], float]:
        w = self._want
        named = (*w.agents, *w.compared, *w.conditions, *w.tumors, *w.routes, *w.medicines, *w.bodies, *w.musts)
        named = tuple(dict.fromkeys((*named, *w.settings, *w.designs)))
        kinds = {d for d, designs in _ASKED_DESIGNS.items() if record.classification.design in designs}
        shared = [c for c in named if c in kinds or (c not in w.designs and self._carries(profile.mentioned, (c,)))]
        return tuple(self._name(c) for c in shared), len(shared) / len(named) if named else 0.0

    def _carries(self, held: Collection[str], asked: Iterable[str]) -> bool:
        """True if evidence on anything held is evidence on anything asked: the same concept or a kind of it."""
        narrower = self._vocabulary.narrower
        return any(a in held or not narrower(a).isdisjoint(held) for a in asked)

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


def _is_laboratory(record: StoredArticle) -> bool:
    """Animals, cells, or both; a record on people and animals counts as human unless it is laboratory work."""
    kind = record.classification
    return kind.species in (Species.ANIMAL, Species.IN_VITRO) or (
        kind.design is Design.LABORATORY and kind.species is not Species.HUMAN
    )
