"""Effects that name no outcome of their own ("no benefit in the acute phase", "the others did not") and take it from those before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from guardrails.backing.effect import LIGHT, Effect

_BARE = frozenset({"ratio", "hazard", "odd", "risk", "phas", "period", "dose", "time"})


def with_outcomes(text: str, effects: list[Effect]) -> Iterator[Effect]:
    """An effect that names only where or when ("no benefit in the acute phase") is one on what the effects before it speak of."""
    before: list[Effect] = []
    for effect in effects:
        bare = not _own_outcome(effect) or _ELLIPTIC.fullmatch(text[effect.start : effect.end].lower())
        if effect.direction == "same" and not effect.numeric and before and bare:
            spoken_of = frozenset[str]().union(*(other.focus for other in before[-2:]))
            yield replace(effect, focus=spoken_of, outcome=effect.outcome | spoken_of)
            continue
        if not effect.asked and (not effect.numeric or effect.reference):
            before.append(effect)
        yield effect


_ELLIPTIC = re.compile(r"(?:did|does|do|was|were|is|are|has|had) n[o']t")
"""Said of an effect that the words before it name ("the CB2 antagonist abolished it, the CB1 antagonist did not")."""


def _own_outcome(effect: Effect) -> bool:
    return bool(effect.focus - effect.subject - LIGHT - _BARE)
