"""Signs weighed: a rule that is often wrong on honest texts speaks only where the learned scorer bears it out.

How often each rule was right is measured, not felt: `data/scorer/standing.yaml` has the counts. A rule without counts is
trusted. Only lone texts are weighed; drafts are judged on their sources, claims and every rule at full severity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from guardrails.case import Case
from guardrails.data_files import load_data
from guardrails.domain import Finding, Profile, Severity
from guardrails.scorer.model import load_model
from guardrails.scorer.windows import Window, windows_of

LEARNED = "LRN-01"


def weigh(findings: Sequence[Finding], case: Case) -> list[Finding]:
    """Findings with unborne signs turned to notes, and the scorer silent where a rule says the same and more."""
    if case.context.profile is not Profile.SCREEN or not findings:
        return list(findings)
    weighed = [_weighed(f, case) for f in findings]
    firm = [f for f in weighed if f.severity > Severity.WARN and f.check_id != LEARNED]
    return [f for f in weighed if f.check_id != LEARNED or not any(_touch(f, other) for other in firm)]


def _weighed(finding: Finding, case: Case) -> Finding:
    if finding.rule not in signs() or finding.severity <= Severity.WARN:
        return finding
    least = load_model().beside
    if any(w.probability >= least for w in windows_of(case) if _touch(finding, w)):
        return finding
    return replace(finding, severity=Severity.WARN, suggestion=None, signal=True)


@cache
def signs() -> frozenset[str]:
    """Rules that were right too seldom to be trusted alone."""
    data = load_data("scorer/standing.yaml")
    least = float(data["trusted_from"])
    return frozenset(
        rule for rule, (right, wrong) in data["rules"].items() if (right + 0.5) / (right + wrong + 1) < least
    )


def _touch(one: Finding, other: Finding | Window) -> bool:
    return (one.start < other.end and other.start < one.end) or one.start == one.end
