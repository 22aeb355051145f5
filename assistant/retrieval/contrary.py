"""Looking on purpose for what speaks the other way: a second search, and how each record's comparison came out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Finding, Intent, Query
from assistant.retrieval.profile import Remembered
from assistant.retrieval.wording import direction_words, folded
from ingest import Design, StoredArticle, Vocabulary

FAVOURS, NEUTRAL, AGAINST, UNCLEAR = "favours", "no difference", "against", "unclear"
_TERMS_PER_SUBJECT = 3
_CONCLUSIONS = frozenset({"conclusion", "conclusions", "interpretation"})
_RESULTS = frozenset({"results", "findings"})
_SENTENCE = re.compile(r"(?<=[.;])\s+")
_P_VALUE = re.compile(r"\b[Pp]\s*[<=]\s*(0?\.\d+)")
_SIGNIFICANT = 0.05
_HAS_DIRECTION = (Intent.EFFICACY, Intent.COMPARISON, Intent.INTERACTION, Intent.OTHER)
_WEIGHTS = {
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
    by_p_value: bool = False
    """True if only a significant difference told, which does not say what differed."""


def contrary_text(query: Query, vocabulary: Vocabulary) -> str:
    """Words of the second search: agents and conditions with wordings of missing effect; "" without a subject."""
    subjects = [c for c in query.concepts if c.concept_id.startswith(("agent.", "condition.", "tumor.", "medicine."))]
    if not subjects:
        return ""
    names = [t for c in subjects for t in (c.surface, *c.terms[:_TERMS_PER_SUBJECT])]
    return " ".join((*dict.fromkeys(names), *direction_words().contrary_search))


def _read_direction(record: StoredArticle) -> Direction:
    for labels in (_CONCLUSIONS, _RESULTS, frozenset[str]()):
        texts = [s.text for s in record.article.sections if not labels or _first(s.label) in labels]
        votes = [vote for text in texts for sentence in _SENTENCE.split(text) if (vote := _vote(sentence))]
        if votes:
            return _majority(votes)
    return Direction(UNCLEAR)


direction_of = Remembered(_read_direction)
"""How the record's own conclusion, else its results, describe the outcome of the comparison."""


def finding_of(result: str) -> Finding:
    """How a result reads: its intervals first, then its words; a first clause that tells nothing leaves "no difference" open."""
    ways = [_way(clause) for clause in _SENTENCE.split(result)]
    told = {way for way in ways if way is not None}
    if not told or (told == {NEUTRAL} and ways[0] is None):
        return Finding.UNCLEAR
    return _FINDINGS[told.pop()] if len(told) == 1 else Finding.MIXED


_FINDINGS = {FAVOURS: Finding.DIFFERENCE, NEUTRAL: Finding.NONE, AGAINST: Finding.AGAINST}
_INTERVAL = re.compile(
    r"(?:(?P<ratio>RR|OR|HR)|difference) -?\d+(?:\.\d+)?(?: points)? \((?:95% CI )?(?P<low>-?\d+(?:\.\d+)?) to (?P<high>-?\d+(?:\.\d+)?)"
)


def _way(clause: str) -> str | None:
    """FAVOURS here means no more than that arms differed."""
    intervals = [(float(m["low"]), float(m["high"]), 1.0 if m["ratio"] else 0.0) for m in _INTERVAL.finditer(clause)]
    if intervals:
        return NEUTRAL if all(low <= none <= high for low, high, none in intervals) else FAVOURS
    vote = _vote(clause)
    return vote.way if vote else None


def speaks_against(sentence: str) -> bool:
    """True for a sentence that reports no difference, or one that runs against benefit."""
    vote = _vote(sentence)
    return vote is not None and vote.way in (NEUTRAL, AGAINST)


def contrary_ids(records: Sequence[StoredArticle], intent: Intent) -> frozenset[str]:
    """Ids of the records that point the other way than the weight of all; none for questions without a direction.

    For a benefit, missing effect and harm stand against benefit; for an interaction, harm stands against no effect.
    """
    if intent not in _HAS_DIRECTION:
        return frozenset()
    sides = {r.article.article_id: _side(direction_of(r), r, intent) for r in records}
    weight = {True: 0.0, False: 0.0}
    for record in records:
        side = sides[record.article.article_id]
        if side is not None:
            weight[side] += _WEIGHTS.get(record.classification.design, 1)
    lead = weight[True] > weight[False]
    return frozenset(i for i, side in sides.items() if side is not None and side != lead)


def _side(direction: Direction, record: StoredArticle, intent: Intent) -> bool | None:
    """Which of the two sides a record takes; None if it takes none."""
    if direction.way == UNCLEAR:
        return None
    if intent is Intent.INTERACTION:
        if direction.by_p_value or record.classification.design is Design.GUIDELINE:
            return None
        return direction.way == AGAINST
    return direction.way == FAVOURS


def _vote(sentence: str) -> Direction | None:
    """What one sentence says. Words of a missing effect outweigh words of benefit, which they often contain."""
    words, running = direction_words(), folded(sentence)
    if any(harm in running for harm in words.harm_words):
        return None
    for way, cues in ((NEUTRAL, words.neutral), (AGAINST, words.against), (FAVOURS, words.favours)):
        for cue in cues:
            if cue in running:
                return Direction(way, cue.strip())
    significant = _P_VALUE.search(sentence)
    if significant and float(significant.group(1)) < _SIGNIFICANT:
        return Direction(FAVOURS, significant.group(), by_p_value=True)
    return None


def _majority(votes: Sequence[Direction]) -> Direction:
    """The first sentence, which reports the main result, counts twice; a tie goes to the more sober way."""
    weights = {way: sum(v.way == way for v in votes) + (votes[0].way == way) for way in (AGAINST, NEUTRAL, FAVOURS)}
    best = max(weights, key=lambda way: weights[way])
    return next(v for v in votes if v.way == best)


def _first(label: str | None) -> str:
    words = (label or "").lower().split()
    return words[0] if words else ""
