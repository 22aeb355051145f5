"""Looking on purpose for what speaks the other way: a second search, and how each record's comparison came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Query
from assistant.retrieval.wording import direction_words, folded
from ingest import Design, StoredArticle, Vocabulary

FAVOURS, NEUTRAL, AGAINST, UNCLEAR = "favours", "no difference", "against", "unclear"
_TERMS_PER_SUBJECT = 3
_TOP = {
    Design.GUIDELINE: 8,
    Design.META_ANALYSIS: 6,
    Design.SYSTEMATIC_REVIEW: 6,
    Design.RCT: 4,
    Design.NONRANDOMIZED: 2,
}


@dataclass(frozen=True, slots=True)
class Direction:
    """How a record's comparison came out, with the cue that told."""

    way: str
    cue: str = ""


def contrary_text(query: Query, vocabulary: Vocabulary) -> str:
    """Words of the second search: agents and conditions with wordings of missing effect; "" without a subject."""
    subjects = [c for c in query.concepts if c.concept_id.startswith(("agent.", "condition.", "tumor.", "medicine."))]
    if not subjects:
        return ""
    names = [t for c in subjects for t in (c.surface, *c.terms[:_TERMS_PER_SUBJECT])]
    return " ".join((*dict.fromkeys(names), *direction_words().contrary_search))


def direction_of(record: StoredArticle) -> Direction:
    """How the record's own conclusion, else its results, describe the outcome of the comparison."""
    for labels in (("conclusion", "conclusions", "interpretation"), ("results", "findings"), ()):
        texts = [s.text for s in record.article.sections if not labels or _first(s.label) in labels]
        running = folded(" ".join(texts))
        cues = [(way, cue) for way, listed in _ranked() for cue in listed if cue in running]
        if cues:
            return Direction(*_weigh(cues))
    return Direction(UNCLEAR)


def opposes(one: str, lead: str) -> bool:
    """True if a record that points `one` way speaks against a lead that points the other."""
    if UNCLEAR in (one, lead):
        return False
    return (one == FAVOURS) != (lead == FAVOURS)


def leading_way(found: Sequence[tuple[StoredArticle, Direction]]) -> str:
    """The way the weight of the records points: guidelines and reviews before trials, trials before the rest."""
    weights = {FAVOURS: 0.0, NEUTRAL: 0.0, AGAINST: 0.0}
    for record, direction in found:
        if direction.way in weights:
            weights[direction.way] += _TOP.get(record.classification.design, 1)
    if not any(weights.values()):
        return UNCLEAR
    return FAVOURS if weights[FAVOURS] > weights[NEUTRAL] + weights[AGAINST] else NEUTRAL


def _ranked() -> tuple[tuple[str, tuple[str, ...]], ...]:
    lists = direction_words()
    return ((NEUTRAL, lists.neutral), (AGAINST, lists.against), (FAVOURS, lists.favours))


def _weigh(cues: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """A missing effect outweighs words of benefit, which a negative result also contains (`did not improve`)."""
    counts = {way: sum(1 for w, _ in cues if w == way) for way in (NEUTRAL, AGAINST, FAVOURS)}
    lost = sum(1 for way, cue in cues if way == NEUTRAL and any(c.strip() in cue for w, c in cues if w == FAVOURS))
    counts[FAVOURS] -= lost
    best = max((AGAINST, NEUTRAL, FAVOURS), key=lambda way: counts[way])
    return best, next(cue.strip() for way, cue in cues if way == best)


def _first(label: str | None) -> str:
    words = (label or "").lower().split()
    return words[0] if words else ""
