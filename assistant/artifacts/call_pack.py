"""The call pack: what a person takes into the room. Boxed SAY lines are promotional, all else is internal."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.artifacts import call_pack_parts as parts
from assistant.artifacts.parts import FactBook, footer_of
from assistant.material import CallMaterial
from guardrails import Block, Draft, Line, Mode, Section


def call_pack_draft(draft_id: str, material: CallMaterial) -> tuple[Draft, FactBook]:
    """The document and the facts it states, section by section as in a pre-call plan."""
    facts = FactBook(f"pack-{draft_id}", "Account, meeting and library facts")
    number = iter(range(1, 30))  # cards stand between the sections and bear numbers of their own
    sections: list[Section] = []

    def add(key: str, title: str, blocks: Iterable[Block], mode: Mode = Mode.INTERNAL, required: bool = True) -> None:
        sections.append(Section(key, f"{next(number)}. {title}", tuple(blocks), required=required, mode=mode))

    add("header", "Header", parts.header(material, facts))
    add("objectives", "Objectives", parts.objectives(material))
    add("profile", "Profile", parts.profile(material, facts))
    add("commitments", "Open commitments first, then the last interactions", parts.history(material, facts))
    add("changed", "What changed since the last meeting", parts.changed(material, facts))
    add("agenda", "Agenda", parts.agenda(material))
    add("questions", "Opening and probing questions", parts.questions(material))
    add("messages", "Key messages", parts.messages_intro(material, facts))
    for index, unit in enumerate(material.units, 1):
        sections.append(parts.card_section(index, unit))
    add("balance", "Balance", parts.balance_intro(material, facts))
    for index, unit in enumerate(material.balance, len(material.units) + 1):
        sections.append(parts.card_section(index, unit))
    add("anticipated", "Anticipated questions and objections", parts.anticipated(material))
    add("do_not_say", "Do not say", parts.do_not_say(material))
    add("resources", "Resources", parts.resources(material, facts))
    add("hand_offs", "Hand-offs", parts.hand_offs(material, facts))
    add("next_step", "Next step and fallback", parts.next_step(material))
    add("success", "Success measure", parts.success(material))
    add("basis", "Basis", parts.basis(material, facts))
    draft = Draft(
        draft_id=draft_id,
        artifact="call_pack",
        title=parts.title(material),
        sections=tuple(sections),
        banner=parts.banner(material),
        footer=footer_of((*material.units, *material.balance)),
    )
    return draft, facts


def say_lines(draft: Draft) -> tuple[Line, ...]:
    """All lines of a pack that may be spoken to a customer."""
    return tuple(line for _, section, line in draft.lines() if line and section and line.style == "say")
