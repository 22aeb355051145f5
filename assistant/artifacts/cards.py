"""Two cards: what is known of an interaction, by kind of evidence; and how forms and routes compare. Absence never reads as safety."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.artifacts import scientific_parts as parts
from assistant.artifacts.answer import searched_lines
from assistant.artifacts.parts import FactBook, bare, say, table
from assistant.artifacts.references import reference_lines
from assistant.domain import StudyPoints
from assistant.material import ScientificMaterial
from guardrails import Block, Draft, Line, Section, Statement

KINDS = ("Label", "Study in people", "Case report", "Laboratory")
ABSENCE_RULE = "Where nothing is listed, it was not studied in this library; what happens in a patient is unknown."


def interaction_card_draft(
    draft_id: str,
    m: ScientificMaterial,
    pair: tuple[str, str],
    found: Mapping[str, Sequence[StudyPoints]],
    absent: Statement,
    clearance: str,
) -> tuple[Draft, FactBook]:
    """The card and the facts it states.

    Args:
        draft_id: Id of the draft.
        m: The pack and what was drafted from it.
        pair: Agent and medicine, as asked.
        found: Kind of evidence -> studies of exactly this pair.
        absent: Says "not studied" and cites the search.
        clearance: How the medicine leaves the body, or that this is not on file.
    """
    facts = FactBook(f"card-{draft_id}", "Search and clearance facts")
    rows: list[tuple[str, Line, Line | str]] = []
    for kind in KINDS:
        for point in found.get(kind, ()):
            rows.append((kind, parts.source_cell(point), Line((bare(point.main),))))
        if not found.get(kind):
            rows.append((kind, Line((absent,)), "no data"))
    studied = [p for kind in KINDS for p in found.get(kind, ())]
    limits: list[Block] = [Line((bare(s),), "bullet", f"{p.name}:") for p in studied for s in p.limits[:1]]
    sections = (
        Section("pair", "Pair", (facts.line(f"{pair[0]} with {pair[1]}."), facts.line(clearance, lead="Clearance:"))),
        Section("evidence", "Evidence by kind", (table(("Kind", "Source", "What it reports"), rows),)),
        Section("limits", "Limits", tuple(limits) or (say("None to list: nothing was found."),), required=False),
        Section(
            "unknown",
            "What is not known",
            (
                facts.line(ABSENCE_RULE, "bullet"),
                facts.line("No dose, no timing and no management beyond the sources above is on file.", "bullet"),
            ),
        ),
        Section("searched", "Searched", searched_lines(m.pack, facts)),
        Section(
            "references", "References", tuple(reference_lines([p.item for p in studied], facts)) or (say("None."),)
        ),
    )
    return Draft(draft_id, "interaction_card", f"Interaction card: {pair[0]} and {pair[1]}", sections), facts


def pk_card_draft(
    draft_id: str, m: ScientificMaterial, rows: Sequence[tuple[StudyPoints, Statement | None]]
) -> tuple[Draft, FactBook]:
    """How forms and routes compare: one row a source, its values with their units as it reports them."""
    facts = FactBook(f"pk-{draft_id}", "Question and search facts")
    cells = [
        (
            parts.source_cell(p),
            Line((bare(form),)) if form else parts.NOT_SAID,
            Line((bare(p.result), *map(bare, p.more[:1]))),
        )
        for p, form in rows
    ]
    block: Block = (
        table(("Source", "Agent, form, dose, route", "Values as reported"), cells)
        if cells
        else facts.line("No record in this library reports values on this comparison.")
    )
    sections = (
        Section("question", "Question", (parts.request_line(m, facts),)),
        Section(
            "values",
            "Values",
            (block, facts.line("Values cannot be carried from one agent, form or route to another.")),
        ),
        Section("searched", "Searched", searched_lines(m.pack, facts)),
        Section(
            "references", "References", tuple(reference_lines([p.item for p, _ in rows], facts)) or (say("None."),)
        ),
    )
    return Draft(draft_id, "pk_card", "Pharmacokinetic comparison card", sections), facts
