"""UNAP-01: a disease or symptom use outside the label of the product that is spoken for."""

from __future__ import annotations

from guardrails.case import Check, severities
from guardrails.rules import run_rules

CHECK: Check = Check(
    check_id="UNAP-01",
    title="Unapproved use",
    run=run_rules(lambda: CHECK, "unap"),
    severity=severities("B/N/R/N/W"),
    rule_refs=("R8", "R9", "R10", "R17"),
)
