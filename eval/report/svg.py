"""Plots as inline SVG: colours come from the page's CSS, so they follow light, dark and print. Numbers stand beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, log10
from typing import Any

_ROW = 26
_LEFT = 210
_PLOT = 380
_RIGHT = 120


def interval_bars(title: str, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """Bars from 0 to 1 with their intervals; a row without a value says so."""
    height = 34 + _ROW * len(rows)
    parts = [_grid(height, len(rows))]
    for index, (name, score) in enumerate(rows):
        parts.append(_bar(name, score, 30 + _ROW * index))
    return _frame(title, _LEFT + _PLOT + _RIGHT, height, parts)


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


def curve(title: str, x: str, y: str, points: Sequence[Sequence[float]]) -> str:
    """A line in the unit square with named axes."""
    left, top, size = 60, 20, 280
    parts = []
    for tick in range(6):
        at = tick / 5
        px, py = left + size * at, top + size * (1 - at)
        parts.append(f'<line class="grid" x1="{px}" y1="{top}" x2="{px}" y2="{top + size}"/>')
        parts.append(f'<line class="grid" x1="{left}" y1="{py}" x2="{left + size}" y2="{py}"/>')
        parts.append(f'<text class="axis mid" x="{px}" y="{top + size + 18}">{at:.1f}</text>')
        parts.append(f'<text class="axis end" x="{left - 8}" y="{py + 4}">{at:.1f}</text>')
    path = " ".join(f"{left + size * a:.1f},{top + size * (1 - b):.1f}" for a, b in points)
    parts.append(f'<polyline class="line" points="{path}"/>')
    parts.append(f'<text class="axis mid" x="{left + size / 2}" y="{top + size + 38}">{escape(x)}</text>')
    parts.append(f'<text class="axis mid" transform="rotate(-90)" x="{-(top + size / 2)}" y="16">{escape(y)}</text>')
    return _frame(title, left + size + 30, top + size + 50, parts)


def trend(title: str, points: Sequence[tuple[str, float | None]]) -> str:
    """Values from 0 to 1 in the order of their runs; a run without a value leaves a gap."""
    left, top, width, height = 50, 20, 560, 160
    step = width / max(1, len(points) - 1)
    parts = []
    for tick in range(3):
        y = top + height * (1 - tick / 2)
        parts.append(f'<line class="grid" x1="{left}" y1="{y}" x2="{left + width}" y2="{y}"/>')
        parts.append(f'<text class="axis end" x="{left - 8}" y="{y + 4}">{tick / 2:.1f}</text>')
    segment: list[str] = []
    for index, (name, value) in enumerate(points):
        if value is None:
            parts.append(_polyline(segment))
            segment = []
            continue
        px, py = left + step * index, top + height * (1 - min(1.0, max(0.0, value)))
        segment.append(f"{px:.1f},{py:.1f}")
        parts.append(
            f'<circle class="dot" cx="{px:.1f}" cy="{py:.1f}" r="4"><title>{escape(name)}: {value:.3f}</title></circle>'
        )
    parts.append(_polyline(segment))
    return _frame(title, left + width + 30, top + height + 16, parts)


def _wide(labels: Sequence[str]) -> int:
    """Room that the longest label takes at the size of axis words."""
    return 18 + 7 * max(map(len, labels), default=0)


def _polyline(points: Sequence[str]) -> str:
    return f'<polyline class="line" points="{" ".join(points)}"/>' if len(points) > 1 else ""


def _grid(height: int, rows: int) -> str:
    lines = []
    for tick in range(6):
        x = _LEFT + _PLOT * tick / 5
        lines.append(f'<line class="grid" x1="{x}" y1="22" x2="{x}" y2="{height - 6}"/>')
        lines.append(f'<text class="axis mid" x="{x}" y="14">{tick / 5:.1f}</text>')
    return "".join(lines)


def _bar(name: str, score: Mapping[str, Any], y: int) -> str:
    label = f'<text class="ink end" x="{_LEFT - 10}" y="{y + 13}">{escape(name)}</text>'
    value = score.get("value")
    if value is None:
        return label + f'<text class="axis" x="{_LEFT + 6}" y="{y + 13}">undefined</text>'
    low, high = score.get("low"), score.get("high")
    drawn = min(1.0, max(0.0, value))
    bar = f'<rect class="bar" x="{_LEFT}" y="{y + 2}" width="{_PLOT * drawn:.1f}" height="14" rx="2"/>'
    if low is not None and high is not None:
        a, b = _LEFT + _PLOT * max(0.0, low), _LEFT + _PLOT * min(1.0, high)
        bar += f'<line class="halo" x1="{a:.1f}" y1="{y + 9}" x2="{b:.1f}" y2="{y + 9}"/>'
        bar += f'<line class="whisker" x1="{a:.1f}" y1="{y + 9}" x2="{b:.1f}" y2="{y + 9}"/>'
        bar += f'<line class="whisker" x1="{a:.1f}" y1="{y + 5}" x2="{a:.1f}" y2="{y + 13}"/>'
        bar += f'<line class="whisker" x1="{b:.1f}" y1="{y + 5}" x2="{b:.1f}" y2="{y + 13}"/>'
    count = f" (n {score['count']})" if score.get("count") else ""
    return label + bar + f'<text class="ink" x="{_LEFT + _PLOT + 10}" y="{y + 13}">{value:.3f}{count}</text>'


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def _frame(title: str, width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg role="img" aria-label="{escape(title, quote=True)}" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}">{"".join(parts)}</svg>'
    )
