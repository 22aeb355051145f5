"""BAL-01: benefit stands without named risk of the same prominence."""

from __future__ import annotations

from guardrails.case import Check, severities
from guardrails.rules import run_rules

CHECK: Check = Check(
    check_id="BAL-01",
    title="Benefit without balance",
    run=run_rules(lambda: CHECK, "bal"),
    severity=severities("B/R/R/R/-"),
    rule_refs=("R1",),
)
