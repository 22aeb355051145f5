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
    return tuple(read_rows(path, ApprovedRow))
