"""The order in which a page shows the parts of a document, and which of them a phone folds; its files keep their own order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guardrails import Draft, Section

_NUMBER = re.compile(r"^\d+\. ")
_NUMBERED_CARD = re.compile(r"^card_\d+$")
_GROUPS = {
    "call_pack": (("card",), ("messages", "balance", "anticipated", "do_not_say"), ("commitments", "changed")),
}
"""What is needed at the door stands in front: what may be said, its rules, what to do if they ask, what not to say, what is owed and new.

Without a card the messages come first, which then say that nothing may be said.
"""
_OPEN = {
    "call_pack": tuple(kind for group in _GROUPS["call_pack"] for kind in group),
    "pt_brief": ("summary", "safety", "options"),
    "response_letter": ("question", "summary", "introduction", "results", "discussion"),
    "answer": ("asked", "bottom_line", "evidence", "contrary", "limits", "unknown", "disclosure"),
}
"""What a phone leaves open. Harms, findings against benefit and limits are never folded away from a result that stays open."""


@dataclass(frozen=True, slots=True)
class Part:
    """One section as a page shows it."""

    section: Section
    title: str
    """Without its number where the page has an order of its own."""
    folds: bool
    """A phone shows the title alone until it is pressed."""


def parts_of(draft: Draft) -> tuple[Part, ...]:
    """Every section once; a kind of document that is not known here stays as it is, and open."""
    groups, still_open = _GROUPS.get(draft.artifact, ()), _OPEN.get(draft.artifact)

    def place(section: Section) -> int:
        return next((at for at, group in enumerate(groups) if _kind(section) in group), len(groups))

    return tuple(
        Part(
            section=section,
            title=_NUMBER.sub("", section.title) if groups else section.title,
            folds=still_open is not None and _kind(section) not in still_open,
        )
        for section in sorted(draft.sections, key=place)
    )


def _kind(section: Section) -> str:
    return "card" if _NUMBERED_CARD.match(section.section_id) else section.section_id
