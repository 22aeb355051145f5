"""How answers move between two states of the library, the rules or the drafter: sentence by sentence, citation by citation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eval.errors import UsageError
from eval.metrics.intervals import share

Shown = Callable[[str], str]
"""A sentence -> what may be shown of it now: itself, or a note that it is withheld."""


def drift_of(first: Mapping[str, Any], second: Mapping[str, Any], shown: Shown) -> dict[str, Any]:
    """What changed from one `answers` report to another on the questions that both asked.

    Raises:
        UsageError: A report is not one of `answers`, or no question is in both.
    """
    for run in (first, second):
        if run["command"] != "answers":
            raise UsageError(f"drift compares answers; this is a run of {run['command']!r}.")
    before, after = ({case["id"]: case for case in run["cases"]} for run in (first, second))
    shared = sorted(before.keys() & after.keys())
    if not shared:
        raise UsageError("No question is in both; ask the same set twice.")
    cases = [_case(before[i], after[i], shown) for i in shared]
    return {
        "command": "drift",
        "a": _name(first),
        "b": _name(second),
        "figures": _figures(cases),
        "only_in_one": sorted(before.keys() ^ after.keys()),
        "differs": _differs(first, second),
        "cases": cases,
    }


def drift_lines(found: Mapping[str, Any]) -> list[str]:
    """The changes as lines for the terminal."""
    lines = [f"A {found['a']}", f"B {found['b']}"]
    lines += [f"{name.replace('_', ' ')}: {value}" for name, value in found["figures"].items()]
    lines += [f"differs: {d['what']}: {d['a']} | {d['b']}" for d in found["differs"]]
    for case in found["cases"]:
        if case["changed"]:
            lines += ["", f"{case['id']}: {case['behaviour']['a']} -> {case['behaviour']['b']}"]
            lines += [f"  - {sentence}" for sentence in case["removed"]]
            lines += [f"  + {sentence}" for sentence in case["added"]]
    return lines


def _case(before: Mapping[str, Any], after: Mapping[str, Any], shown: Shown) -> dict[str, Any]:
    removed = _without(before["sentences"], after["sentences"])
    added = _without(after["sentences"], before["sentences"])
    kept = len(before["sentences"]) - len(removed)
    dropped, cited = _without(before["cited"], after["cited"]), _without(after["cited"], before["cited"])
    return {
        "id": before["id"],
        "behaviour": {"a": before["got"], "b": after["got"]},
        "changed": bool(removed or added or dropped or cited or before["got"] != after["got"]),
        "kept": kept,
        "removed": [shown(s) for s in removed],
        "added": [shown(s) for s in added],
        "dropped": dropped,
        "cited": cited,
    }


def _figures(cases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    same = share(sum(not c["changed"] for c in cases), len(cases), "no question")
    return {
        "questions": len(cases),
        "unchanged": same.value,
        "unchanged_low": round(same.low or 0.0, 9),
        "unchanged_high": round(same.high or 0.0, 9),
        "behaviour_changed": sum(c["behaviour"]["a"] != c["behaviour"]["b"] for c in cases),
        "sentences_kept": sum(c["kept"] for c in cases),
        "sentences_removed": sum(len(c["removed"]) for c in cases),
        "sentences_added": sum(len(c["added"]) for c in cases),
        "citations_dropped": sum(len(c["dropped"]) for c in cases),
        "citations_new": sum(len(c["cited"]) for c in cases),
    }


def _without(items: Sequence[str], others: Sequence[str]) -> list[str]:
    """Items that the others lack, counting repetitions, in their order."""
    left = list(others)
    missing = []
    for item in items:
        if item in left:
            left.remove(item)
        else:
            missing.append(item)
    return missing


def _name(run: Mapping[str, Any]) -> str:
    library = run["versions"].get("library", "library not recorded")
    return f"{run['run'].get('run_id', 'not stored')} ({library})"


def _differs(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[dict[str, Any]]:
    keys = sorted({*first["versions"], *second["versions"]})
    pairs = ((k, first["versions"].get(k), second["versions"].get(k)) for k in keys)
    return [{"what": k, "a": a, "b": b} for k, a, b in pairs if a != b]
