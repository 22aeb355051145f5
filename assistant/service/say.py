"""What may be said about a topic, in one place, now."""

from __future__ import annotations

from datetime import datetime

from assistant.artifacts.say_sheet import SayMaterial, say_sheet_draft
from assistant.material import Occasion
from assistant.retrieval.retrieve import retrieve
from assistant.retrieval.understand import understand
from assistant.service.ask import pack_evidence
from assistant.service.asked import screened_words
from assistant.service.checking import place_named
from assistant.service.claims_in_force import balance_units, claim_evidence, relevant_units, withheld_claims
from assistant.service.gate import draft_id_for, judge
from assistant.service.prep_parts import do_not_say_for
from assistant.service.products import product_named
from assistant.service.rooms import Rooms
from guardrails import Context, Mode, Profile, Quarantined, Released

_MOST = 12


def what_may_be_said(
    rooms: Rooms, topic: str, jurisdiction: str, now: datetime, product: str | None = None
) -> Released | Quarantined:
    """All approved lines in force on the topic, whole, with what is held back and why.

    Raises:
        NotFound: The product is unknown.
        UsageError: The jurisdiction is not a known one.
    """
    jurisdiction = place_named(jurisdiction)
    topic = screened_words(rooms, topic, "topic", rooms.actor, now)
    occasion = Occasion(jurisdiction, now, product_named(rooms, product) if product else None)
    pack = retrieve(rooms.library, understand(topic, rooms.vocabulary))
    units = relevant_units(rooms, pack, occasion, _MOST)
    cards = (*units, *balance_units(rooms, occasion, units))
    inputs = {"topic": topic, "jurisdiction": jurisdiction, "product": occasion.product_id}
    draft, facts = say_sheet_draft(
        draft_id_for("say_sheet", inputs, pack.log.snapshot_id, now),
        SayMaterial(
            topic, occasion, cards, withheld_claims(rooms, pack, occasion), do_not_say_for(rooms, occasion.product)
        ),
    )
    context = Context(
        mode=Mode.INTERNAL,
        profile=Profile.DRAFT,
        jurisdiction=jurisdiction,
        audience="HCP",
        product_ids=(occasion.product_id,) if occasion.product_id else (),
        products=rooms.claims.products,
    )
    said = [c for unit in cards for c in unit.claims]
    evidence = [*pack_evidence(pack), *claim_evidence(rooms, said)]
    return judge(rooms, draft, facts, evidence, context, now, inputs=inputs)
