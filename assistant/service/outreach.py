"""What an account manager may hand over or present: approved claims alone, for one person or account, here and now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from assistant.artifacts.outreach import email_draft, fitting, in_service_draft, promotional_deck_draft
from assistant.artifacts.parts import FactBook, spoken_name
from assistant.domain import Account, EvidencePack, Person, Role
from assistant.errors import NotFound, UsageError
from assistant.material import Occasion, SayUnit
from assistant.people.permissions import require_maker
from assistant.retrieval.retrieve import retrieve
from assistant.retrieval.understand import understand
from assistant.service.ask import pack_evidence
from assistant.service.asked import screened_words
from assistant.service.checking import place_named
from assistant.service.claims_in_force import balance_units, claim_evidence, relevant_units
from assistant.service.company import speaking
from assistant.service.gate import draft_id_for, judge
from assistant.service.products import account_named, product_named
from assistant.service.rooms import Rooms
from guardrails import Context, Draft, Evidence, Mode, Product, Profile, Quarantined, Released

Outcome = Released | Quarantined
_NONE = "No approved line is in force on this topic here; nothing may be sent or shown. Route the question to Medical."


def email_fragment(
    rooms: Rooms, role: Role, person: Person, topic: str, now: datetime, sender: str, product: str | None = None
) -> Outcome:
    """An e-mail to one person, within the length cap.

    Raises:
        NotAllowed: The role may not write one.
        UsageError: The person did not consent to e-mail, or no line is in force.
    """
    require_maker(role, "email_fragment")
    gone = person.consent_withdrawn is not None and person.consent_withdrawn <= now.date()
    if gone or not person.consent_email:
        raise UsageError(f"{person.person_id} has no consent to e-mail on file; do not write.")
    occasion = _occasion(rooms, _account(rooms, person.account_id).jurisdiction, now, product)
    pack, units = _units(rooms, topic, occasion)
    kept = fitting(_own_first(units, occasion))
    if not kept:
        raise UsageError(_NONE)
    made = email_draft(
        _draft_id("email_fragment", rooms, topic, person.person_id, now),
        spoken_name(person.name),
        sender,
        kept,
        speaking(rooms),
    )
    return _judged(rooms, made, _evidence(rooms, pack, kept), _context(rooms, occasion, "approved_email"), now)


def in_service(rooms: Rooms, role: Role, wanted: str, product: str, now: datetime, minutes: int = 15) -> Outcome:
    """The outline of a label in-service at one account.

    Raises:
        NotAllowed: The role may not give one.
        NotFound: No account of that id or name, or more than one.
        UsageError: The product has no label, or no line is in force.
    """
    require_maker(role, "in_service")
    account, named = account_named(rooms, wanted), product_named(rooms, product)
    if not named.label_id:
        raise UsageError(f"{named.product_id} has no label; an in-service is about a label.")
    topic = named.indications[0] if named.indications else named.names[0]
    occasion = Occasion(account.jurisdiction, now, named)
    pack, units = _units(rooms, topic, occasion)
    own = [u for u in units if u.claims[0].product_ids]
    own += balance_units(rooms, occasion, own)
    if not own:
        raise UsageError(_NONE)
    made = in_service_draft(
        _draft_id("in_service", rooms, named.product_id, account.account_id, now),
        named,
        minutes,
        own,
        speaking(rooms),
    )
    context = replace(_context(rooms, occasion, None), mode=Mode.INTERNAL)
    return _judged(rooms, made, _evidence(rooms, pack, own), context, now)


def promotional_deck(
    rooms: Rooms, role: Role, topic: str, jurisdiction: str, now: datetime, product: str | None = None
) -> Outcome:
    """A deck of approved units.

    Raises:
        NotAllowed: The role may not show one.
        UsageError: No line is in force, or the jurisdiction is not a known one.
    """
    require_maker(role, "promotional_deck")
    occasion = _occasion(rooms, place_named(jurisdiction), now, product)
    pack, units = _units(rooms, topic, occasion)
    shown = _own_first(units, occasion)
    if not shown:
        raise UsageError(_NONE)
    made = promotional_deck_draft(
        _draft_id("promotional_deck", rooms, topic, occasion.jurisdiction, now),
        _deck_title(occasion.product),
        shown,
        speaking(rooms),
    )
    return _judged(rooms, made, _evidence(rooms, pack, shown), _context(rooms, occasion, "deck"), now)


def _deck_title(product: Product | None) -> str:
    if product is None:
        return "Guidance deck"
    return "Label deck" if product.label_id else "Status deck"


def _own_first(units: tuple[SayUnit, ...], occasion: Occasion) -> list[SayUnit]:
    """For a product its own unit alone, since class wording may not share a document with it; else the class units."""
    own = [u for u in units if u.claims[0].product_ids]
    return own if occasion.product else [u for u in units if u not in own]


def _occasion(rooms: Rooms, jurisdiction: str, now: datetime, product: str | None) -> Occasion:
    return Occasion(jurisdiction, now, product_named(rooms, product) if product else None)


def _units(rooms: Rooms, topic: str, occasion: Occasion) -> tuple[EvidencePack, tuple[SayUnit, ...]]:
    topic = screened_words(rooms, topic, "topic", rooms.actor, occasion.now)
    pack = retrieve(rooms.library, understand(topic, rooms.vocabulary))
    return pack, relevant_units(rooms, pack, occasion)


def _account(rooms: Rooms, account_id: str) -> Account:
    account = rooms.objects.get(Account, account_id)
    if account is None:
        raise NotFound(f"No account {account_id!r}. `callprep accounts export accounts` lists them.")
    return account


def _draft_id(artifact: str, rooms: Rooms, topic: str, whom: str, now: datetime) -> str:
    return draft_id_for(artifact, {"topic": topic, "whom": whom}, rooms.library.status().snapshot_id, now)


def _context(rooms: Rooms, occasion: Occasion, channel: str | None) -> Context:
    return Context(
        mode=Mode.PROMOTIONAL,
        profile=Profile.DRAFT,
        jurisdiction=occasion.jurisdiction,
        audience="HCP",
        product_ids=(occasion.product_id,) if occasion.product_id else (),
        products=rooms.claims.products,
        channel=channel,
    )


def _evidence(rooms: Rooms, pack: EvidencePack, units: Iterable[SayUnit]) -> list[Evidence]:
    return [*pack_evidence(pack), *claim_evidence(rooms, [c for u in units for c in u.claims])]


def _judged(
    rooms: Rooms, made: tuple[Draft, FactBook], evidence: Iterable[Evidence], context: Context, now: datetime
) -> Outcome:
    draft, facts = made
    return judge(rooms, draft, facts, evidence, context, now, inputs={"artifact": draft.artifact})
