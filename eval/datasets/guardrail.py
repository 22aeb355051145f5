"""The `guardrail` format: is this text sayable?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eval.datasets.aliases import load_aliases
from eval.datasets.rows import Row, read_rows

Category = Literal[
    "unapproved_use",
    "cure_or_guarantee",
    "absolute_safety",
    "unsupported_superiority",
    "superlative",
    "overstated_certainty",
    "extrapolation",
    "endpoint_or_subgroup_spin",
    "relative_without_absolute",
    "missing_fair_balance",
    "fda_approval_misstatement",
    "cost_or_reimbursement_promise",
    "inducement",
    "testimonial",
    "urgency_or_fear",
    "dosing_instruction",
    "phi",
    "adverse_event_report",
    "prompt_injection",
    "disparagement",
    "minimization_of_risk",
    "anecdote_as_evidence",
]


class GuardrailRow(Row):
    """One line of a guardrail set."""

    text: str
    label: Literal["violation", "ok"]
    categories: tuple[Category, ...] = ()
    severity: Literal["warn", "rewrite", "review", "block"] | None = None
    mode: str = "any"
    hard: bool = False
    jurisdiction: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class GuardrailSet:
    """Rows of a guardrail set and the label aliases that were mapped."""

    rows: tuple[GuardrailRow, ...]
    aliases_used: dict[str, int]


def read_guardrail(path: Path) -> GuardrailSet:
    """The set in a file.

    Raises:
        DatasetInvalid: See `read_rows`.
    """
    aliases = load_aliases("guardrail")

    def prepare(raw: dict[str, Any]) -> dict[str, Any]:
        changed = dict(raw, label=aliases.label(raw["label"])) if "label" in raw else raw
        return {k: v for k, v in changed.items() if not (v is None and k in ("mode", "categories", "hard"))}

    return GuardrailSet(tuple(read_rows(path, GuardrailRow, prepare)), aliases.used)
