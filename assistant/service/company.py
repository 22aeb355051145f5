"""Who speaks: the company's name, disclosure and contacts. They stand on its documents, so the gate judges them when they are set."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from assistant.artifacts.answer import company_lines
from assistant.artifacts.parts import FactBook, say
from assistant.domain import Company
from assistant.errors import UsageError
from assistant.service.gate import strictest
from assistant.service.rooms import Rooms
from guardrails import Context, Decision, Draft, Mode, Section, check

UNNAMED = Company("The company", "Disclosure is not configured.", "the company's safety desk", "Medical Information")
"""Stands in until a company is recorded."""
MAX_NAME, MAX_CONTACT, MAX_DISCLOSURE = 120, 200, 600
_PARTS = (
    ("name", "name", MAX_NAME),
    ("disclosure", "disclosure", MAX_DISCLOSURE),
    ("safety_contact", "safety desk", MAX_CONTACT),
    ("medical_contact", "medical information", MAX_CONTACT),
)


def record_company(rooms: Rooms, company: Company, now: datetime) -> Company:
    """Keep the company for which this installation works, in place of the one before; white space is collapsed.

    Raises:
        UsageError: Something is empty or too long, or the gate holds the words; the message names it.
    """
    name, disclosure, safety, medical = (" ".join(getattr(company, part).split()) for part, _, _ in _PARTS)
    company = Company(name, disclosure, safety, medical, company.fictional)
    for part, words, most in _PARTS:
        if not 1 <= len(getattr(company, part)) <= most:
            raise UsageError(f"The company's {words} has {len(getattr(company, part))} characters; use 1 to {most}.")
    _assert_sayable(rooms, company, now)
    before = rooms.company
    rooms.objects.put([company])
    if before is not None and before.name != company.name:
        rooms.objects.remove(Company, before.name)
    rooms.audit.append(rooms.actor, "company.recorded", {"name": company.name, "disclosure": company.disclosure}, now)
    return company


def speaking(rooms: Rooms) -> Company:
    """The company on whose behalf documents are written."""
    return rooms.company or UNNAMED


def _assert_sayable(rooms: Rooms, company: Company, now: datetime) -> None:
    """Judged as the lines that documents make of it, in the modes of these documents, for every place of an account."""
    facts = FactBook("company", "The company")
    own = (facts.line(company.name), facts.line(company.medical_contact), *company_lines(company, facts))
    draft = Draft("COMPANY", "company", "The company", (Section("words", "Words", own),))
    _assert_released(draft, facts, replace(strictest(rooms), mode=Mode.FORMULARY), now)
    contact = Section("words", "Words", (say(f"Safety contact: {company.safety_contact}."),))
    _assert_released(replace(draft, sections=(contact,)), facts, strictest(rooms), now)


def _assert_released(draft: Draft, facts: FactBook, context: Context, now: datetime) -> None:
    source = facts.evidence()
    verdict = check(draft, evidence={source.evidence_id: source}, claims=(), context=context, now=now)
    if verdict.decision is not Decision.RELEASE and not verdict.routing_only:
        told = "; ".join(f"{f.check_id} “{f.quote}”: {f.reason}" for f in verdict.findings if f.severity > 1)
        raise UsageError(f"The gate holds these words, and they would stand on every document: {told}")
