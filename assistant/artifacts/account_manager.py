"""What an account manager sees of a question: routing card, background, approved lines in force. Three zones, three modes."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.artifacts.answer import DIGEST_FOOTER, HAND_OFF, background_section, searched_lines
from assistant.artifacts.call_pack_parts import card_section, unit_table
from assistant.artifacts.parts import FactBook, say, table
from assistant.domain import Asker, DraftedAnswer, EvidencePack
from assistant.material import SayUnit
from guardrails import Draft, Mode, Section, StatementKind


def account_manager_draft(
    draft_id: str, asker: Asker, pack: EvidencePack, answer: DraftedAnswer | None, units: Sequence[SayUnit]
) -> tuple[Draft, FactBook]:
    """The three zones; no zone borrows text from another. Without an answer the background is left out, for a file."""
    facts = FactBook(f"route-{draft_id}", "Routing and search facts")
    sections = [_routing(asker, pack, facts)]
    if answer is not None:
        sections.append(background_section(answer))
    sections.append(Section("searched", "Searched", searched_lines(pack, facts), mode=Mode.INTERNAL))
    if units:
        lines = unit_table(units, facts)
        sections.append(
            Section("lines", "Approved lines in force, not a reply to this question", (lines,), mode=Mode.INTERNAL)
        )
    sections += [card_section(index, unit) for index, unit in enumerate(units, 1)]
    if not units:
        sections.append(
            Section(
                "lines", "Approved lines in force", (say("None on this topic for this place."),), mode=Mode.INTERNAL
            )
        )
    draft = Draft(
        draft_id=draft_id,
        artifact="routing_card",
        title="Routed to Medical Information",
        sections=tuple(sections),
        footer=DIGEST_FOOTER if any(i.evidence.origin == "digest" for i in pack.items) else "",
    )
    return draft, facts


def _routing(asker: Asker, pack: EvidencePack, facts: FactBook) -> Section:
    request = asker.request
    status = f"logged as {request.request_id}" if request else "not logged yet: log it with the asker's exact words"
    rows = [
        ("Status", facts.line(f"Goes to Medical Information; {status}.")),
        ("Exact words", facts.asked(f"“{request.text if request else pack.query.text}”")),
        ("Origin", facts.line(request.origin if request else "to be recorded: unsolicited or solicited")),
        ("Why", facts.line("A question about evidence is answered by Medical; the account manager gives no answer.")),
        (
            "Product named; safety",
            facts.line("Record whether a product was named, and whether an event or complaint was mentioned."),
        ),
    ]
    return Section(
        "routing",
        "Routing card",
        (
            table(("Field", "Content"), rows),
            say(f"“{HAND_OFF}”", StatementKind.LOGISTICS, "quote", "Words for the hand-off:"),
        ),
        mode=Mode.INTERNAL,
    )
