"""Signed acceptances of findings: what one covers, and what none may cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from guardrails.domain import Finding, Severity, Waiver

NEVER_WAIVED = frozenset({"AE-01", "PHI-01", "CURE-01", "KICK-01"})
"""Findings that no signature makes acceptable."""


def apply_waivers(
    findings: Sequence[Finding],
    waivers: Sequence[Waiver],
    draft_sha256: str,
    now: datetime,
    never: frozenset[str] = NEVER_WAIVED,
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Findings with the waived ones lowered to a warning that names the signer, and the fingerprints covered.

    A waiver counts for exactly this text, from its signature until it expires, and never for a check in `never`.
    """
    valid = {w.fingerprint: w for w in waivers if w.draft_sha256 == draft_sha256 and w.signed_at <= now < w.expires_at}
    kept: list[Finding] = []
    covered: dict[str, None] = {}
    for finding in findings:
        waiver = valid.get(finding.fingerprint)
        if waiver is None or finding.severity == Severity.WARN or finding.check_id in never:
            kept.append(finding)
            continue
        covered[finding.fingerprint] = None
        kept.append(replace(finding, severity=Severity.WARN, reason=_signed(finding, waiver), suggestion=None))
    return tuple(kept), tuple(covered)


def _signed(finding: Finding, waiver: Waiver) -> str:
    return f"Accepted by {waiver.name} ({waiver.discipline}): {waiver.reason} Found: {finding.reason}"
