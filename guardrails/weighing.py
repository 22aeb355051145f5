"""Signs weighed: a rule that is often wrong on honest texts speaks only where the learned scorer bears it out.

How often each rule was right is measured, not felt: `data/scorer/standing.yaml` has the counts. A rule without counts
is trusted, and so is every rule of a check whose findings can never be waived. Only lone texts are weighed; drafts are
judged on their sources, claims and every rule at full severity.
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
from guardrails.waivers import NEVER_WAIVED

LEARNED = "LRN-01"


def weigh(findings: Sequence[Finding], case: Case) -> list[Finding]:
    """Findings with unborne signs turned to notes, and the scorer silent where a rule says the same and more."""
    if case.context.profile is not Profile.SCREEN or not findings:
        return list(findings)
    weighed = [_weighed(f, case) for f in findings]
    firm = [f for f in weighed if f.severity > Severity.WARN and f.check_id != LEARNED]
    return [f for f in weighed if f.check_id != LEARNED or not any(_touch(f, other) for other in firm)]


def _weighed(finding: Finding, case: Case) -> Finding:
    right = signs().get(finding.rule)
    if right is None or finding.severity <= Severity.WARN:
        return finding
    least = load_model().least
    grave = finding.severity is Severity.BLOCK
    near = (w for w in windows_of(case) if _touch(finding, w) and (grave or not w.torn))
    if any(_together(w.probability, right) >= least for w in near):
        return finding
    return replace(finding, severity=Severity.WARN, suggestion=None, signal=True)


def _together(score: float, right: float) -> float:
    """Probability by the scorer and by a sign that is right in a share of its cases, taken as independent witnesses."""
    both, neither = score * right, (1 - score) * (1 - right)
    return both / (both + neither)


@cache
def signs() -> dict[str, float]:
    """Rules that were right too seldom to be trusted alone, each with its share of right cases (half a case on each side)."""
    data = load_data("scorer/standing.yaml")
    shares = {rule: (right + 0.5) / (right + wrong + 1) for rule, (right, wrong) in data["rules"].items()}
    return {
        rule: share
        for rule, share in shares.items()
        if share < float(data["trusted_from"]) and rule.partition("/")[0] not in NEVER_WAIVED
    }


def _touch(one: Finding, other: Finding | Window) -> bool:
    return (one.start < other.end and other.start < one.end) or one.start == one.end
