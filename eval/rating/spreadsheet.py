"""Ratings as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from guardrails import safe_cell


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows with a header; text that a spreadsheet would run as a formula is quoted."""
    if not rows:
        return ""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: safe_cell(v) if isinstance(v, str) else v for k, v in row.items()} for row in rows)
    return stream.getvalue()
