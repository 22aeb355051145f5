"""Possible adverse events, special situations and product complaints in a note: recall first, one person at a time.

A valid case has a patient, a reporter, a product and an event (ICH E2D). Nobody waits for all four: what is seen and
what is missing is reported, so that drug safety can ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from guardrails.assertion import assess
from guardrails.case import Certainty, Container, Mood, Polarity, Sentence
from guardrails.lexicon import Hit, Lexicon
from guardrails.screens.data import load_screen
from guardrails.screens.sentences import sentences_of

ELEMENTS = ("patient", "reporter", "product", "event")
_SPECIAL = {
    "overdose": "possible overdose or extra dose",
    "misuse": "possible misuse, abuse or diversion",
    "error": "possible medication error",
    "child_exposure": "possible accidental exposure",
    "pregnancy": "possible exposure in pregnancy or breast-feeding",
    "lack_of_effect": "possible lack of effect",
}
_NEGATION = re.compile(r"\b(?:no|not|never|without|nothing|none)\b|n't\b")
_ONE = frozenset(("strong_person", "named"))
_PERSON = frozenset(("person", "individual", *_ONE))
_INITIALS = re.compile(
    r"(?<![\w.])(?!(?:U\.S|U\.K|E\.U|P\.O|I\.V|N\.B)\.)[A-Z]\.\s?(?:-?[A-Z]\.){0,2}\s*[,(–—-]\s*"
    r"(?:\d{1,3}\s*(?:[,)–—;FMfmy]|years?\b|yo\b)|born\b|[FM]\b|fe?male\b|age\b|aged\b)"
)
"""A patient by initials with age, sex or year of birth: "R.T. (61 y)", "J.B. – 48F", "M.K., 44,"."""
_BYLINE = re.compile(r"(?<=[^\W\d_] )M[RS]S?(?=, (?:et al\b|[A-Z][\w’'-]+ [A-Z]{1,3}\b))")
"""Initials of an author who is nobody's patient: "Tramer MR, et al."."""
_TAKEN_OUT = {"aggregate": "staff", "event": "unsaid"}
"""Hits of the first count for nothing where one of the second lies on them."""
_NEEDS_PRODUCT = ("lack_of_effect", "pregnancy", "misuse")


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """Something that drug safety must hear about. `text[start:end]` is the event as told."""

    start: int
    end: int
    kind: str
    """adverse event | overdose | misuse | error | child_exposure | pregnancy | lack_of_effect"""
    reason: str
    elements: frozenset[str]
    """Which of patient, reporter, product and event were seen."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The elements that drug safety has to ask for."""
        return tuple(name for name in ELEMENTS if name not in self.elements)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A defect of product or package that the quality unit must hear about."""

    start: int
    end: int
    reason: str
    plain: bool = False
    """Told outright, of things at hand."""


@cache
def _lexicon() -> Lexicon:
    data = load_screen("adverse_events")
    return Lexicon(data["classes"], data["sets"])


@lru_cache(maxsize=64)
def find_adverse_events(text: str, *, literature: bool = False) -> tuple[AdverseEvent, ...]:
    """Events and special situations that happened to somebody, one a sentence and kind, in text order.

    Args:
        text: a note, mail, question or draft.
        literature: True for drafts, where published cases, trial results and labels are reported with attribution.
    """
    sentences = sentences_of(text)
    groups = [_classes(sentence) for sentence in sentences]
    whole = {name for group in groups for name in group}
    found: list[AdverseEvent] = []
    for at, sentence in enumerate(sentences):
        near = set(groups[at]) | (set(groups[at - 1]) if at else set())
        after = set(groups[at + 1]) if at + 1 < len(groups) else set()
        if literature and not _of_one_person(groups[at], groups[at - 1] if at else {}, near | after):
            continue
        for kind, hit in _kinds(sentence, groups[at], near, near | after):
            elements = _elements(near | after, whole, kind)
            reason = _SPECIAL.get(kind, "possible adverse event in one person")
            found.append(AdverseEvent(sentence.start + hit.start, sentence.start + hit.end, kind, reason, elements))
    return tuple(found)


def find_complaints(text: str) -> tuple[Complaint, ...]:
    """Defects of a product or its package, one a sentence."""
    found = []
    for sentence in sentences_of(text):
        hits = _classes(sentence)
        if not {"aggregate", "supposed", "taught"}.isdisjoint(hits):
            continue
        for hit in (*hits.get("defect", ()), *hits.get("complaint", ())):
            if _told(sentence, hit, hits):
                place = sentence.start + hit.start, sentence.start + hit.end
                found.append(Complaint(*place, "possible product quality complaint", hit.name == "defect"))
                break
    return tuple(found)


def _kinds(
    sentence: Sentence, here: Mapping[str, list[Hit]], near: set[str], around: set[str]
) -> Iterator[tuple[str, Hit]]:
    """Kinds that the sentence gives rise to, each with the words that say so."""
    for kind in ("event", "soft", *_SPECIAL):
        hit = next((h for h in here.get(kind, ()) if _counts(kind, h, sentence, here, near, around)), None)
        if hit is not None:
            yield ("adverse event" if kind in ("event", "soft") else kind), hit
            if kind == "event" and "soft" in here:
                here = {name: hits for name, hits in here.items() if name != "soft"}


def _counts(
    kind: str, hit: Hit, sentence: Sentence, here: Mapping[str, list[Hit]], near: set[str], around: set[str]
) -> bool:
    strong = not _ONE.isdisjoint(here)
    exposed, person = bool({"product", "exposure"} & around), not _PERSON.isdisjoint(near)
    if "aggregate" in here and not strong:
        return False
    if kind == "event":
        ready = (person or "product" in here) and (exposed or "errand" not in here)
    elif kind == "soft":
        ready = "product" in near and "worse" in here and person
    elif kind == "lack_of_effect":
        ready = exposed and (person or {"product", "exposure"} <= set(here))
    elif kind in _NEEDS_PRODUCT:
        ready = exposed and person
    else:
        ready = exposed or person
    return ready and (_told(sentence, hit, here) if kind != "lack_of_effect" else _told(sentence, hit, here, True))


def _told(sentence: Sentence, hit: Hit, here: Mapping[str, list[Hit]], denial_is_content: bool = False) -> bool:
    """Whether the words are told as something that happened, not asked, supposed, denied or taught."""
    assertion = assess(sentence, hit.start, hit.end)
    happened = not _ONE.isdisjoint(here) and "exposure" in here
    if assertion.container in (Container.FORBIDDEN, Container.TITLE) and not happened:
        return False
    if "conditional" in here and not assertion.past:
        return False
    own = denial_is_content or bool(_NEGATION.search(sentence.plain[hit.start : hit.end]))
    if not own and (assertion.polarity is Polarity.NEGATED or "denial" in here):
        return False
    if assertion.mood is Mood.QUESTION:
        return "named" in here or (happened and assertion.past)
    if assertion.mood is Mood.HYPOTHETICAL:
        return happened and assertion.past and "conditional" not in here
    return (
        happened
        or "instruction" not in here
        or (not _ONE.isdisjoint(here) and assertion.certainty > Certainty.POSSIBLE)
    )


def _of_one_person(here: Mapping[str, list[Hit]], before: Mapping[str, list[Hit]], around: set[str]) -> bool:
    """In a draft or lone text: a person in view, here or in the sentence before, and no study, label or lesson as the source.

    A person named, or called so as no report of a trial would ("the old gentleman", "one of her patients"), counts beside
    study words too; "a patient" only where a product or its use stands near.
    """
    if "taught" in here or "taught" in before:
        return False
    if "named" in here:
        return True
    if "aggregate" in here:
        return False
    linked = not {"product", "exposure", "overdose", "error"}.isdisjoint(around)
    if "strong_person" in here or ("individual" in here and linked):
        return True
    return linked and "aggregate" not in before and not {"named", "individual", "strong_person"}.isdisjoint(before)


def _elements(around: set[str], whole: set[str], kind: str) -> frozenset[str]:
    seen = {"event"}
    if not _PERSON.isdisjoint(around):
        seen.add("patient")
    if "reporter" in whole:
        seen.add("reporter")
    if "product" in whole:
        seen.add("product")
    return frozenset(seen)


def _classes(sentence: Sentence) -> dict[str, list[Hit]]:
    """Hits by class; a study word that only says whose nurse or site it is counts for nothing, nor does what may not be talked about."""
    grouped: dict[str, list[Hit]] = {}
    hits = _lexicon().find(sentence.plain)
    authors = {match.start() for match in _BYLINE.finditer(sentence.text)}
    hits = tuple(hit for hit in hits if hit.name not in _ONE or hit.start not in authors)
    for hit in hits:
        taken = _TAKEN_OUT.get(hit.name)
        if not any(one.name == taken and hit.first <= one.last and one.first <= hit.last for one in hits):
            grouped.setdefault(hit.name, []).append(hit)
    initials = _INITIALS.search(sentence.text)
    if initials is not None:
        grouped.setdefault("named", []).append(Hit("named", 0, 0, initials.start(), initials.end()))
    return grouped
