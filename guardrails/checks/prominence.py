"""BAL-02: reports how many words of risk stand beside each word of benefit, and asks for a person where risk is crowded out."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.case import Case, Check, severities
from guardrails.data_files import load_data
from guardrails.domain import Finding, Mode, Profile, Severity
from guardrails.prominence import prominence_of


def _run(case: Case) -> Iterator[Finding]:
    found = prominence_of(case)
    if found is None:
        return
    floor = float(load_data("policy/balance.yaml")["least_ratio"])
    severity = CHECK.severity[Mode.PROMOTIONAL] if found.ratio < floor else Severity.WARN
    assert severity is not None
    reason = (
        f"Prominence: {found.risk_words} words of risk and limits beside {found.benefit_words} of benefit, a ratio of "
        f"{found.ratio:.2f} (at least {floor:g} is asked for)."
    )
    quote = case.text[found.start : found.end]
    yield Finding("BAL-02", severity, found.start, found.end, quote, reason, rule_refs=CHECK.rule_refs)


CHECK = Check(
    "BAL-02",
    "Prominence of risk",
    _run,
    severities("N/-/-/-/-"),
    ("R1", "9 NYCRR 113.17"),
    frozenset({Profile.DRAFT}),
)
