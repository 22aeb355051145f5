"""COMP-01: superiority or parity without head-to-head evidence, or another treatment run down."""

from __future__ import annotations

from guardrails.case import Check, severities
from guardrails.rules import run_rules

CHECK: Check = Check(
    check_id="COMP-01",
    title="Unsupported comparison",
    run=run_rules(lambda: CHECK, "comp"),
    severity=severities("B/N/R/R/W"),
    rule_refs=("R3",),
)
