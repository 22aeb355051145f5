"""The `claims` format: does the evidence support the claim?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eval.datasets.aliases import load_aliases
from eval.datasets.rows import Row, read_rows

LABELS = ("supported", "unsupported", "contradicted")


class ClaimRow(Row):
    """One line of a claims set."""

    claim: str
    evidence: str
    label: Literal["supported", "unsupported", "contradicted"]
    error_type: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimsSet:
    """Rows of a claims set and the label aliases that were mapped."""

    rows: tuple[ClaimRow, ...]
    aliases_used: dict[str, int]


def read_claims(path: Path) -> ClaimsSet:
    """The set in a file.

    Raises:
        DatasetInvalid: See `read_rows`.
    """
    aliases = load_aliases("claims")

    def prepare(raw: dict[str, Any]) -> dict[str, Any]:
        evidence = raw.get("evidence")
        joined = (
            "\n".join(evidence)
            if isinstance(evidence, list) and all(isinstance(e, str) for e in evidence)
            else evidence
        )
        return {**raw, "label": aliases.label(raw.get("label")), "evidence": joined} if "evidence" in raw else raw

    return ClaimsSet(tuple(read_rows(path, ClaimRow, prepare)), aliases.used)
