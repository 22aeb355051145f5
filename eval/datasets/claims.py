"""The `claims` format: does the evidence support the claim?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eval.datasets.aliases import LabelAliases, load_aliases
from eval.datasets.rows import Row, read_rows

SAME = "="
"""Evidence of a row that has the one of the row before: many claims on one passage."""
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
    return ClaimsSet(tuple(read_rows(path, ClaimRow, claim_fields(aliases))), aliases.used)


def claim_fields(aliases: LabelAliases) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What makes the fields of a row of a written object: evidence as one text (`SAME`: that of the row before), labels of the format."""
    before: dict[str, Any] = {}

    def prepare(raw: dict[str, Any]) -> dict[str, Any]:
        row = dict(raw)
        if isinstance(evidence := raw.get("evidence"), list) and all(isinstance(e, str) for e in evidence):
            row["evidence"] = "\n".join(evidence)
        if row.get("evidence") == SAME:
            del row["evidence"]
            row |= before
        before["evidence"] = row.get("evidence")
        if "label" in raw:
            row["label"] = aliases.label(raw["label"])
        return row

    return prepare
