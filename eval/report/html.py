"""A report as one HTML file that loads nothing: figures, plots, tables, and the cases worth reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from eval.report.bars import interval_bars
from eval.report.style import STYLE
from eval.report.svg import curve, heat_map, histogram
from eval.report.table import number

_TILES = 4


def render_html(report: Mapping[str, Any]) -> str:
    """The page of one report."""
    sections = list(_sections(report))
    links = "".join(f'<a href="#s{i}">{escape(title)}</a>' for i, (title, _) in enumerate(sections))
    body = "".join(
        f'<section id="s{i}"><h2>{escape(title)}</h2>{html}</section>' for i, (title, html) in enumerate(sections)
    )
    sets = ", ".join(f"{s['name']} ({s['cases']} of {s['of']} cases)" for s in report["sets"])
    head = f'<p class="sub">{escape(sets)}</p><nav aria-label="Parts of the report">{links}</nav>'
    return page(f"{report['command']} report", head + _tiles(report), body, _footer(report))


def page(title: str, head: str, body: str, footer: str) -> str:
    """A whole page around prepared parts."""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<style>{STYLE}</style></head><body><a class="skip" href="#main">Skip to the figures</a>'
        f'<header><h1>{escape(title)}</h1>{head}</header><main id="main" tabindex="-1">{body}</main>'
        f"<footer>{footer}</footer></body></html>\n"
    )


def html_table(columns: Sequence[str], rows: Sequence[Sequence[str]], label: str, numeric: int | None = None) -> str:
    """A table in a box that scrolls by keyboard; columns from `numeric` on hold numbers."""
    head = "".join(f'<th scope="col"{_right(numeric, i)}>{escape(c)}</th>' for i, c in enumerate(columns))
    lines = []
    for row in rows:
        cells = "".join(f"<td{_right(numeric, i)}>{escape(c)}</td>" for i, c in enumerate(row))
        lines.append(f"<tr>{cells}</tr>")
    if not rows:
        return '<p class="note">None.</p>'
    return scrolled(label, f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>")


def scrolled(label: str, html: str) -> str:
    """A box that scrolls by keyboard where its content is wider than the page."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label, quote=True)}">{html}</div>'


def _right(numeric: int | None, column: int) -> str:
    return ' class="n"' if numeric is not None and column >= numeric else ""


def _sections(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Metrics", _metrics(report)
    for cut in report["cuts"]:
        if cut["rows"]:
            yield cut["title"], _cut(cut)
    for matrix in report["matrices"]:
        yield matrix["title"], _matrix(matrix)
    for line in report["curves"]:
        yield line["title"], scrolled(line["title"], curve(**line))
    latencies = report["timings"].get("latencies_ms") or []
    if latencies:
        said = f"p50 {report['timings']['p50_ms']} ms, p95 {report['timings']['p95_ms']} ms, longest {report['timings']['max_ms']} ms."
        yield (
            "Latency",
            f'<p class="note">{said} The scale is logarithmic.</p>'
            + scrolled("Latency", histogram("Latency", latencies)),
        )
    for listing in report["listings"]:
        if listing["rows"]:
            yield listing["title"], _listing(listing)
    yield "What was measured", _provenance(report)


def _tiles(report: Mapping[str, Any]) -> str:
    tiles = []
    for name in report["metrics"][:_TILES]:
        interval = report["intervals"].get(name, {})
        span = "" if interval.get("low") is None else f"95 % {interval['low']:.3f} to {interval['high']:.3f}"
        tiles.append(
            f'<div class="tile"><span>{escape(name)}</span><b>{number(report[name])}</b><span>{span}</span></div>'
        )
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _metrics(report: Mapping[str, Any]) -> str:
    rows = [(m, {"value": report[m], **report["intervals"].get(m, {})}) for m in report["metrics"]]
    shares = [(m, s) for m, s in rows if s["value"] is None or 0 <= s["value"] <= 1]
    other = [[m, number(s["value"])] for m, s in rows if s["value"] is not None and not 0 <= s["value"] <= 1]
    reasons = "".join(
        f'<p class="note">{escape(m)} is undefined: {escape(r)}.</p>' for m, r in report["undefined"].items()
    )
    extra = html_table(("metric", "value"), other, "Other metrics", 1) if other else ""
    return interval_bars("Metrics with 95 % intervals", shares) + extra + reasons


def _cut(cut: Mapping[str, Any]) -> str:
    plot = cut["plot"]
    names = list(cut["rows"][0]["scores"])
    drawn = ""
    if plot:
        rows = [(row["part"], row["scores"][plot]) for row in cut["rows"] if plot in row["scores"]]
        drawn = f'<p class="note">{escape(plot)}</p>{interval_bars(cut["title"], rows)}'
    sign = "+" if cut.get("signed") else ""
    cells = [[row["part"], *(_cell(row["scores"][n], sign) for n in names)] for row in cut["rows"]]
    table = html_table(("part", *names), cells, cut["title"], 1)
    if not plot:
        return table
    return f"{drawn}<details><summary>The numbers</summary>{table}</details>"


def _cell(score: Mapping[str, Any], sign: str) -> str:
    if score["value"] is None:
        return "undefined"
    span = "" if score.get("low") is None else f" [{score['low']:{sign}z.3f}, {score['high']:{sign}z.3f}]"
    return f"{score['value']:{sign}z.3f}{span} n {score['count']}"


def _matrix(matrix: Mapping[str, Any]) -> str:
    title = matrix["title"]
    drawn = heat_map(title, matrix["expected"], matrix["got"], matrix["counts"])
    return '<p class="note">Rows: expected. Columns: got. Shade: share of the row.</p>' + scrolled(title, drawn)


def _listing(listing: Mapping[str, Any]) -> str:
    table = html_table(listing["columns"], listing["rows"], listing["title"])
    return f"<details><summary>Read the cases</summary>{table}</details>"


def _provenance(report: Mapping[str, Any]) -> str:
    rows = [[s["name"], f"{s['cases']} of {s['of']}", s["sha256"]] for s in report["sets"]]
    facts = {**report["versions"], **{k: str(v) for k, v in report["settings"].items()}, **_flat(report["run"])}
    notes = "".join(f'<p class="note">{escape(n)}</p>' for n in report["notes"])
    return (
        html_table(("set", "cases", "SHA-256"), rows, "Sets")
        + html_table(("what", "value"), [[k, v] for k, v in facts.items()], "Versions and settings")
        + notes
    )


def _flat(values: Mapping[str, Any]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in values.items():
        flat |= {f"{key}.{k}": v for k, v in _flat(value).items()} if isinstance(value, Mapping) else {key: str(value)}
    return flat


def _footer(report: Mapping[str, Any]) -> str:
    run = report["run"]
    return escape(
        f"Run {run.get('run_id', 'not stored')}, {run.get('started_at', 'time not recorded')}. Self-contained; nothing is loaded."
    )
