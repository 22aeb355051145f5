"""The `approved` format: is approved language used as approved?"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from eval.datasets.rows import Row, read_rows

Verdict = Literal["pass", "rewrite", "review", "block"]


class Expected(BaseModel):
    """What should happen with the draft of a case."""

    model_config = ConfigDict(extra="allow", frozen=True)

    verdict: Verdict
    acceptable: tuple[Verdict, ...] = ()
    why: str = ""


class ApprovedRow(Row):
    """One line of an approved-language set. `library` rows and `context` are read by the gate itself."""

    kind: str = ""
    context: dict[str, Any]
    library: list[dict[str, Any]]
    draft: str
    expected: Expected

    @property
    def acceptable(self) -> frozenset[str]:
        """Decisions that count as right."""
        return frozenset({*self.expected.acceptable, self.expected.verdict})


def read_approved(path: Path) -> tuple[ApprovedRow, ...]:
    """The set in a file.

    Raises:
        DatasetInvalid: See `read_rows`.
    """
    return tuple(read_rows(path, ApprovedRow, approved_fields))


def approved_fields(raw: dict[str, Any]) -> dict[str, Any]:
    """Null stands for an absent option; verdicts however they are capitalised."""
    row = {k: v for k, v in raw.items() if not (k == "kind" and v is None)}
    if isinstance(row.get("expected"), dict):
        expected = {k: v for k, v in row["expected"].items() if v is not None}
        row["expected"] = {k: _small(v) if k in ("verdict", "acceptable") else v for k, v in expected.items()}
    return row


def _small(value: Any) -> Any:
    if isinstance(value, list):
        return [_small(item) for item in value]
    return value.strip().lower() if isinstance(value, str) else value
