"""FDA-01: approval, scheduling, registration or guideline status is misstated or borrowed."""

from __future__ import annotations

from guardrails.case import Check, severities
from guardrails.rules import run_rules

CHECK: Check = Check(
    check_id="FDA-01",
    title="Regulatory status misstated",
    run=run_rules(lambda: CHECK, "fda"),
    severity=severities("B/B/B/B/R"),
    rule_refs=("R8", "R10", "R19"),
)
