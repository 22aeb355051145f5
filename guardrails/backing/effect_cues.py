"""The words of effect in a sentence, each effect once: measures joined to their verbs, bounds and titrations left out."""

from __future__ import annotations

import re

from guardrails.backing.effect import TURN
from guardrails.backing.passage import Cue, Piece

_DIRECTIONS = ("same", "up", "down", "good", "bad", "differ")


def own_cues(piece: Piece) -> list[Cue]:
    """Cues of direction in order; a measure word gives way to its noun.

    One that begins inside another is left out ("no increase", "not be associated with").
    """
    hits = [cue for category in _DIRECTIONS for cue in piece.cues.get(category, ())]
    hits = [cue for cue in hits if not _threshold(piece, cue)]
    hits.sort(key=lambda cue: (cue.start, -cue.end))
    kept: list[Cue] = []
    for cue in hits:
        if kept and cue.start < kept[-1].end:
            continue
        if kept and _inside_denial(piece, kept[-1], cue):
            continue
        if kept and _named_only(piece, kept[-1], cue):
            kept[-1] = cue
            continue
        if kept and (merged := _merged(piece, kept[-1], cue)):
            kept[-1] = merged
            continue
        kept.append(cue)
    return kept


_DETERMINED = re.compile(r"\b(?:the|an?|any|this|such)\s(?:\w+\s)?$", re.I)


def _inside_denial(piece: Piece, first: Cue, second: Cue) -> bool:
    """Whether a gerund says in what there was no difference ("no better at relieving pain")."""
    if first.category != "same" or not piece.text[: second.end - piece.start].endswith("ing"):
        return False
    return not re.search(
        r"[,;:]|\b(?:and|but|while)\b", piece.text[first.end - piece.start : second.start - piece.start]
    )


def _named_only(piece: Piece, first: Cue, second: Cue) -> bool:
    """Whether the first is a noun of which the second says that it was alike ("the drop in X did not differ")."""
    low, high = first.start - piece.start, first.end - piece.start
    if second.category not in ("same", "differ") or not _NOUN.fullmatch(piece.text[low:high].lower()):
        return False
    gap = piece.text[high : second.start - piece.start]
    return bool(_DETERMINED.search(piece.text[:low])) and not re.search(r"[,;:]|\b(?:and|but|while)\b", gap)


_BOUND = re.compile(r"worse|better|higher|more|less|lower|greater|fewer|longer|older|younger|above|below")


_TITRATED = re.compile(
    r"\s(?:\w+ly\s)?to\s(?:a maximum of\s|up to\s)?\d[\d.,]*\s?(?:mg|g|µg|mcg|ml|mL|sprays|puffs|capsules|tablets)"
)


def _threshold(piece: Piece, cue: Cue) -> bool:
    """Whether the word bounds a class ("grade 2 or worse") or a dose is raised: neither reports an effect."""
    low, high = cue.start - piece.start, cue.end - piece.start
    if _TITRATED.match(piece.text, high):
        return True
    return bool(_BOUND.fullmatch(piece.text[low:high].lower())) and piece.text[:low].endswith("or ")


_MORE = re.compile(r"more(?: (?:quickly|rapidly|steeply))?|greater|larger|higher|bigger|stronger|faster|better")
_LESS = re.compile(r"more slowly|less(?: (?:quickly|rapidly|steeply))?|smaller|lower|fewer|slower|weaker")


_MEASURE = re.compile(r"more|greater|larger|bigger|stronger|less|smaller|better")
_NOUN = re.compile(
    r"reductions?|decreases?|increases?|improvements?|relief|gains?|falls?|drops?|declines?|benefits?|rises?|recovery"
)
_WAS = re.compile(
    r"\s(?:of|in|from)\s(?:(?!(?:and|but|while|whereas)\s)[^\s,;:]+\s){1,6}(?:was|were|is|are)\s(?:\w+ly\s|much\s|also\s)?"
)
"""Between a noun of change and the measure word said of it: "relief of pain was greater"."""


def _merged(piece: Piece, first: Cue, second: Cue) -> Cue | None:
    """`greater improvement`, `relief was greater`, `improved slightly more`, `fell less`: one effect, turned round by a word of less."""
    left = piece.text[first.start - piece.start : first.end - piece.start].lower()
    if measured := _more_than(piece, first, second):
        return measured
    right = piece.text[second.start - piece.start : second.end - piece.start].lower()
    gap = piece.text[first.end - piece.start : second.start - piece.start].lower()
    if "same" in (first.category, second.category):
        return None
    measured_noun = _MEASURE.fullmatch(left) and _NOUN.fullmatch(right) and re.fullmatch(r"\s(?:[\w-]+\s){0,2}", gap)
    measured_noun = measured_noun or (_NOUN.fullmatch(left) and _MEASURE.fullmatch(right) and _WAS.fullmatch(gap))
    if not measured_noun and not re.fullmatch(r"\s(?:\w+ly\s|even\s|much\s|far\s|no\s)?", gap):
        return None
    for measure, other in ((left, second), (right, first)):
        if other.category not in TURN:
            continue
        if _MORE.fullmatch(measure):
            return Cue(other.category, first.start, second.end)
        if _LESS.fullmatch(measure):
            return Cue(TURN[other.category], first.start, second.end)
    return None


_THAN = re.compile(r"\s(?:than|with|in|on|among|for|after|under)\b")
_MEASURED = re.compile(r"\d[\d.,]*\s?(?:%|[\w/]+)?(?: points?)?\s$")
_SIZE = re.compile(r"\s[^.;:]{0,60}$")


def _more_than(piece: Piece, first: Cue, second: Cue) -> Cue | None:
    """`eased fatigue by a point more than waiting`: the "more" measures the verb before it."""
    measure = piece.text[second.start - piece.start : second.end - piece.start].lower()
    gap = piece.text[first.end - piece.start : second.start - piece.start]
    if _MEASURED.search(gap) and measure == "more" and first.category in TURN:
        return Cue(first.category, first.start, first.end)
    if first.category == "differ" or not _THAN.match(piece.text, second.end - piece.start):
        return None
    if not _SIZE.fullmatch(gap) or re.search(r"\b(?:and|but|or|while|whereas|with)\b|,", gap):
        return None
    if measure == "more":
        return Cue(first.category, first.start, first.end)
    if measure == "less" and first.category in TURN:
        return Cue(TURN[first.category], first.start, first.end)
    return None
