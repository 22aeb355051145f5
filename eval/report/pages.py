"""Pages of commands that are no measurement: comparison, history, matrix, drift. Self-contained like every report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from eval.comparing import paired_words
from eval.history import series
from eval.report.bars import interval_bars
from eval.report.html import html_table, page, scrolled
from eval.report.svg import trend
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
        + _part("Metrics", interval_bars("Metrics of both runs", _both(found["metrics"])))
        + _part("Differences", html_table(("metric", "A", "B", "B minus A"), metrics, "Metrics of both runs", 1))
        + _part(
            f"Cases that moved: {len(flipped)}", html_table(("change", "case", "expected", "A", "B"), flipped, "Cases")
        )
        + _part("What else differs", html_table(("what", "A", "B"), differs, "Versions and settings"))
    )
    head = f'<p class="sub">A: {escape(found["a"])}<br>B: {escape(found["b"])}</p>'
    return page(f"{found['command']}: A against B", head, body, _FOOTER)


def _both(metrics: Sequence[Mapping[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Each metric as a bar of A and one of B."""
    return [
        (f"{m['metric']}, {run.upper()}", {"value": m[run], **m["intervals"][run]})
        for m in metrics
        for run in ("a", "b")
        if m["a"] is not None or m["b"] is not None
    ]


def history_page(rows: Sequence[Mapping[str, Any]]) -> str:
    """Every stored run, those of the same sets and settings together, and the course of each metric."""
    body = "".join(_part(title, _course(runs)) for title, runs in series(rows).items())
    return page("History of runs", f'<p class="sub">{len(rows)} runs, oldest first</p>', body, _FOOTER)


def _course(rows: Sequence[Mapping[str, Any]]) -> str:
    metrics = list(dict.fromkeys(m for row in rows for m in row["metrics"]))
    ends = rows[0]["started_at"][:10], rows[-1]["started_at"][:10]
    drawn = metrics if len(rows) > 1 else []
    plots = "".join(
        f"<h3>{escape(m)}</h3>" + scrolled(m, trend(m, [(r["run_id"], r["metrics"].get(m)) for r in rows], ends))
        for m in drawn
    )
    cells = [[r["run_id"], *(number(r["metrics"].get(m)) for m in metrics)] for r in rows]
    told = [[r["run_id"], r["git"], r["versions"], _said(r["settings"]), _said(r["machine"])] for r in rows]
    columns = ("run", "revision", "versions", "settings", "machine")
    return (
        plots
        + html_table(("run", *metrics), cells, "Figures", 1)
        + f"<details><summary>What each run was made with</summary>{html_table(columns, told, 'Runs')}</details>"
    )


def _said(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in values.items())


def gate_page(found: Mapping[str, Any]) -> str:
    """A gate: which checks passed, and every limit beside its figure."""
    broken = [c for c in found["checks"] if not c["passed"]]
    verdict = f"{len(broken)} of {len(found['checks'])} checks broken" if broken else "Every check passed"
    head = f'<p class="{"bad" if broken else "ok"}">{verdict}</p>'
    return page("Gate", head, "".join(_gate_check(check) for check in found["checks"]), _FOOTER)


def _gate_check(check: Mapping[str, Any]) -> str:
    said = '<p class="ok">passed</p>' if check["passed"] else f'<p class="bad">{escape(check["reason"])}</p>'
    rows = [(limit["metric"], limit) for limit in check["limits"]]
    cells = [[limit["metric"], limit["rule"], number(limit["value"])] for limit in check["limits"]]
    drawn = interval_bars(check["name"], rows) if rows else ""
    return _part(check["name"], said + drawn + html_table(("metric", "limit", "measured"), cells, "Limits", 2))


def matrix_page(found: Mapping[str, Any]) -> str:
    """Configurations against sets, one plot a set and metric."""
    parts = []
    for metric in found["metrics"]:
        for name in found["sets"]:
            cells = [c for c in found["cells"] if c["set"] == name]
            rows = [(c["configuration"], {"value": c[metric], **c["intervals"].get(metric, {})}) for c in cells]
            parts.append(_part(f"{metric}, {name}", interval_bars(f"{metric} on {name}", rows)))
    return page(f"{found['command']}: configurations and sets", "", "".join(parts), _FOOTER)


def _in_figures(figures: Mapping[str, Any]) -> list[list[str]]:
    """Each figure in words; the share of unchanged answers with its interval."""
    rest = {k: v for k, v in figures.items() if not k.startswith("unchanged")}
    share = "undefined: no question"
    if figures["unchanged"] is not None:
        share = "{unchanged:.3f} [{unchanged_low:.3f}, {unchanged_high:.3f}]".format(**figures)
    return [*([k.replace("_", " "), str(v)] for k, v in rest.items()), ["unchanged, with 95 % interval", share]]


def drift_page(found: Mapping[str, Any]) -> str:
    """Answers before and after, sentence by sentence."""
    shown = [c for c in found["cases"] if c["changed"]]
    parts = [
        _part(
            "In figures",
            html_table(("what", "value"), _in_figures(found["figures"]), "Figures", 1),
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
        _FOOTER,
    )


def _part(title: str, html: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{html}</section>"
