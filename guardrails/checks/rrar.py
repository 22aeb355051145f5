"""RRAR-01: a relative effect without the rates it is relative to."""

from __future__ import annotations

from guardrails.case import Check, severities
from guardrails.rules import run_rules

CHECK: Check = Check(
    check_id="RRAR-01",
    title="Relative without absolute",
    run=run_rules(lambda: CHECK, "rrar"),
    severity=severities("R/R/R/R/W"),
    rule_refs=("R7",),
)
