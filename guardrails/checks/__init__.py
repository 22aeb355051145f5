"""Every check of the gate, in the order in which they run.

Adding one: write its module, import it here and append its line to its group.
"""

from __future__ import annotations

from guardrails.case import Check
from guardrails.checks import cure, safe

CHECKS: tuple[Check, ...] = (
    # A. status and intended use
    cure.CHECK,
    # B. benefit and risk
    safe.CHECK,
    # C. evidence integrity
    # D. approved claims
    # E. conduct
    # F. safety, privacy, security, overlay
)
