"""How much a pack holds and of what kind: depth by the account's tier, content by its buying phase."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.domain import Account
from assistant.material import SayUnit
from guardrails import Claim


@dataclass(frozen=True, slots=True)
class Depth:
    """Limits of one pack."""

    class_units: int
    interactions: int
    questions: int


_BY_TIER = {1: Depth(3, 3, 4), 2: Depth(2, 3, 3)}
_SHORT = Depth(1, 1, 2)

PHASES = {
    "awareness": (
        "who we are, the disease state and the label",
        ("disease_state", "guideline", "indication", "safety"),
    ),
    "introduction": (
        "who is labeled for the product and who is not",
        ("disease_state", "indication", "efficacy", "safety"),
    ),
    "formulary_evaluation": (
        "the label study, safety and what the committee needs",
        ("indication", "efficacy", "safety", "guideline", "disease_state"),
    ),
    "adoption": ("safe use within the label", ("indication", "safety", "dosing_label")),
}
"""Phase -> what it asks for, and the claim types that fit it. House table."""


def depth_for(account: Account) -> Depth:
    """Tier 1 and 2 get a full pack, others a short one."""
    return _BY_TIER.get(account.tier, _SHORT)


def phase_line(account: Account) -> str:
    """What the phase of the account asks for."""
    words = account.phase.replace("_", " ")
    return f"{words}: {PHASES[account.phase][0]}." if account.phase in PHASES else f"{words}: no guidance on file."


def phase_mismatches(account: Account, units: Sequence[SayUnit]) -> tuple[str, ...]:
    """Planned wording that does not fit the phase."""
    if account.phase not in PHASES:
        return ()
    fitting = PHASES[account.phase][1]
    keys = [c.key for c in _claims(units) if c.claim_type not in fitting]
    if not keys:
        return ()
    return (f"{', '.join(keys)}: more than the phase “{account.phase.replace('_', ' ')}” asks for; keep for later.",)


def _claims(units: Iterable[SayUnit]) -> Iterator[Claim]:
    return (c for unit in units for c in unit.claims)
