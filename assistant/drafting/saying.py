"""Approved claims -> SAY units: each claim whole, with the qualifiers it must carry, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from assistant.drafting.citing import brackets
from assistant.material import SayUnit
from guardrails import Claim, ClaimRef, QualifierPlacement, Statement, StatementKind

_PILLARS = {
    "disease_state": "disease state",
    "guideline": "guideline",
    "indication": "label",
    "efficacy": "label study",
    "safety": "safety",
    "pk": "pharmacokinetics",
    "mechanism": "mechanism",
    "disclosure": "status",
}
_PRODUCT_ORDER = ("indication", "efficacy", "safety")
_STATUS = ("disclosure",)
"""All that may be said of a product without an approved use: what it is, and that it is not approved."""
_CERTAINTY = {
    "label": "label",
    "guideline": "guideline",
    "meta": "systematic review",
    "rct": "randomized trial",
    "observational": "observational or uncontrolled",
}


def say_unit(claims: Sequence[Claim], cite: Callable[[Claim], Sequence[str]], notes: Sequence[str] = ()) -> SayUnit:
    """One unit from these claims; a qualifier that several need is said once, after the last, one for the footer not at all."""
    statements: list[Statement] = []
    pending: dict[str, Statement] = {}
    for claim in claims:
        statements.append(_claim_statement(claim))
        for qualifier in claim.qualifiers:
            if qualifier.placement is QualifierPlacement.FOOTER:
                continue
            last = max(
                i for i, c in enumerate(claims) if any(q.qualifier_id == qualifier.qualifier_id for q in c.qualifiers)
            )
            if claims[last] is claim and qualifier.qualifier_id not in pending:
                pending[qualifier.qualifier_id] = Statement(
                    text=qualifier.text, kind=StatementKind.QUALIFIER, claim=ClaimRef(claim.claim_id, claim.version)
                )
                statements.append(pending[qualifier.qualifier_id])
    labels = dict.fromkeys(label for claim in claims for label in cite(claim))
    first = claims[0]
    pillar = "guideline" if first.evidence_level == "guideline" else _PILLARS.get(first.claim_type, first.claim_type)
    return SayUnit(
        pillar=pillar,
        certainty=_CERTAINTY.get(first.evidence_level, first.evidence_level or "not rated"),
        statements=tuple(statements),
        claims=tuple(claims),
        sources=brackets(list(labels)) if labels else "",
        notes=tuple(notes),
    )


def _claim_statement(claim: Claim) -> Statement:
    return Statement(text=claim.text, kind=StatementKind.CLAIM, claim=ClaimRef(claim.claim_id, claim.version))


def product_claims(claims: Iterable[Claim], product_id: str) -> tuple[Claim, ...]:
    """The product's indication, result and safety claims in reading order: benefit never without the safety block.

    A product that has none of them is told by its status alone.
    """
    own = [c for c in claims if product_id in c.product_ids]
    if not any(c.claim_type in _PRODUCT_ORDER for c in own):
        return tuple(c for c in own if c.claim_type in _STATUS)
    ordered = [c for kind in _PRODUCT_ORDER for c in own if c.claim_type == kind]
    needed = {name for c in ordered for name in c.must_cooccur}
    main_safety = [c for c in ordered if c.claim_type == "safety" and (c.claim_id in needed or not needed)]
    return tuple([c for c in ordered if c.claim_type != "safety"] + main_safety)


def balance_claims(claims: Iterable[Claim], product_id: str, said: Sequence[Claim]) -> tuple[Claim, ...]:
    """Further safety wording of the product that the main unit does not hold."""
    return tuple(c for c in claims if product_id in c.product_ids and c.claim_type == "safety" and c not in said)
