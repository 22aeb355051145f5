"""Evidence gaps for medical leadership: what clinicians asked, what the library could say, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.artifacts.parts import FactBook, say, table
from guardrails import Block, Draft, Mode, Section


@dataclass(frozen=True, slots=True)
class Gap:
    """One logged question held against the library."""

    request_id: str
    asked: str
    answerable: bool
    found: str
    """`2 randomized trials, 1 guideline`."""
    missing: tuple[str, ...]


def gap_report_draft(
    draft_id: str, gaps: Sequence[Gap], library: str, themes: Sequence[tuple[str, int]]
) -> tuple[Draft, FactBook]:
    """The report and the facts it states."""
    facts = FactBook(f"gaps-{draft_id}", "Requests and library counts")
    rows = [
        [
            facts.line(t)
            for t in (
                g.request_id,
                f"“{g.asked}”",
                "yes" if g.answerable else "no",
                g.found,
                ", ".join(g.missing) or "none",
            )
        ]
        for g in gaps
    ]
    asked: list[Block] = (
        [table(("Request", "Asked", "Answerable", "Found", "Missing"), rows)]
        if rows
        else [say("No request is logged.")]
    )
    open_ones = [g for g in gaps if not g.answerable]
    summary = facts.line(f"{len(gaps)} requests; {len(open_ones)} of them the library cannot answer.")
    counted = [facts.line(f"{name}: {count}", "bullet") for name, count in themes] or [say("None.")]
    sections = (
        Section("summary", "Summary", (summary, facts.line(library)), mode=Mode.INTERNAL),
        Section("themes", "What is asked about", tuple(counted), mode=Mode.INTERNAL),
        Section("gaps", "Requests and what is missing", tuple(asked), mode=Mode.INTERNAL),
        Section(
            "next",
            "For decision",
            (say("Which gap is worth a study, a search of full texts, or a standard response?", style="bullet"),),
            mode=Mode.INTERNAL,
        ),
    )
    return Draft(draft_id, "gap_report", "Evidence gaps", sections), facts
