"""PREC-01: laboratory, animal, single-case or preprint evidence is not labelled in the sentence."""

from __future__ import annotations

from guardrails.case import Check, severities
from guardrails.rules import run_rules

CHECK: Check = Check(
    check_id="PREC-01",
    title="Preclinical or case evidence unlabelled",
    run=run_rules(lambda: CHECK, "prec"),
    severity=severities("B/R/R/R/W"),
    rule_refs=("R5", "R7"),
)
