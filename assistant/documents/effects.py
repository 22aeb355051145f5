"""Effect plot: differences with their intervals, read from the released text itself, so that a verifier draws the same picture.

Drawn only where two or more studies report one; computed from nothing but words that passed the gate.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from guardrails import Draft, Section, Table, line_text

_DIFFERENCE = re.compile(
    r"difference (?P<d>-?\d+(?:\.\d+)?) (?:percentage )?points? \((?:95% CI )?(?P<low>-?\d+(?:\.\d+)?) to (?P<high>-?\d+(?:\.\d+)?)"
)
_SOURCE = re.compile(r"^(?P<name>[^.\[]{3,40}?)(?=\. [A-Z]| \[).*\[[^\]]+\]\.$")
_BACK = 4
"""Lines (cells of one row) between a source and its result."""
LEAST = 2
WIDTH, ROW, LEFT, RIGHT, TOP, BOTTOM = 640, 30, 150, 130, 26, 34
"""Pixels of the picture."""
_INK, _SOFT = "#1f3a5f", "#999999"


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
    found: dict[str, Effect] = {}
    for at, line in enumerate(lines):
        match = _DIFFERENCE.search(line)
        name = _name_before(lines, at) if match else None
        if match and name and name not in found:
            found[name] = Effect(name, float(match["d"]), float(match["low"]), float(match["high"]))
    return tuple(found.values()) if len(found) >= LEAST else ()


def _name_before(lines: Sequence[str], at: int) -> str | None:
    for line in reversed(lines[max(0, at - _BACK) : at]):
        match = _SOURCE.match(line)
        if match:
            return match["name"]
    return None


def plotted_section(draft: Draft, effects: Sequence[Effect]) -> Section | None:
    """The section behind which the plot stands: the first that holds a table with one of the differences."""
    if not effects:
        return None
    for section in draft.sections:
        for block in section.blocks:
            if isinstance(block, Table) and any(_DIFFERENCE.search(line_text(c)) for row in block.rows for c in row):
                return section
    return None


def alt_text(effects: Sequence[Effect]) -> str:
    """The picture in words."""
    return "Difference in percentage points (95% CI): " + "; ".join(f"{e.name} {e.words}" for e in effects)


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float

    def x(self, value: float) -> float:
        return LEFT + (value - self.low) / (self.high - self.low) * (WIDTH - LEFT - RIGHT)

    def ticks(self) -> list[float]:
        step = 10 if self.high - self.low <= 60 else 25
        first = int(self.low // step) * step
        return [t for t in range(first, int(self.high) + step, step) if self.low <= t <= self.high]


def _scale(effects: Sequence[Effect]) -> _Scale:
    return _Scale(min(0.0, *(e.low for e in effects)) - 3, max(0.0, *(e.high for e in effects)) + 3)


def _height(effects: Sequence[Effect]) -> int:
    return TOP + ROW * len(effects) + BOTTOM


def effect_svg(effects: Sequence[Effect]) -> str:
    """The plot as one SVG element."""
    scale, height = _scale(effects), _height(effects)
    floor = height - BOTTOM + 4
    parts = [
        f'<line x1="{scale.x(0):.1f}" x2="{scale.x(0):.1f}" y1="{TOP - 8}" y2="{floor}" stroke="{_SOFT}" stroke-dasharray="3 3"/>'
    ]
    for number, effect in enumerate(effects):
        y = TOP + ROW * number + ROW // 2
        parts.append(f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(effect.name)}</text>')
        parts.append(
            f'<line x1="{scale.x(effect.low):.1f}" x2="{scale.x(effect.high):.1f}" y1="{y}" y2="{y}" stroke="{_INK}" stroke-width="2"/>'
        )
        parts.append(f'<circle cx="{scale.x(effect.value):.1f}" cy="{y}" r="4.5" fill="{_INK}"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 10}" y="{y + 4}">{effect.words}</text>')
    parts += [f'<text x="{scale.x(t):.1f}" y="{floor + 16}" text-anchor="middle">{t:g}</text>' for t in scale.ticks()]
    label = escape(alt_text(effects), quote=True)
    return (
        f'<svg role="img" aria-label="{label}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="13" fill="currentColor">{"".join(parts)}</svg>'
    )


def effect_png(effects: Sequence[Effect]) -> bytes:
    """The plot as PNG, twice the size, for Office files. The same effects give the same bytes with the same Pillow."""
    from PIL import Image, ImageDraw, ImageFont

    scale, height = _scale(effects), _height(effects)
    image = Image.new("RGB", (WIDTH * 2, height * 2), "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(26)
    floor = (height - BOTTOM + 4) * 2
    pen.line([(scale.x(0) * 2, (TOP - 8) * 2), (scale.x(0) * 2, floor)], fill=_SOFT, width=2)
    for number, effect in enumerate(effects):
        y = (TOP + ROW * number + ROW // 2) * 2
        pen.text(((LEFT - 10) * 2, y), effect.name, fill="black", font=font, anchor="rm")
        pen.line([(scale.x(effect.low) * 2, y), (scale.x(effect.high) * 2, y)], fill=_INK, width=4)
        x = scale.x(effect.value) * 2
        pen.ellipse([x - 9, y - 9, x + 9, y + 9], fill=_INK)
        pen.text(((WIDTH - RIGHT + 10) * 2, y), effect.words, fill="black", font=font, anchor="lm")
    for tick in scale.ticks():
        pen.text((scale.x(tick) * 2, floor + 22), f"{tick:g}", fill="black", font=font, anchor="mm")
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()
