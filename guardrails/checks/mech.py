"""MECH-01: an unestablished mechanism is stated as fact."""

from __future__ import annotations

from guardrails.case import Check, severities
from guardrails.rules import run_rules

CHECK: Check = Check(
    check_id="MECH-01",
    title="Unestablished mechanism",
    run=run_rules(lambda: CHECK, "mech"),
    severity=severities("B/N/R/R/W"),
    rule_refs=("R7",),
)
