"""SAFE-01: safety without limits, no interactions, natural as a proof of safety, or harm played down."""

from __future__ import annotations

from guardrails.case import Check, severities
from guardrails.rules import run_rules

CHECK: Check = Check(
    check_id="SAFE-01",
    title="Unqualified safety",
    run=run_rules(lambda: CHECK, "safe"),
    severity=severities("B/B/B/R/R"),
    rule_refs=("R1", "R2", "R16"),
)
