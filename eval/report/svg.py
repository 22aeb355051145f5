"""Plots as inline SVG: colours come from the page's CSS, so they follow light, dark and print. Numbers stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10


def heat_map(title: str, expected: Sequence[str], got: Sequence[str], counts: Sequence[Sequence[int]]) -> str:
    """Counts as shaded cells, each row shaded by its own share."""
    top, tall = 40, 44
    size = max(74, _wide(got))
    left = _wide(expected) + 14
    parts = []
    for j, label in enumerate(got):
        parts.append(f'<text class="axis mid" x="{left + size * j + size / 2}" y="{top - 12}">{escape(label)}</text>')
    for i, (label, row) in enumerate(zip(expected, counts, strict=True)):
        y = top + tall * i
        parts.append(f'<text class="axis end" x="{left - 10}" y="{y + 27}">{escape(label)}</text>')
        total = sum(row)
        for j, count in enumerate(row):
            part = count / total if total else 0.0
            x = left + size * j
            parts.append(
                f'<rect class="cell" x="{x}" y="{y}" width="{size - 3}" height="{tall - 3}" style="--share:{part:.3f}"/>'
            )
            ink = "onfill" if part > 0.55 else "ink"
            parts.append(f'<text class="{ink} mid" x="{x + size / 2 - 1}" y="{y + 27}">{count}</text>')
    return _frame(title, left + size * len(got) + 20, top + tall * len(expected) + 12, parts)


def histogram(title: str, values: Sequence[float], unit: str = "ms") -> str:
    """Counts of values in at most 24 equal bins on a log scale of milliseconds."""
    if not values:
        return ""
    logs = [log10(max(v, 0.01)) for v in values]
    low, high = min(logs), max(logs)
    bins = max(1, min(24, ceil(len(values) ** 0.5) * 2)) if high > low else 1
    width = (high - low) / bins or 1.0
    counts = [0] * bins
    for value in logs:
        counts[min(bins - 1, int((value - low) / width))] += 1
    peak, bar = max(counts), 560 / bins
    thick = max(1.0, bar - 2)
    parts = []
    for i, n in enumerate(counts):
        tall = 120 * n / peak
        parts.append(
            f'<rect class="bar" x="{50 + i * bar:.1f}" y="{150 - tall:.1f}" width="{thick:.1f}" height="{tall:.1f}"/>'
        )
    parts.append('<line class="rule" x1="50" y1="150" x2="610" y2="150"/>')
    for tick in range(5):
        at = low + (high - low) * tick / 4
        parts.append(f'<text class="axis mid" x="{50 + 140 * tick}" y="168">{_short(10**at)} {unit}</text>')
    parts.append(f'<text class="axis end" x="44" y="38">{peak}</text>')
    return _frame(title, 660, 180, parts)


def curve(
    title: str, x: str, y: str, points: Sequence[Sequence[float]], marks: Sequence[tuple[float, float, str]] = ()
) -> str:
    """A line in the unit square with named axes; marks are points of it with a name."""
    left, top, size = 60, 20, 320
    parts = []
    for tick in range(6):
        at = tick / 5
        px, py = left + size * at, top + size * (1 - at)
        parts.append(f'<line class="grid" x1="{px}" y1="{top}" x2="{px}" y2="{top + size}"/>')
        parts.append(f'<line class="grid" x1="{left}" y1="{py}" x2="{left + size}" y2="{py}"/>')
        parts.append(f'<text class="axis mid" x="{px}" y="{top + size + 18}">{at:.1f}</text>')
        parts.append(f'<text class="axis end" x="{left - 8}" y="{py + 4}">{at:.1f}</text>')
    parts.append(_polyline([f"{left + size * a:.1f},{top + size * (1 - b):.1f}" for a, b in points]))
    for a, b, name in marks:
        px, py = left + size * a, top + size * (1 - b)
        parts.append(f'<circle class="dot" cx="{px:.1f}" cy="{py:.1f}" r="5"/>')
        parts.append(f'<text class="ink end" x="{px - 10:.1f}" y="{py + 16:.1f}">{escape(name)}</text>')
    parts.append(f'<text class="axis mid" x="{left + size / 2}" y="{top + size + 38}">{escape(x)}</text>')
    parts.append(f'<text class="axis mid" transform="rotate(-90)" x="{-(top + size / 2)}" y="16">{escape(y)}</text>')
    said = "; ".join(f"{name}: {x} {a:.3f}, {y} {b:.3f}" for a, b, name in marks)
    return _frame(f"{title}. {said}" if said else title, left + size + 30, top + size + 50, parts, fit=True)


def trend(title: str, points: Sequence[tuple[str, float | None]], ends: tuple[str, str] = ("", "")) -> str:
    """Values in the order of their runs, on a scale that fits them; a run without a value leaves a gap.

    Args:
        title: What is drawn.
        points: (name of the run, value).
        ends: What stands below the first and the last point.
    """
    left, top, width, height = 60, 16, 600, 130
    low, high = _range([value for _, value in points if value is not None])
    step = width / max(1, len(points) - 1)
    parts = []
    for tick in range(3):
        y = top + height * (1 - tick / 2)
        parts.append(f'<line class="grid" x1="{left}" y1="{y}" x2="{left + width}" y2="{y}"/>')
        parts.append(f'<text class="axis end" x="{left - 8}" y="{y + 4}">{low + (high - low) * tick / 2:.2f}</text>')
    segment: list[str] = []
    for index, (name, value) in enumerate(points):
        if value is None:
            parts.append(_polyline(segment))
            segment = []
            continue
        px, py = left + step * index, top + height * (1 - (value - low) / (high - low))
        segment.append(f"{px:.1f},{py:.1f}")
        parts.append(
            f'<circle class="dot" cx="{px:.1f}" cy="{py:.1f}" r="4"><title>{escape(name)}: {value:.3f}</title></circle>'
        )
    parts.append(_polyline(segment))
    parts.append(f'<text class="axis" x="{left}" y="{top + height + 20}">{escape(ends[0])}</text>')
    if len(points) > 1:
        parts.append(f'<text class="axis end" x="{left + width}" y="{top + height + 20}">{escape(ends[1])}</text>')
    return _frame(title, left + width + 20, top + height + 28, parts)


def _range(values: Sequence[float]) -> tuple[float, float]:
    """A scale in tenths around the values, at least two tenths long; within 0 and 1 where the values are."""
    low, high = floor(10 * min(values, default=0.0)) / 10, ceil(10 * max(values, default=1.0)) / 10
    while high - low < 0.19:
        low, high = (low, high + 0.1) if high < 0.95 or low <= 0 else (low - 0.1, high)
    return low, high


def _wide(labels: Sequence[str]) -> int:
    """Room that the longest label takes at the size of axis words."""
    return 18 + 7 * max(map(len, labels), default=0)


def _polyline(points: Sequence[str]) -> str:
    return f'<polyline class="line" points="{" ".join(points)}"/>' if len(points) > 1 else ""


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def _frame(title: str, width: int, height: int, parts: Sequence[str], *, fit: bool = False) -> str:
    """The plot; one that fits shrinks with a narrow page, the others are scrolled."""
    kind = ' class="fit"' if fit else ""
    return (
        f'<svg{kind} role="img" aria-label="{escape(title, quote=True)}" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}">{"".join(parts)}</svg>'
    )
