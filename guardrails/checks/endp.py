"""ENDP-01: a secondary, subgroup or post hoc result stands for the outcome of the trial."""

from __future__ import annotations

from guardrails.case import Check, severities
from guardrails.rules import run_rules

CHECK: Check = Check(
    check_id="ENDP-01",
    title="Secondary result as main result",
    run=run_rules(lambda: CHECK, "endp"),
    severity=severities("B/R/R/R/W"),
    rule_refs=("R4", "R7"),
)
