"""What may be said about a topic, in one place, now."""

from __future__ import annotations

from datetime import datetime

from assistant.artifacts.say_sheet import say_sheet_draft
from assistant.retrieval.retrieve import retrieve
from assistant.retrieval.understand import understand
from assistant.service.ask import pack_evidence
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
    named = product_named(rooms, product) if product else None
    product_id = named.product_id if named else None
    pack = retrieve(rooms.library, understand(topic, rooms.vocabulary))
    units = relevant_units(rooms, pack, jurisdiction, now, product_id, _MOST)
    balance = balance_units(rooms, jurisdiction, now, product_id, units)
    inputs = {"topic": topic, "jurisdiction": jurisdiction, "product": product_id}
    draft, facts = say_sheet_draft(
        draft_id_for("say_sheet", inputs, pack.log.snapshot_id, now),
        topic,
        jurisdiction,
        units,
        balance,
        withheld_claims(rooms, pack, jurisdiction, now, product_id),
        do_not_say_for(rooms, named),
    )
    context = Context(
        mode=Mode.INTERNAL,
        profile=Profile.DRAFT,
        jurisdiction=jurisdiction,
        audience="HCP",
        product_ids=(product_id,) if product_id else (),
        products=rooms.claims.products,
    )
    said = [c for unit in (*units, *balance) for c in unit.claims]
    evidence = [*pack_evidence(pack), *claim_evidence(rooms, said)]
    return judge(rooms, draft, facts, evidence, context, now, inputs=inputs)
