"""Parts of a call pack that are derived from claims, contacts and the library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.artifacts.parts import day_words
from assistant.domain import Account, Person
from assistant.material import Anticipated, SayUnit
from assistant.service.rooms import Rooms
from guardrails import Product, ProductStatus

_COMMITTEE_ROLES = ("pharmacist",)
_SHORT = 60


def anticipated_for(units: Sequence[SayUnit], product: Product | None) -> tuple[Anticipated, ...]:
    """At least six questions that clinicians ask most (dosing, interactions, adverse events, guidelines), answered or routed."""
    cards = {c.claim_type: f"card {n} whole" for n, unit in enumerate(units, 1) for c in unit.claims}
    guideline = next((n for n, u in enumerate(units, 1) if u.pillar == "guideline"), None)
    safety = cards.get("safety")
    rows = [
        Anticipated("Who is it labeled for?", f"Answer with {cards['indication']}.")
        if "indication" in cards
        else Anticipated("What is it approved for?", "Medical answers; pass on the exact words.", route=True),
        Anticipated("What are the side effects?", f"Answer with {safety}.")
        if safety
        else Anticipated("What are the side effects?", "Medical answers; pass on the exact words.", route=True),
        Anticipated("What do the guidelines say?", f"Answer with card {guideline} whole; it names no product.")
        if guideline
        else Anticipated("What do the guidelines say?", "Medical answers; pass on the exact words.", route=True),
        Anticipated(
            "What dose do you suggest?",
            "Point to label section 2; give no advice."
            if product and product.label_id
            else "Give no advice; Medical answers.",
        ),
        Anticipated(
            "Does it interact with chemotherapy?", "Medical answers beyond the balance line; exact words.", route=True
        ),
        Anticipated(
            "Would you use it for another symptom?",
            "Outside the label; Medical answers, exact words, no comment.",
            route=True,
        ),
        Anticipated("Is it covered?", "“Coverage varies; check the plan.” No figure, no promise."),
    ]
    return tuple(rows)


def do_not_say_for(rooms: Rooms, product: Product | None) -> tuple[tuple[str, str], ...]:
    """Wording to keep away from for this product class and role."""
    others = [p for p in rooms.claims.products if p.status in (ProductStatus.STATE_LICENSED, ProductStatus.HEMP)]
    unapproved = [(f"{p.names[0].title()} helps", "no use of it may be named") for p in others]
    if product in others:
        return (
            *unapproved,
            ("studies of this class show", "beside a product that is not approved it implies a use"),
            ("the guideline recommends our product", "guidelines name no product"),
            ("it is natural, so it is mild", "plays harm down"),
        )
    rows = [
        ("it controls the symptom", "stronger than the label study"),
        ("most patients respond", "relative or vague; rates of both arms are in the card"),
        ("better tolerated than what you use", "no head-to-head study"),
        ("the guideline recommends our product", "guidelines name no product"),
        ("just a bit sleepy", "plays harm down"),
    ]
    if product and product.limits and len(product.limits[0]) <= _SHORT:
        rows.append((f"it also helps with {product.limits[0]}", "outside the label"))
    return (*rows, *unapproved)


def resources_for(product: Product | None) -> tuple[str, ...]:
    """What may be shown and left: the current label."""
    return (f"Show and leave: prescribing information {product.label_id}.",) if product and product.label_id else ()


def stakeholder_gaps(account: Account, people: Iterable[Person]) -> tuple[str, ...]:
    """Roles that a decision needs and nobody holds."""
    roles = {p.role for p in people if p.account_id == account.account_id}
    if not roles:
        return ("No contact at this account in the record.",)
    missing = [role for role in _COMMITTEE_ROLES if role not in roles]
    if account.pt_next and missing:
        return (f"P&T meets {day_words(account.pt_next)}; no {missing[0]} among the contacts.",)
    return ()
