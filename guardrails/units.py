"""Units of measure: which one a word is, its dimension, and sizes in the base unit of the dimension."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parent / "data" / "support" / "units.yaml"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit as written: the dimension it measures and its size there."""

    name: str
    dimension: str
    factor: float


@dataclass(frozen=True, slots=True)
class Units:
    """The unit table: `by_name` as written, `per` what may stand below the line."""

    by_name: Mapping[str, Unit]
    per: Mapping[str, str]

    def pattern(self) -> str:
        """Alternation of all unit names, longest first, for use inside a larger pattern."""
        return "|".join(re.escape(name) for name in sorted(self.by_name, key=len, reverse=True))

    def per_pattern(self) -> str:
        """Alternation of all names that may stand below the line, longest first."""
        return "|".join(re.escape(name) for name in sorted(self.per, key=len, reverse=True))


@cache
def load_units() -> Units:
    """The unit table of `data/support/units.yaml`."""
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    table = {
        name: Unit(name, dimension, float(factor))
        for dimension, entry in raw["dimensions"].items()
        for name, factor in entry["units"].items()
    }
    return Units(table, raw["per"])
