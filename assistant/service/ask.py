"""Answer a question: for the MSL the evidence, for the account manager a routing card, background and lines in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from assistant.artifacts.account_manager import account_manager_draft
from assistant.artifacts.answer import OWN_READING, answer_draft
from assistant.domain import Asker, EvidencePack, Role, mode_for
from assistant.drafting.absence import search_evidence
from assistant.material import Occasion
from assistant.retrieval.retrieve import retrieve
from assistant.retrieval.understand import understand
from assistant.service.asked import screened_question
from assistant.service.claims_in_force import claim_evidence, relevant_units
from assistant.service.gate import draft_id_for, judge
from assistant.service.rooms import Rooms
from guardrails import Context, Draft, Evidence, Mode, Profile, Quarantined, Released


@dataclass(frozen=True, slots=True)
class AskResult:
    """What came out, and what it was made of. Only `outcome` may be shown."""

    outcome: Released | Quarantined
    pack: EvidencePack


def ask(rooms: Rooms, question: str, asker: Asker, now: datetime, *, to_leave: bool = False) -> AskResult:
    """Draft, judge and record the answer to one question. What is `to_leave` as a file has no background for own reading.

    Raises:
        UsageError: The question is empty or longer than retrieval takes.
    """
    question = screened_question(rooms, question, asker, now)
    query = understand(question, rooms.vocabulary)
    pack = retrieve(rooms.library, query)
    search = search_evidence(pack.log)
    context = Context(
        mode=mode_for(asker),
        profile=Profile.DRAFT,
        jurisdiction=asker.jurisdiction,
        audience="INTERNAL" if asker.role in (Role.REVIEWER, Role.EVALUATOR) else "HCP",
        products=rooms.claims.products,
        request_origin=asker.request.origin if asker.request else None,
        request_id=asker.request.request_id if asker.request else None,
        request_text=asker.request.text if asker.request else pack.query.text,
    )
    answer = rooms.drafter.draft(pack, search, context)
    inputs = {
        "question": question,
        "role": asker.role.value,
        "request": asker.request.request_id if asker.request else None,
    } | ({"to_leave": True} if to_leave else {})
    draft_id = draft_id_for("answer", inputs, pack.log.snapshot_id, now)
    if answer.model_key:
        inputs["model_draft"] = answer.model_key
    if asker.role is Role.ACCOUNT_MANAGER:
        units = relevant_units(rooms, pack, Occasion(asker.jurisdiction, now))
        draft, facts = account_manager_draft(draft_id, asker, pack, None if to_leave else answer, units)
    else:
        draft, facts = answer_draft(draft_id, asker, pack, answer, rooms.company)
    evidence = [search, *pack_evidence(pack)]
    if asker.role is Role.ACCOUNT_MANAGER:
        evidence += claim_evidence(rooms, [c for unit in units for c in unit.claims])
    outcome = judge(rooms, draft, facts, evidence, context, now, inputs=inputs)
    if isinstance(outcome, Quarantined) and outcome.verdict.routing_only and asker.role is Role.MSL:
        outcome = judge(rooms, own_reading(outcome.draft), facts, evidence, internal(context), now, inputs=inputs)
    return AskResult(outcome, pack)


def own_reading(draft: Draft) -> Draft:
    """The same statements for the MSL alone: nothing in them is at fault, they only may not go to a clinician unasked."""
    return replace(draft, banner=OWN_READING)


def internal(context: Context) -> Context:
    """The context of a text that stays with its reader."""
    return replace(context, mode=Mode.INTERNAL, audience="INTERNAL")


def pack_evidence(pack: EvidencePack) -> list[Evidence]:
    """Every source a draft on this pack may cite."""
    return [item.evidence for item in (*pack.items, *pack.nearest)]
