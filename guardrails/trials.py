"""Counts of trials that a rule can compute: adequate, well-controlled, double-blind, each program once."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guardrails.domain import Evidence
from guardrails.normalise import fold

_BLIND = re.compile(r"\b(?:double|triple|quadruple)[- ]?(?:blind|mask)\w*|\bdouble[- ]dummy\b")
_CONTROLLED = re.compile(r"\brandomi[sz]ed\b|\bplacebo[- ]controlled\b|\bsham[- ]controlled\b")
_SECONDARY = ("review", "meta", "guideline", "label", "editorial", "comment")


def double_blind_trials(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Ids of the trial programs among the sources that are human, controlled and double-blind, sorted.

    Reports of one program (`program_id`) count once; retracted and doubted records, reviews and labels count not at all.
    """
    found = set()
    for source in evidence:
        text = fold(f"{source.title} {source.text} {source.design}")
        primary = not any(word in source.design.casefold() for word in _SECONDARY)
        literature = source.origin in ("abstract", "digest") and source.citable and source.species == "human"
        if literature and primary and _BLIND.search(text) and _CONTROLLED.search(text):
            found.add(source.program_id or source.evidence_id)
    return tuple(sorted(found))
