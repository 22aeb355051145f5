"""STAT-01: a trend read as effect, no significance read as equality, studies added up."""

from __future__ import annotations

from guardrails.case import Check, severities
from guardrails.rules import run_rules

CHECK: Check = Check(
    check_id="STAT-01",
    title="Statistics misread",
    run=run_rules(lambda: CHECK, "stat"),
    severity=severities("R/R/R/R/W"),
    rule_refs=("R3", "R7"),
)
