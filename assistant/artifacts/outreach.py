"""What an account manager may hand over: e-mail fragment, in-service outline, deck. Approved wording whole, nothing asserted between."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.artifacts.call_pack_parts import card_section, unit_table
from assistant.artifacts.parts import FactBook, bullets, footer_of, say, table
from assistant.domain import Company
from assistant.material import SayUnit
from guardrails import Draft, Line, Mode, Product, Section

MAX_EMAIL_WORDS = 250
"""Cap of greeting, units and closing of an e-mail; subject, references and footer come on top. A unit is never cut to fit."""
_SUBJECT = "Subject: prescribing information for our next meeting"
_AROUND_UNITS = 40
"""Words of greeting and closing, which no unit may use."""


def email_draft(
    draft_id: str, greeting: str, sender: str, units: Sequence[SayUnit], company: Company
) -> tuple[Draft, FactBook]:
    """Greeting, as many whole units as the cap allows, references, closing. Promotional throughout.

    Its parts bear no titles: a person reads it as a message, not as a form.
    """
    facts = FactBook(f"email-{draft_id}", "Sender facts")
    kept = fitting(units)
    opening = (say(f"Dear {greeting},"), say("Thank you for your time."))
    closing = (
        say("Shall I bring the prescribing information to our next meeting?"),
        _contact(company),
        say("Kind regards,"),
        facts.line(f"{sender}, {company.name}"),
    )
    sections = [
        _untitled("greeting", opening),
        *(_untitled(f"unit_{n}", (_unit_line(unit),), required=False) for n, unit in enumerate(kept, 1)),
        *(_untitled("references", (facts.line(text, lead="References:"),)) for text in _references(kept)),
        _untitled("closing", closing),
    ]
    return Draft(draft_id, "email_fragment", _SUBJECT, tuple(sections), footer=footer_of(kept)), facts


def fitting(units: Sequence[SayUnit]) -> tuple[SayUnit, ...]:
    """Whole units in order while they fit the cap."""
    kept: list[SayUnit] = []
    used = _AROUND_UNITS
    for unit in units:
        need = sum(len(s.text.split()) for s in unit.statements)
        if used + need <= MAX_EMAIL_WORDS:
            kept.append(unit)
            used += need
    return tuple(kept)


def _untitled(key: str, lines: tuple[Line, ...], required: bool = True) -> Section:
    return Section(key, "", lines, required=required, mode=Mode.PROMOTIONAL)


def _unit_line(unit: SayUnit) -> Line:
    """One line a unit, or the gate would ask each part for the whole of its balance; a renderer sets a paragraph a claim."""
    return Line(unit.statements, "paragraph")


def _references(units: Sequence[SayUnit]) -> tuple[str, ...]:
    """The sources of all units in one line; none where no unit names one."""
    named = dict.fromkeys(unit.sources.strip("[]") for unit in units if unit.sources)
    return ("; ".join(named),) if named else ()


def _contact(company: Company) -> Line:
    return say(f"Safety contact: {company.safety_contact}.")


def in_service_draft(
    draft_id: str, product: Product, minutes: int, units: Sequence[SayUnit], company: Company
) -> tuple[Draft, FactBook]:
    """A label in-service for nurses and pharmacists: plan, the cards, what to ask, where events go."""
    facts = FactBook(f"inservice-{draft_id}", "Product and company facts")
    name, label_id = product.names[0].title(), product.label_id
    boxes = (
        (0, 2, "Thanks; prescribing information handed out"),
        (2, minutes - 5, "The cards, each whole"),
        (minutes - 5, minutes, "Questions; hand-offs"),
    )
    plan = table(("Minutes", "Item"), [(facts.line(f"{a}-{b}"), facts.line(what)) for a, b, what in boxes])
    sections = [
        Section(
            "header",
            "Header",
            (facts.line(f"{name}, label {label_id}, on label only. {minutes} minutes; no meal, no samples."),),
            mode=Mode.INTERNAL,
        ),
        Section("plan", "Plan", (plan,), mode=Mode.INTERNAL),
        Section("cards", "Cards", (say("Read each card whole."), unit_table(units, facts)), mode=Mode.INTERNAL),
        *(card_section(n, unit) for n, unit in enumerate(units, 1)),
        Section(
            "questions",
            "Questions to ask",
            bullets(("“Who checks for other sedating medicines?”", "“How is a fall or a faint reported here?”")),
            mode=Mode.INTERNAL,
        ),
        Section(
            "routes",
            "Hand-offs",
            (
                facts.line(
                    f"{company.medical_contact}: every question beyond the label, in its exact words.",
                    "bullet",
                    "Medical:",
                ),
                facts.line(
                    f"{company.safety_contact}: any event, lack of effect or complaint within one business day.",
                    "bullet",
                    "Drug safety:",
                ),
            ),
            mode=Mode.INTERNAL,
        ),
        Section(
            "leave", "Leave behind", (facts.line(f"Prescribing information {label_id}.", "bullet"),), mode=Mode.INTERNAL
        ),
    ]
    return Draft(draft_id, "in_service", f"In-service outline: {name}", tuple(sections), footer=footer_of(units)), facts


def promotional_deck_draft(
    draft_id: str, title: str, units: Sequence[SayUnit], company: Company
) -> tuple[Draft, FactBook]:
    """A deck of approved units, one a slide, with its safety block on the same slide."""
    facts = FactBook(f"promo-{draft_id}", "Company facts")
    slides = [
        Section(f"slide_{n}", unit.pillar.capitalize(), (_unit_line(unit),), mode=Mode.PROMOTIONAL)
        for n, unit in enumerate(units, 1)
    ]
    closing = _contact(company)
    slides.append(Section("contact", "Contact", (closing,), mode=Mode.PROMOTIONAL))
    return Draft(draft_id, "promotional_deck", title, tuple(slides), footer=footer_of(units)), facts
