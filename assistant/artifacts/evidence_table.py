"""Evidence table: one row a study, every cell a passage of its record; what a record does not hold is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.artifacts import scientific_parts as parts
from assistant.artifacts.answer import DIGEST_FOOTER, searched_lines
from assistant.artifacts.parts import FactBook, bare, say, table
from assistant.domain import StudyPoints
from assistant.material import ScientificMaterial
from guardrails import Block, Draft, Line, Section, Statement

HEADER = ("Study", "n", "Population", "Intervention, dose, route", "Comparator", "Outcome", "Result", "Harms", "Limits")
Fields = dict[str, Statement | None]


def evidence_table_draft(
    draft_id: str, m: ScientificMaterial, rows: Sequence[tuple[StudyPoints, Fields]]
) -> tuple[Draft, FactBook]:
    """The table, how it was searched, and the facts it states."""
    facts = FactBook(f"table-{draft_id}", "Question and search facts")
    cells = [_row(point, fields, facts) for point, fields in rows]
    block: Block = table(HEADER, cells) if cells else say("No study in this library answers the question directly.")
    sections = (
        Section("question", "Question", (parts.request_line(m, facts),)),
        Section("table", "Evidence", (block,)),
        Section("timeline", "Timeline", parts.timeline_blocks(m, facts), required=False),
        Section("contrary", "Findings of no difference, or against benefit", tuple(parts.contrary_blocks(m))),
        Section("searched", "Searched", searched_lines(m.pack, facts)),
        Section("references", "References", tuple(parts.source_lines(m, facts))),
        Section("interest", "Who is speaking", tuple(parts.interest_lines(m, facts))),
    )
    footer = DIGEST_FOOTER if any(i.evidence.origin == "digest" for i in m.pack.items) else ""
    kept = tuple(section for section in sections if section.blocks)
    return Draft(draft_id, "evidence_table", "Evidence table", kept, footer=footer), facts


def _row(point: StudyPoints, fields: Fields, facts: FactBook) -> tuple[Line | str, ...]:
    size = str(point.item.record.classification.sample_size or "")
    printed = size and re.search(rf"\b{size}\b", point.item.evidence.text)
    return (
        parts.source_cell(point),
        facts.line(size) if printed else parts.NOT_SAID,
        *(_cell(fields.get(label)) for label in ("PARTICIPANTS", "INTERVENTION", "COMPARATOR", "OUTCOME")),
        Line((bare(point.result),)),
        _cell(fields.get("HARMS") or (point.harms[0] if point.harms else None)),
        _cell(fields.get("LIMITATIONS")),
    )


def _cell(statement: Statement | None) -> Line | str:
    return Line((bare(statement),)) if statement else parts.NOT_SAID
