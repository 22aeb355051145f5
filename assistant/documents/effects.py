"""Effect plot: differences with their intervals, read from the released text itself.

Drawn only where two or more studies report one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.documents.figures import SOFT, WIDTH, Dot, Figure, Label, Rule
from assistant.documents.rows import name_before

_DIFFERENCE = re.compile(
    r"difference (?P<d>-?\d+(?:\.\d+)?) (?:percentage )?points? \((?:95% CI )?(?P<low>-?\d+(?:\.\d+)?) to (?P<high>-?\d+(?:\.\d+)?)"
)
LEAST = 2
_ROW, _LEFT, _RIGHT, _TOP, _BOTTOM = 30, 150, 130, 26, 54
"""Pixels."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One study's difference in percentage points, above zero in favor of the first arm, with its 95 % interval."""

    name: str
    value: float
    low: float
    high: float

    @property
    def words(self) -> str:
        """`16 (4 to 28)`."""
        return f"{self.value:g} ({self.low:g} to {self.high:g})"


def effects_of(lines: Sequence[str]) -> tuple[Effect, ...]:
    """The first difference of every study that names itself in the cells before; empty unless two or more do."""
    return tuple(effect for effect, _ in _found(lines))


def chart(lines: Sequence[str]) -> Figure | None:
    """The plot; None where fewer than two studies report a difference with its interval."""
    found = _found(lines)
    if not found:
        return None
    effects = [effect for effect, _ in found]
    alt = "Difference in percentage points (95% CI): " + "; ".join(f"{e.name} {e.words}" for e in effects)
    return Figure(_TOP + _ROW * len(effects) + _BOTTOM, tuple(_marks(effects)), alt, found[0][1])


def _found(lines: Sequence[str]) -> list[tuple[Effect, str]]:
    found: dict[str, tuple[Effect, str]] = {}
    for at, line in enumerate(lines):
        match = _DIFFERENCE.search(line)
        name = name_before(lines, at) if match else None
        if match and name and name not in found:
            found[name] = Effect(name, float(match["d"]), float(match["low"]), float(match["high"])), line
    return list(found.values()) if len(found) >= LEAST else []


def _marks(effects: Sequence[Effect]) -> Iterator[Rule | Dot | Label]:
    low = min(0.0, *(e.low for e in effects)) - 3
    high = max(0.0, *(e.high for e in effects)) + 3
    floor = _TOP + _ROW * len(effects) + 4

    def x(value: float) -> float:
        return _LEFT + (value - low) / (high - low) * (WIDTH - _LEFT - _RIGHT)

    yield Rule(x(0), _TOP - 8, x(0), floor, SOFT, 1)
    for number, effect in enumerate(effects):
        y = _TOP + _ROW * number + _ROW / 2
        yield Label(_LEFT - 10, y, effect.name, "end")
        yield Rule(x(effect.low), y, x(effect.high), y)
        yield Dot(x(effect.value), y)
        yield Label(WIDTH - _RIGHT + 10, y, effect.words)
    step = 10 if high - low <= 60 else 25
    first = int(low // step) * step
    for tick in range(first, int(high) + step, step):
        if low <= tick <= high:
            yield Label(x(tick), floor + 12, f"{tick:g}", "middle")
    yield Label(x((low + high) / 2), floor + 34, "difference in percentage points (95% CI)", "middle")
