"""An evidence table for other programs: its cells as CSV, its sources as RIS."""

from __future__ import annotations

from assistant.documents.bibliography import to_ris
from assistant.documents.cells import table_csv
from assistant.service.exports import assert_may_leave
from assistant.service.rooms import Rooms
from guardrails import Released, Table


def evidence_files(rooms: Rooms, released: Released) -> dict[str, str]:
    """Suffix -> content; the sources are exactly those that the released table cites. Nothing where it has no row.

    Raises:
        Forbidden: The document may not leave.
    """
    assert_may_leave(released)
    rows = [row for s in released.draft.sections for b in s.blocks if isinstance(b, Table) for row in b.rows]
    if not rows:
        return {}
    cited = dict.fromkeys(c.evidence_id for row in rows for cell in row for s in cell.statements for c in s.citations)
    held = rooms.library.articles(list(cited))
    return {"csv": table_csv(released), "ris": to_ris(held[i] for i in cited if i in held)}
