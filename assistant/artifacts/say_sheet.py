"""What may be said about a topic here and now: approved units whole, what is held back and why, nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.artifacts.call_pack_parts import card_section, unit_table
from assistant.artifacts.parts import FactBook, footer_of, say
from assistant.material import Occasion, SayUnit, WithheldClaim
from guardrails import Block, Draft, Mode, Section, StatementKind

COPY_RULE = "Copy a card whole: benefit and safety stand together, nothing may be left out or put between."


@dataclass(frozen=True, slots=True)
class SayMaterial:
    """All that a say sheet shows."""

    topic: str
    occasion: Occasion
    cards: tuple[SayUnit, ...]
    """In the order in which they are read; further safety wording of the product last."""
    withheld: tuple[WithheldClaim, ...]
    do_not_say: tuple[tuple[str, str], ...]
    """Wording and why it is kept away from."""


def say_sheet_draft(draft_id: str, m: SayMaterial) -> tuple[Draft, FactBook]:
    """The sheet and the facts it states."""
    facts = FactBook(f"say-{draft_id}", "Claims in force")
    lines: list[Block] = [facts.line(f"Topic: {m.topic}. Place: {m.occasion.jurisdiction}.")]
    if m.cards:
        lines += [say(COPY_RULE), unit_table(m.cards, facts)]
    else:
        lines.append(say("No approved line is in force on this topic here. Route the question; say nothing else."))
    sections = [Section("lines", "Approved lines in force", tuple(lines), mode=Mode.INTERNAL)]
    sections += [card_section(number, unit) for number, unit in enumerate(m.cards, 1)]
    held = [facts.line(f"{claim.key}: {claim.reason}", "bullet") for claim in m.withheld] or [facts.line("None.")]
    sections.append(Section("withheld", "Held back, and why", tuple(held), mode=Mode.INTERNAL))
    never = [say(f"Never say “{w}”: {why}.", StatementKind.CAUTION, "bullet") for w, why in m.do_not_say]
    sections.append(Section("never", "Do not say", tuple(never), mode=Mode.INTERNAL))
    draft = Draft(draft_id, "say_sheet", f"What may be said: {m.topic}", tuple(sections), footer=footer_of(m.cards))
    return draft, facts
