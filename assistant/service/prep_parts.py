"""Parts of a call pack that are derived from claims, contacts and the library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from assistant.domain import Account, EvidencePack, Interaction, Person
from assistant.material import Anticipated, SayUnit
from assistant.service.rooms import Rooms
from guardrails import Product, ProductStatus, Standing, standing

REPEAT_WINDOW = timedelta(days=30)
_COMMITTEE_ROLES = ("pharmacist",)
_SHORT = 60


def changes_since(
    rooms: Rooms, contacts: Sequence[Interaction], pack: EvidencePack, units: Sequence[SayUnit], now: datetime
) -> tuple[str, ...]:
    """Evidence, wording and repetition since the last contact."""
    if not contacts:
        return ("No earlier contact is recorded; nothing to compare with.",)
    last = contacts[0].on
    changed = [i for i in pack.items if i.record.changed_at.date() > last and i.record.first_seen.date() <= last]
    new = [i for i in pack.items if i.record.first_seen.date() > last]
    lines = [
        f"Evidence since {last}: {len(new)} records new to this library on the topic, {len(changed)} changed, "
        f"{len(pack.excluded)} left out for integrity."
    ]
    current = {c.claim_id: c for unit in units for c in unit.claims}
    for key, when in _told(contacts).items():
        claim_id, _, version = key.rpartition(" v")
        claim = next((c for c in rooms.claims.claims if c.key == key), None)
        if claim_id in current and version.isdigit() and int(version) < current[claim_id].version:
            lines.append(f"Wording: {key} was heard on {when}; it is superseded, use {current[claim_id].key}.")
        elif claim and standing(claim, now) in (Standing.WITHDRAWN, Standing.EXPIRED):
            lines.append(f"Wording: {key} was heard on {when} and is no longer in force.")
        elif claim_id in current and (days := (now.date() - when).days) < REPEAT_WINDOW.days:
            lines.append(f"Repetition: {key} was heard {days} days ago; ask whether it is wanted again.")
    return tuple(lines)


def _told(contacts: Sequence[Interaction]) -> dict[str, date]:
    heard: dict[str, date] = {}
    for contact in contacts:
        for key in contact.told:
            heard.setdefault(key, contact.on)
    return heard


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
    rows = [
        ("it controls the symptom", "stronger than the label study"),
        ("most patients respond", "relative or vague; rates of both arms are in the card"),
        ("better tolerated than what you use", "no head-to-head study"),
        ("the guideline recommends our product", "guidelines name no product"),
        ("just a bit sleepy", "plays harm down"),
    ]
    others = [p for p in rooms.claims.products if p.status in (ProductStatus.STATE_LICENSED, ProductStatus.HEMP)]
    if product and product.limits and len(product.limits[0]) <= _SHORT:
        rows.append((f"it also helps with {product.limits[0]}", "outside the label"))
    rows += [(f"{p.names[0].title()} helps", "no use of it may be named") for p in others if p is not product]
    return tuple(rows)


def resources_for(product: Product | None) -> tuple[str, ...]:
    """What may be shown and left: the current label."""
    return (f"Show and leave: prescribing information {product.label_id}.",) if product and product.label_id else ()


def stakeholder_gaps(account: Account, people: Iterable[Person]) -> tuple[str, ...]:
    """Roles that a decision needs and nobody holds."""
    roles = {p.role for p in people if p.account_id == account.account_id}
    missing = [role for role in _COMMITTEE_ROLES if role not in roles]
    if account.pt_next and missing:
        return (f"P&T meets {account.pt_next}; no {missing[0]} among the contacts.",)
    return ()
