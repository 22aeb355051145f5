"""Pages of commands that are no measurement: comparison, history, matrix, drift. Self-contained like every report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from eval.comparing import paired_words
from eval.report.html import html_table, page
from eval.report.svg import interval_bars, trend
from eval.report.table import number, signed

_FOOTER = "Self-contained; nothing is loaded."


def comparison_page(found: Mapping[str, Any]) -> str:
    """Two runs side by side."""
    metrics = [[m["metric"], number(m["a"]), number(m["b"]), signed(m["difference"])] for m in found["metrics"]]
    flipped = [[f["change"], f["id"], f["expected"], f["a"], f["b"]] for f in found["flipped"]]
    differs = [[d["what"], str(d["a"]), str(d["b"])] for d in found["differs"]]
    warnings = "".join(f'<p class="note">{escape(w)}</p>' for w in found["warnings"])
    body = (
        _part("On the cases that both have", f"<p>{escape(paired_words(found['paired']))}</p>{warnings}")
        + _part("Metrics", html_table(("metric", "A", "B", "B minus A"), metrics, "Metrics of both runs", 1))
        + _part(
            f"Cases that moved: {len(flipped)}", html_table(("change", "case", "expected", "A", "B"), flipped, "Cases")
        )
        + _part("What else differs", html_table(("what", "A", "B"), differs, "Versions and settings"))
    )
    head = f'<p class="sub">A: {escape(found["a"])}<br>B: {escape(found["b"])}</p>'
    return page(f"{found['command']}: A against B", head, body, _FOOTER)


def history_page(rows: Sequence[Mapping[str, Any]]) -> str:
    """Every stored run by command, and the course of each metric."""
    body = "".join(
        _command_history(command, [r for r in rows if r["command"] == command])
        for command in dict.fromkeys(r["command"] for r in rows)
    )
    return page("History of runs", f'<p class="sub">{len(rows)} runs, oldest first</p>', body, _FOOTER)


def _command_history(command: str, rows: Sequence[Mapping[str, Any]]) -> str:
    metrics = list(dict.fromkeys(m for row in rows for m in row["metrics"]))
    plots = "".join(
        f'<h3>{escape(m)}</h3><div class="scroll">{trend(m, [(r["run_id"], r["metrics"].get(m)) for r in rows])}</div>'
        for m in metrics
    )
    cells = [
        [r["run_id"], r["git"], *(number(r["metrics"].get(m)) for m in metrics), ", ".join(r["sets"]), r["versions"]]
        for r in rows
    ]
    return _part(command, plots + html_table(("run", "revision", *metrics, "sets", "versions"), cells, command))


def matrix_page(found: Mapping[str, Any]) -> str:
    """Configurations against sets, one plot a set and metric."""
    parts = []
    for metric in found["metrics"]:
        for name in found["sets"]:
            cells = [c for c in found["cells"] if c["set"] == name]
            rows = [(c["configuration"], {"value": c[metric], **c["intervals"].get(metric, {})}) for c in cells]
            plot = interval_bars(f"{metric} on {name}", rows)
            parts.append(_part(f"{metric}, {name}", f'<div class="scroll">{plot}</div>'))
    return page(f"{found['command']}: configurations and sets", "", "".join(parts), _FOOTER)


def drift_page(found: Mapping[str, Any]) -> str:
    """Answers before and after, sentence by sentence."""
    shown = [c for c in found["cases"] if c["changed"]]
    parts = [
        _part(
            "In figures",
            html_table(("what", "value"), [[k, str(v)] for k, v in found["figures"].items()], "Figures", 1),
        )
    ]
    for case in shown:
        lines = [["removed", s] for s in case["removed"]] + [["added", s] for s in case["added"]]
        moved = f"{case['behaviour']['a']} → {case['behaviour']['b']}"
        cited = f"dropped {', '.join(case['dropped']) or 'none'}; new {', '.join(case['cited']) or 'none'}"
        note = f'<p class="note">{escape(moved)}. Citations: {escape(cited)}.</p>'
        parts.append(_part(case["id"], note + html_table(("change", "sentence"), lines, case["id"])))
    return page(
        "Answers before and after",
        f'<p class="sub">A: {escape(found["a"])}<br>B: {escape(found["b"])}</p>',
        "".join(parts),
        "",
    )


def _part(title: str, html: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{html}</section>"
