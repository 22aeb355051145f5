"""Every check as a row: what it is, how grave in which mode, on what basis."""

from __future__ import annotations

from typing import Any

from guardrails import Mode, standard_bench


def rule_rows(words: str = "") -> list[dict[str, Any]]:
    """All checks in the order in which they run; those that hold the words, if any are given."""
    rows: list[dict[str, Any]] = [
        {
            "check_id": check.check_id,
            "title": check.title,
            "severity": {mode.value: s.word if (s := check.severity.get(mode)) else "off" for mode in Mode},
            "rule_refs": list(check.rule_refs),
            "version": check.version,
            "waivable": check.waivable,
            "profiles": sorted(p.value for p in check.profiles),
        }
        for check in standard_bench().checks
    ]
    needle = words.strip().lower()
    return [r for r in rows if needle in f"{r['check_id']} {r['title']} {' '.join(r['rule_refs'])}".lower()]
