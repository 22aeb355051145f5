"""CURE-01: a cure, a guaranteed outcome or a change of the disease itself is promised."""

from __future__ import annotations

from guardrails.case import Check, severities
from guardrails.rules import run_rules

CHECK: Check = Check(
    check_id="CURE-01",
    title="Cure or guarantee",
    run=run_rules(lambda: CHECK, "cure"),
    severity=severities("B/B/B/B/N"),
    rule_refs=("R8", "R16", "R17"),
    waivable=False,
)
