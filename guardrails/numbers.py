"""The numbers of a clinical sentence with exact places: what each counts or measures, its unit, bounds and rounding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guardrails.units import load_units


class NumberKind(StrEnum):
    """What a number is. Two numbers are comparable within a kind, or where one is derived from the other."""

    COUNT = "count"
    """A bare number or a number of things: 147 adults, n = 81."""
    PERCENT = "percent"
    FRACTION = "fraction"
    """17/70, 17 of 70, one in five; `total` is the denominator."""
    SHARE = "share"
    """A share in words: half, a quarter, two thirds; value in percent."""
    P_VALUE = "p value"
    EFFECT = "effect measure"
    """A named ratio or effect (`role` HR, OR, RR ...)."""
    NNT = "number needed"
    INTERVAL = "interval"
    """A confidence interval or a range: `value` to `high`."""
    QUANTITY = "quantity"
    """A measured amount with a unit that is not time: dose, length, points."""
    DURATION = "duration"
    TIME_POINT = "time point"
    """day 1, week 12, days -1 to 5."""
    FREQUENCY = "frequency"
    """twice daily, three times a day; value per day."""
    FOLD = "fold"
    """twofold, doubled, halved (0.5), three times as many."""
    LABEL = "label"
    """A numbered class: grade 3, stage IV, phase II; `role` is the class."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a text; `text[start:end]` is how it is written."""

    start: int
    end: int
    kind: NumberKind
    value: float
    high: float | None = None
    """Upper bound of an interval."""
    total: float | None = None
    """Denominator of a fraction."""
    spread: float | None = None
    """What follows ±."""
    unit: str = ""
    per: tuple[str, ...] = ()
    """What stands below the line: `kg`, `day`."""
    comparator: str = ""
    """`<` `>` `<=` `>=` `~` (about) or empty."""
    role: str = ""
    """HR, OR, RR ... of an effect; grade, phase ... of a label; n of a sample size."""
    decimals: int = 0
    """Digits after the point, as written: how far it may have been rounded."""
    confidence: bool = False
    """True for an interval that is written as one of confidence."""

    @property
    def dimension(self) -> str:
        """Dimension of the unit, or an empty string."""
        unit = load_units().by_name.get(self.unit)
        return unit.dimension if unit else ""

    def in_base(self, value: float) -> float:
        """A value of this number's unit, in the base unit of its dimension."""
        unit = load_units().by_name.get(self.unit)
        return value * unit.factor if unit else value

    @property
    def percent(self) -> float | None:
        """The share it states, in percent, where it states one."""
        if self.kind in (NumberKind.PERCENT, NumberKind.SHARE):
            return self.value
        if self.kind is NumberKind.FRACTION and self.total:
            return 100.0 * self.value / self.total
        return None


def find_numbers(text: str) -> tuple[Number, ...]:
    """Every value of a text in reading order, without overlaps.

    Years, dates, identifiers, reference marks, ratios such as 1:1 and the digits of names (5-HT3, CB1) are not values. Counts
    in words are ("three of five", "a quarter", "twofold").
    """
    from guardrails.number_grammar import parse

    return parse(text)
