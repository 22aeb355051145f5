"""EXTR-01: a result is carried over to another species, population, dose, route, product or duration."""

from __future__ import annotations

from guardrails.case import Check, severities
from guardrails.rules import run_rules

CHECK: Check = Check(
    check_id="EXTR-01",
    title="Extrapolation",
    run=run_rules(lambda: CHECK, "extr"),
    severity=severities("B/N/R/R/W"),
    rule_refs=("R2", "R5", "R6"),
)
