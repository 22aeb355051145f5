"""CERT-01: a proposition is put more surely than any source, or the cited one, puts it."""

from __future__ import annotations

from guardrails.case import Check, severities
from guardrails.rules import run_rules

CHECK: Check = Check(
    check_id="CERT-01",
    title="Certainty above the source",
    run=run_rules(lambda: CHECK, "cert"),
    severity=severities("R/R/R/R/W"),
    rule_refs=("R2", "R16"),
)
