"""How a study is introduced: design, size, people, in a phrase; and the caution its design demands."""

from __future__ import annotations

import re

from ingest import Blinding, Design, Species, StoredArticle

LEADS = {
    Design.LABEL: "Label",
    Design.GUIDELINE: "Guideline",
    Design.META_ANALYSIS: "Systematic review with meta-analysis",
    Design.SYSTEMATIC_REVIEW: "Systematic review",
    Design.RCT: "Randomized trial",
    Design.NONRANDOMIZED: "Non-randomized study",
    Design.OBSERVATIONAL: "Observational study",
    Design.CASE: "Case report or series",
    Design.REVIEW: "Narrative review",
    Design.PROTOCOL: "Protocol",
    Design.EDITORIAL: "Editorial or letter",
    Design.LABORATORY: "Preclinical",
    Design.UNKNOWN: "Study, design not stated",
}

NOUNS = {
    "Label": ("label", "labels"),
    "Guideline": ("guideline", "guidelines"),
    "Systematic review with meta-analysis": (
        "systematic review with meta-analysis",
        "systematic reviews with meta-analysis",
    ),
    "Systematic review": ("systematic review", "systematic reviews"),
    "Randomized trial": ("randomized trial", "randomized trials"),
    "Non-randomized study": ("non-randomized study", "non-randomized studies"),
    "Observational study": ("observational study", "observational studies"),
    "Case report or series": ("case report or series", "case reports or series"),
    "Narrative review": ("narrative review", "narrative reviews"),
    "Protocol": ("protocol", "protocols"),
    "Editorial or letter": ("editorial or letter", "editorials or letters"),
    "Preclinical": ("preclinical study", "preclinical studies"),
    "Study, design not stated": ("study whose design is not stated", "studies whose design is not stated"),
}
"""Lead word -> how it is counted, singular and plural."""


def lead_for(record: StoredArticle) -> str:
    """Lead word of a study's bullet; anything not in people is led as preclinical."""
    kind = record.classification
    if kind.species in (Species.ANIMAL, Species.IN_VITRO):
        return "Preclinical"
    return LEADS[kind.design]


def caution_for(record: StoredArticle) -> str:
    """The clause that has to stand in the same sentence as a finding of this design; "" where none is due."""
    kind = record.classification
    if kind.species in (Species.ANIMAL, Species.IN_VITRO) or kind.design is Design.LABORATORY:
        return "human relevance is unknown"
    if kind.design is Design.CASE:
        return "causality cannot be inferred"
    if kind.design is Design.OBSERVATIONAL:
        return "confounding is likely"
    return ""


def frame_for(record: StoredArticle) -> str:
    """A phrase such as `a randomized, double-blind phase II trial (n = 81)`; the record's own FRAME where it has one."""
    own = next((section.text for section in record.article.sections if section.label == "FRAME"), None)
    if own:
        return own.rstrip(".")
    kind = record.classification
    if kind.species is Species.ANIMAL:
        return "an animal study"
    if kind.species is Species.IN_VITRO:
        return "a study in cells"
    words = []
    if kind.blinding not in (Blinding.UNKNOWN,) and kind.design in (Design.RCT, Design.NONRANDOMIZED):
        words.append(kind.blinding.value)
    if kind.phase and kind.design in (Design.RCT, Design.NONRANDOMIZED):
        words.append(kind.phase if kind.phase.lower().startswith("phase") else f"phase {kind.phase}")
    phrase = _design_words(kind.design, words)
    return phrase + (f" (n = {kind.sample_size})" if kind.sample_size and kind.sample_size > 1 else "")


def _design_words(design: Design, words: list[str]) -> str:
    if design is Design.RCT:
        return "a randomized" + ("".join(f", {w}" for w in words) if words else "") + " trial"
    if design is Design.NONRANDOMIZED:
        return " ".join(["a non-randomized", *words, "study"])
    fixed = {
        Design.META_ANALYSIS: "a systematic review with meta-analysis",
        Design.SYSTEMATIC_REVIEW: "a systematic review",
        Design.OBSERVATIONAL: "an observational study",
        Design.CASE: "a case report or series",
        Design.REVIEW: "a narrative review",
        Design.GUIDELINE: "a guideline",
        Design.PROTOCOL: "a trial protocol",
        Design.EDITORIAL: "an editorial or letter",
        Design.LABORATORY: "a laboratory study",
        Design.LABEL: "the product label",
    }
    return fixed.get(design, "a study whose design is not stated")


_KEEP = re.compile(r"^(?:[CT](?:max|min)\b|[A-Z0-9][A-Z0-9:+-]|[A-Z][a-z]*[A-Z0-9]|\d|[\"“(]|I\b)")


def uncapitalise(sentence: str, names: frozenset[str] = frozenset()) -> str:
    """The sentence with a small first letter, unless its first word is an abbreviation, a number or a known name."""
    first = sentence.split(" ", 1)[0].strip(",;:")
    if _KEEP.match(sentence) or first.lower() in names:
        return sentence
    return sentence[:1].lower() + sentence[1:]
