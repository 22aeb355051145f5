"""What may be said about a topic here and now: approved units whole, what is held back and why, nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.artifacts.call_pack_parts import card_section, unit_table
from assistant.artifacts.parts import FactBook, footer_of, say
from assistant.material import SayUnit, WithheldClaim
from guardrails import Block, Draft, Mode, Section, StatementKind

COPY_RULE = "Copy a card whole: benefit and safety stand together, nothing may be left out or put between."


def say_sheet_draft(
    draft_id: str,
    topic: str,
    place: str,
    units: Sequence[SayUnit],
    balance: Sequence[SayUnit],
    withheld: Sequence[WithheldClaim],
    do_not_say: Sequence[tuple[str, str]],
) -> tuple[Draft, FactBook]:
    """The sheet and the facts it states."""
    facts = FactBook(f"say-{draft_id}", "Claims in force")
    cards = [*units, *balance]
    lines: list[Block] = [facts.line(f"Topic: {topic}. Place: {place}.")]
    if cards:
        lines += [say(COPY_RULE), unit_table(cards, facts)]
    else:
        lines.append(say("No approved line is in force on this topic here. Route the question; say nothing else."))
    sections = [Section("lines", "Approved lines in force", tuple(lines), mode=Mode.INTERNAL)]
    sections += [card_section(number, unit) for number, unit in enumerate(cards, 1)]
    held = [facts.line(f"{claim.key}: {claim.reason}", "bullet") for claim in withheld] or [facts.line("None.")]
    sections.append(Section("withheld", "Held back, and why", tuple(held), mode=Mode.INTERNAL))
    never = [say(f"Never say “{w}”: {why}.", StatementKind.CAUTION, "bullet") for w, why in do_not_say]
    sections.append(Section("never", "Do not say", tuple(never), mode=Mode.INTERNAL))
    draft = Draft(draft_id, "say_sheet", f"What may be said: {topic}", tuple(sections), footer=footer_of(cards))
    return draft, facts
