"""House rules of review: needed disciplines, due times, how long a signature holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from guardrails import Mode


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    date: object
    source: str
    verified: bool
    needed: dict[Mode, tuple[str, ...]]
    fast_lane: tuple[str, ...]
    due_hours: dict[str, int]
    signature_days: int


@dataclass(frozen=True, slots=True)
class HouseRules:
    """Who has to approve, by when, and for how long it holds."""

    needed_by_mode: dict[Mode, tuple[str, ...]]
    fast_lane: tuple[str, ...]
    due_hours: dict[str, int]
    signature_days: int

    def needed(self, mode: Mode, lane: str) -> tuple[str, ...]:
        """Disciplines that must approve."""
        return self.fast_lane if lane == "fast" else self.needed_by_mode[mode]

    def due_in(self, lane: str) -> timedelta:
        """Time for a decision."""
        return timedelta(hours=self.due_hours[lane])


@cache
def house_rules() -> HouseRules:
    """The rules as shipped."""
    path = Path(__file__).parent / "data" / "house.yaml"
    file = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    return HouseRules(file.needed, file.fast_lane, file.due_hours, file.signature_days)
