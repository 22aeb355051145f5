"""Two runs side by side: every shared metric, the paired test over shared cases, and the cases that flipped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eval.errors import UsageError
from eval.metrics.paired import Comparison, compare_cases
from eval.report.table import columns, number, signed

_LISTED = 200
"""Flipped cases of each kind that are kept."""
_SHOWN = 20
"""Flipped cases that the terminal lists."""


def compare_runs(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """B minus A. Metrics of both, the paired comparison, the flipped cases, and what else differs between the runs.

    Raises:
        UsageError: The runs are of different commands.
    """
    if first["command"] != second["command"]:
        raise UsageError(
            f"{first['command']!r} and {second['command']!r} cannot be compared; give two runs of one command."
        )
    paired = compare_cases(_values(first), _values(second))
    return {
        "command": first["command"],
        "a": _name(first),
        "b": _name(second),
        "metrics": [_metric(m, first, second) for m in first["metrics"] if m in second["metrics"]],
        "paired": _paired(paired),
        "flipped": _flipped(first, second, paired),
        "differs": _differs(first, second),
        "warnings": _warnings(first, second, paired),
    }


def _values(run: Mapping[str, Any]) -> dict[str, float]:
    return {c["id"]: c["value"] for c in run.get("cases", ()) if c["value"] is not None}


def _name(run: Mapping[str, Any]) -> str:
    return str(run["run"].get("run_id") or run["run"].get("started_at") or "not stored")


def _metric(metric: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    a, b = first[metric], second[metric]
    difference = None if a is None or b is None else round(b - a, 9)
    intervals = {"a": first["intervals"].get(metric, {}), "b": second["intervals"].get(metric, {})}
    return {"metric": metric, "a": a, "b": b, "difference": difference, "intervals": intervals}


def _paired(paired: Comparison) -> dict[str, Any]:
    gap = paired.difference
    return {
        "cases": paired.shared,
        "difference": None if gap is None else round(gap.mean, 9),
        "low": None if gap is None else round(gap.low, 9),
        "high": None if gap is None else round(gap.high, 9),
        "better": len(paired.better),
        "worse": len(paired.worse),
        "p_value": None if paired.p_value is None else round(paired.p_value, 9),
        "reason": paired.reason,
    }


def _flipped(first: Mapping[str, Any], second: Mapping[str, Any], paired: Comparison) -> list[dict[str, Any]]:
    before = {c["id"]: c for c in first.get("cases", ())}
    after = {c["id"]: c for c in second.get("cases", ())}
    return [
        {
            "id": case,
            "change": change,
            "expected": after[case]["expected"],
            "a": before[case]["got"],
            "b": after[case]["got"],
        }
        for change, cases in (("worse", paired.worse), ("better", paired.better))
        for case in cases[:_LISTED]
    ]


def _differs(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for part in ("versions", "settings"):
        for key in sorted({*first[part], *second[part]}):
            a, b = first[part].get(key), second[part].get(key)
            if a != b:
                rows.append({"what": key, "a": a, "b": b})
    return rows


def _warnings(first: Mapping[str, Any], second: Mapping[str, Any], paired: Comparison) -> list[str]:
    found = []
    if {s["sha256"] for s in first["sets"]} != {s["sha256"] for s in second["sets"]}:
        found.append("the two runs did not measure the same files; only cases with the same id are compared")
    if not paired.shared:
        found.append("no case is in both runs; stored figures alone are compared")
    return found


def comparison_lines(found: Mapping[str, Any]) -> list[str]:
    """A comparison as lines for the terminal."""
    rows = [[m["metric"], number(m["a"]), number(m["b"]), signed(m["difference"])] for m in found["metrics"]]
    lines = [f"A {found['a']}", f"B {found['b']}", *columns([["metric", "A", "B", "B minus A"], *rows])]
    lines += ["", paired_words(found["paired"]), *(f"note: {w}" for w in found["warnings"])]
    lines += [f"differs: {d['what']}: {d['a']} | {d['b']}" for d in found["differs"]]
    lines += [
        f"{f['change']}: {f['id']} expected {f['expected']}, A {f['a']}, B {f['b']}" for f in found["flipped"][:_SHOWN]
    ]
    if len(found["flipped"]) > _SHOWN:
        lines.append(f"… {len(found['flipped']) - _SHOWN} more; --json lists them")
    return lines


def paired_words(paired: Mapping[str, Any]) -> str:
    """The paired test in a sentence."""
    if paired["difference"] is None:
        return "no case is in both runs"
    said = (
        f"B minus A on {paired['cases']} shared cases: {paired['difference']:+z.4f} "
        f"[{paired['low']:+z.4f}, {paired['high']:+z.4f}]; {paired['better']} better, {paired['worse']} worse"
    )
    return said + (
        f"; p = {paired['p_value']:.4g} (McNemar, exact)" if paired["p_value"] is not None else f"; {paired['reason']}"
    )
