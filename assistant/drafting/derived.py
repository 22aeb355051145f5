"""Figures computed from a record's own figures, always marked "computed"."""

from __future__ import annotations

import math
import re

SMALLEST_FOR_NNT = 40
"""Participants below which no number needed to treat is computed: one person more or less would change it (house rule)."""
_DIFFERENCE = re.compile(
    r"(?:difference(?: of)?|by)\s+(?P<d>\d+(?:\.\d+)?)\s+(?:percentage\s+)?points?\s*"
    r"\(\s*(?:95\s?%\s?CI\s*)?(?P<low>-?\d+(?:\.\d+)?)\s*(?:to|-|–)\s*(?P<high>-?\d+(?:\.\d+)?)",
    re.I,
)


def number_needed(text: str) -> str | None:
    """`NNT 7 (4 to 25), computed` from "difference 16 points (95% CI 4 to 28)"; None where that is not stated or crosses zero.

    The number needed to treat rounds up, so that a benefit is never overstated (Altman 1998, BMJ 317:1309).
    """
    match = _DIFFERENCE.search(text)
    if not match:
        return None
    difference, low, high = (float(match[name]) for name in ("d", "low", "high"))
    if low <= 0 or difference <= 0:
        return None
    return f"NNT {math.ceil(100 / difference)} ({math.ceil(100 / high)} to {math.ceil(100 / low)}), computed"
