"""What three signatures settle: the words of a claim are not to be rewritten, they are said as approved or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from guardrails.case import Case
from guardrails.claims.matching import library_matches
from guardrails.claims.usage import usable_owners
from guardrails.domain import Finding, Severity

_NOT_ABOUT_WORDS = (
    "CLM-",
    "ROUTE-",
    "CITE-",
    "RETR-",
    "NUM-",
    "CHER-",
    "BAL-",
    "STATE-",
    "REQ-",
    "AE-",
    "PHI-",
    "INJ-",
)
"""Checks that look beyond the wording that the reviewers signed."""


def lower_on_approved(findings: Sequence[Finding], case: Case) -> list[Finding]:
    """Findings with a REWRITE of approved wording lowered to a warning.

    A claim in force and in scope is said word for word, so a wording check cannot ask for an edit of it. What weighs more
    than a rewrite stands: no signature makes an unapproved use sayable.
    """
    approved = [m for m in library_matches(case) if m.whole and usable_owners(m, case)]

    def settled(finding: Finding) -> bool:
        about_words = not finding.check_id.startswith(_NOT_ABOUT_WORDS) and finding.severity == Severity.REWRITE
        return about_words and any(m.start <= finding.start and finding.end <= m.end for m in approved)

    return [replace(f, severity=Severity.WARN, suggestion=None) if settled(f) else f for f in findings]
