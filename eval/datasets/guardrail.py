"""The `guardrail` format: is this text sayable?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator

from eval.datasets.aliases import LabelAliases, load_aliases
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


def _known_mode(written: str) -> str:
    from assistant import UsageError, mode_named

    name = written.strip().lower() or "any"
    try:
        mode_named(name)
    except UsageError as exc:
        raise ValueError(str(exc)) from exc
    return name


class GuardrailRow(Row):
    """One line of a guardrail set."""

    text: str
    label: Literal["violation", "ok"]
    categories: tuple[Category, ...] = ()
    severity: Literal["warn", "rewrite", "review", "block"] | None = None
    mode: Annotated[str, AfterValidator(_known_mode)] = "any"
    hard: bool = False
    jurisdiction: str | None = None
    evidence: str | None = None
    round: str = ""
    """Writing round, where the set has several."""
    part: str = ""
    """`development` or `untouched`, where the set keeps a part that nothing was tuned on."""


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
    return GuardrailSet(tuple(read_rows(path, GuardrailRow, guardrail_fields(aliases))), aliases.used)


def guardrail_fields(aliases: LabelAliases) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What makes the fields of a row of a written object."""

    def prepare(raw: dict[str, Any]) -> dict[str, Any]:
        changed = dict(raw, label=aliases.label(raw["label"])) if "label" in raw else dict(raw)
        if isinstance(changed.get("categories"), list | str):
            listed = changed["categories"] if isinstance(changed["categories"], list) else [changed["categories"]]
            changed["categories"] = [_word(c) for c in listed]
        changed["severity"] = _word(changed.get("severity")) or None
        return {k: v for k, v in changed.items() if _counts(k, v)}

    return prepare


def _word(value: object) -> object:
    """A word of the format however it is spelled: `Dosing-Instruction` is `dosing_instruction`."""
    return value.strip().lower().replace("-", "_").replace(" ", "_") if isinstance(value, str) else value


def _counts(field: str, value: object) -> bool:
    """False for an absent option, and for extra fields that only look like ours: they are ignored."""
    if field in ("jurisdiction", "evidence"):
        return isinstance(value, str) and bool(value.strip())
    return not (value is None and field in ("mode", "categories", "hard"))
