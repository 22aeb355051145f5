"""Which study a cell of a released table belongs to, read from the lines before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SOURCE = re.compile(r"^(?P<name>[^.\[]{3,40}?)(?=\. [A-Z]| \[).*\[[^\]]+\]\.?(?: Comparator: .*)?$")
_BACK = 4
"""Lines (cells of one row) between a source and its result."""


def name_before(lines: Sequence[str], at: int) -> str | None:
    """Name of the study (`Grimison 2024`) whose source cell stands at most four cells before line `at`."""
    for line in reversed(lines[max(0, at - _BACK) : at]):
        match = _SOURCE.match(line)
        if match:
            return match["name"]
    return None
