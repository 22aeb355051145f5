"""Possible adverse events, special situations and product complaints in a note: recall first, one person at a time.

A valid case has a patient, a reporter, a product and an event (ICH E2D). Nobody waits for all four: what is seen and
what is missing is reported, so that drug safety can ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from guardrails.assertion import assess
from guardrails.case import Attribution, Certainty, Container, Experiencer, Mood, Polarity, Sentence
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


@cache
def _lexicon() -> Lexicon:
    data = load_screen("adverse_events")
    return Lexicon(data["classes"], data["sets"])


def find_adverse_events(text: str, *, literature: bool = False) -> tuple[AdverseEvent, ...]:
    """Events and special situations that happened to somebody, one a sentence and kind, in text order.

    Args:
        text: a note, mail, question or draft.
        literature: True for drafts, where published cases, trial results and labels are reported with attribution.
    """
    sentences = sentences_of(text)
    groups = [_by_class(_lexicon().find(sentence.plain)) for sentence in sentences]
    whole = {name for group in groups for name in group}
    found: list[AdverseEvent] = []
    for at, sentence in enumerate(sentences):
        near = set(groups[at]) | (set(groups[at - 1]) if at else set())
        after = set(groups[at + 1]) if at + 1 < len(groups) else set()
        for kind, hit in _kinds(sentence, groups[at], near, near | after, literature):
            elements = _elements(near | after, whole, kind)
            reason = _SPECIAL.get(kind, "possible adverse event in one person")
            found.append(AdverseEvent(sentence.start + hit.start, sentence.start + hit.end, kind, reason, elements))
    return tuple(found)


def find_complaints(text: str) -> tuple[Complaint, ...]:
    """Defects of a product or its package, one a sentence."""
    found = []
    for sentence in sentences_of(text):
        hits = _by_class(_lexicon().find(sentence.plain))
        for hit in hits.get("complaint", ()):
            if _told(sentence, hit, hits) and "aggregate" not in hits:
                place = sentence.start + hit.start, sentence.start + hit.end
                found.append(Complaint(*place, "possible product quality complaint"))
                break
    return tuple(found)


def _kinds(
    sentence: Sentence, here: Mapping[str, list[Hit]], near: set[str], around: set[str], literature: bool
) -> Iterator[tuple[str, Hit]]:
    """Kinds that the sentence gives rise to, each with the words that say so."""
    if literature and not _of_one_person(sentence, here):
        return
    for kind in ("event", "soft", *_SPECIAL):
        hit = next((h for h in here.get(kind, ()) if _counts(kind, h, sentence, here, near, around)), None)
        if hit is not None:
            yield ("adverse event" if kind in ("event", "soft") else kind), hit
            if kind == "event" and "soft" in here:
                here = {name: hits for name, hits in here.items() if name != "soft"}


def _counts(
    kind: str, hit: Hit, sentence: Sentence, here: Mapping[str, list[Hit]], near: set[str], around: set[str]
) -> bool:
    strong, exposed = "strong_person" in here, bool({"product", "exposure"} & around)
    if "aggregate" in here and not strong:
        return False
    if kind == "event":
        ready = bool({"person", "strong_person"} & near) or "product" in here
    elif kind == "soft":
        ready = "product" in near and "worse" in here and bool({"person", "strong_person"} & near)
    elif kind == "lack_of_effect":
        ready = "product" in around and (bool({"person", "strong_person"} & near) or "exposure" in here)
    elif kind in _NEEDS_PRODUCT:
        ready = exposed and bool({"person", "strong_person"} & near)
    else:
        ready = exposed or bool({"person", "strong_person"} & near)
    return ready and (_told(sentence, hit, here) if kind != "lack_of_effect" else _told(sentence, hit, here, True))


def _told(sentence: Sentence, hit: Hit, here: Mapping[str, list[Hit]], denial_is_content: bool = False) -> bool:
    """Whether the words are told as something that happened, not asked, supposed, denied or taught."""
    assertion = assess(sentence, hit.start, hit.end)
    if assertion.container in (Container.FORBIDDEN, Container.TITLE):
        return False
    if "conditional" in here and not assertion.past:
        return False
    own = denial_is_content or bool(_NEGATION.search(sentence.plain[hit.start : hit.end]))
    if not own and (assertion.polarity is Polarity.NEGATED or "denial" in here):
        return False
    happened = "strong_person" in here and "exposure" in here
    if assertion.mood in (Mood.QUESTION, Mood.HYPOTHETICAL):
        return happened and assertion.mood is Mood.QUESTION and assertion.past
    return (
        happened or "instruction" not in here or ("strong_person" in here and assertion.certainty > Certainty.POSSIBLE)
    )


def _of_one_person(sentence: Sentence, here: Mapping[str, list[Hit]]) -> bool:
    """In a draft: a person in view, no study, label or guideline as the speaker."""
    probe = next(iter(here.values()), [None])[0]
    if probe is None or "strong_person" not in here or "aggregate" in here:
        return False
    assertion = assess(sentence, probe.start, probe.end)
    return assertion.attribution in (Attribution.FIRM, Attribution.PERSON) and assertion.experiencer in (
        Experiencer.PERSON,
        Experiencer.UNSPECIFIED,
    )


def _elements(around: set[str], whole: set[str], kind: str) -> frozenset[str]:
    seen = {"event"}
    if {"person", "strong_person"} & around:
        seen.add("patient")
    if "reporter" in whole:
        seen.add("reporter")
    if "product" in whole:
        seen.add("product")
    return frozenset(seen)


def _by_class(hits: tuple[Hit, ...]) -> dict[str, list[Hit]]:
    grouped: dict[str, list[Hit]] = {}
    for hit in hits:
        grouped.setdefault(hit.name, []).append(hit)
    return grouped
