"""SUPL-01: superlatives, firsts, onlys and news that no source carries."""

from __future__ import annotations

from guardrails.case import Check, severities
from guardrails.rules import run_rules

CHECK: Check = Check(
    check_id="SUPL-01",
    title="Superlative",
    run=run_rules(lambda: CHECK, "supl"),
    severity=severities("R/R/R/W/-"),
    rule_refs=("R2",),
)
