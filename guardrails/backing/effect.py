"""One effect as a text states it, and which way it points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from guardrails.backing.lexicon import load_lexicon
from guardrails.backing.words import terms_of

TURN = {"up": "down", "down": "up", "good": "bad", "bad": "good"}
"""The direction on the other side."""
LIGHT = frozenset(
    """
            compare patient report frequency treatment receive trial score level measure effect difference
            control baseline median occur placebo drug increase reduce improve associated similar dose need
        """.split()
)
"""Terms that seldom name what changes."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect as a text states it."""

    direction: str
    """up | down | same | good | bad | differ"""
    start: int
    end: int
    outcome: frozenset[str]
    """Terms around it in its clause."""
    focus: frozenset[str]
    """Those of them that name what changes: the object after a transitive verb, the subject before others."""
    reference: frozenset[str]
    """Terms of what it is compared with."""
    subject: frozenset[str]
    """Terms of the arm that is named with it ("lower in the treated group")."""
    significant: int
    """1 stated significant, -1 stated not, 0 not stated."""
    piece: int
    numeric: bool = False
    """Read off a pair of values, not off words."""
    asked: bool = False
    """Stands in an aim, a hypothesis or a method, so it reports nothing."""
    within: bool = False
    """A change over time inside the groups, not a difference between them."""


@lru_cache(maxsize=1)
def _valence() -> tuple[frozenset[str], frozenset[str]]:
    lexicon = load_lexicon()
    good = frozenset(term.name for word in lexicon.good for term in terms_of(word))
    bad = frozenset(term.name for word in lexicon.bad for term in terms_of(word))
    return good - bad, bad - good


def signed(effect: Effect, outcome: frozenset[str]) -> int | str:
    """+1 rises, -1 falls, 0 unchanged; `good`, `bad` or `differ` where the outcome does not say which way that is."""
    if effect.direction in ("up", "down", "same"):
        return {"up": 1, "down": -1, "same": 0}[effect.direction]
    if effect.direction == "differ":
        return "differ"
    good, bad = _valence()
    # A measured harm outweighs: "survival after relapse" is about survival, "pain score" about pain.
    if outcome & bad and not outcome & good:
        return -1 if effect.direction == "good" else 1
    if outcome & good and not outcome & bad:
        return 1 if effect.direction == "good" else -1
    return effect.direction
