"""Wording with slots, written out: every approved filling is a wording of its own, so nothing else matches."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from guardrails.domain import Slot

MOST_FILLINGS = 400
"""A wording with more combinations is matched by its first ones only; libraries are told so at import."""


def filled(text: str, slots: Sequence[Slot]) -> tuple[str, ...]:
    """The text with each combination of fillings; the text itself where it has no slot."""
    used = [slot for slot in slots if f"{{{slot.name}}}" in text]
    if not used:
        return (text,)
    found = []
    for values in product(*(slot.allowed for slot in used)):
        wording = text
        for slot, value in zip(used, values, strict=True):
            wording = wording.replace(f"{{{slot.name}}}", value)
        found.append(wording)
    return tuple(found[:MOST_FILLINGS])
