"""The first table of a released document as CSV: its words as released, and behind them which text it is."""

from __future__ import annotations

import csv
import io

from assistant.documents.frame import frame_line
from guardrails import Released, Table, line_text, safe_cell


def table_csv(released: Released) -> str:
    """Header, rows, and a last row that names the document; a cell that looks like a formula starts with an apostrophe.

    Raises:
        ValueError: The document has no table.
    """
    tables = (block for section in released.draft.sections for block in section.blocks if isinstance(block, Table))
    table = next(tables, None)
    if table is None:
        raise ValueError(f"{released.draft.draft_id} has no table")
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in table.header])
    for row in table.rows:
        writer.writerow([safe_cell(" ".join(line_text(cell).split())) for cell in row])
    writer.writerow([frame_line(released.certificate)])
    return stream.getvalue()
