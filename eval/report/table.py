"""An outcome on the terminal: metrics with intervals, cuts, confusion, what to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_TEXT_WIDTH = 110
_LISTED = 8


def render_table(report: Mapping[str, Any]) -> str:
    """The lines that a command prints."""
    return "\n".join(_lines(report)) + "\n"


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines, every column as wide as its longest cell; the first column left, the others right aligned."""
    if not rows:
        return []
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        ).rstrip()
        for row in rows
    ]


def number(value: float | None) -> str:
    """A metric in words: three decimals, or `undefined`."""
    return "undefined" if value is None else f"{value:.3f}"


def signed(value: float | None) -> str:
    """A difference with its sign."""
    return "undefined" if value is None else f"{value:+z.3f}"


def _lines(report: Mapping[str, Any]) -> Iterator[str]:
    sets = ", ".join(f"{s['name']} ({s['cases']} of {s['of']})" for s in report["sets"])
    yield f"{report['command']}: {sets}" if sets else str(report["command"])
    yield from columns([["metric", "value", "95 % interval", "cases"], *_metric_rows(report)])
    for name, reason in report["undefined"].items():
        yield f"{name} is undefined: {reason}"
    for cut in report["cuts"]:
        yield from _cut_lines(cut)
    for matrix in report["matrices"]:
        yield from _matrix_lines(matrix)
    for listing in report["listings"]:
        yield from _listing_lines(listing)
    timings = report["timings"]
    if timings.get("count"):
        yield ""
        yield f"latency p50 {timings['p50_ms']} ms, p95 {timings['p95_ms']} ms over {timings['count']}"
    for note in report["notes"]:
        yield f"note: {note}"


def _metric_rows(report: Mapping[str, Any]) -> Iterator[list[str]]:
    for name in report["metrics"]:
        interval = report["intervals"].get(name, {})
        span = "" if interval.get("low") is None else f"{interval['low']:.3f} to {interval['high']:.3f}"
        yield [name, number(report[name]), span, str(interval.get("count", ""))]


def _cut_lines(cut: Mapping[str, Any]) -> Iterator[str]:
    if not cut["rows"]:
        return
    names = list(cut["rows"][0]["scores"])
    yield ""
    rows = [[cut["title"], *names]]
    for row in cut["rows"]:
        cell = _difference if cut.get("signed") else _cell
        rows.append([row["part"], *(cell(row["scores"][name]) for name in names)])
    yield from columns(rows)


def _cell(score: Mapping[str, Any]) -> str:
    return "-" if score["value"] is None else f"{score['value']:.3f} ({score['count']})"


def _difference(score: Mapping[str, Any]) -> str:
    return "-" if score["value"] is None else f"{score['value']:+z.4f} [{score['low']:+z.4f}, {score['high']:+z.4f}]"


def _matrix_lines(matrix: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    rows = [[matrix["title"], *matrix["got"]]]
    for label, counts in zip(matrix["expected"], matrix["counts"], strict=True):
        rows.append([label, *map(str, counts)])
    yield from columns(rows)


def _listing_lines(listing: Mapping[str, Any]) -> Iterator[str]:
    if not listing["rows"]:
        return
    yield ""
    yield listing["title"]
    for row in listing["rows"][:_LISTED]:
        line = "  " + " | ".join(" ".join(cell.split()) for cell in row)
        yield line if len(line) <= _TEXT_WIDTH else line[: _TEXT_WIDTH - 1] + "…"
    if len(listing["rows"]) > _LISTED:
        yield f"  … {len(listing['rows']) - _LISTED} more in the report"
