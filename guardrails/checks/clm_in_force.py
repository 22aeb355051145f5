"""CLM-01: wording of a claim that is expired, withdrawn, superseded, pending or not yet effective."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.case import Case, Check, severities
from guardrails.claims.lifecycle import Standing
from guardrails.claims.matching import ClaimMatch, MatchKind, library_matches
from guardrails.claims.usage import (
    claims_in_use,
    current_version,
    restored,
    scope_reasons,
    standing_here,
    usable_owners,
    weight,
)
from guardrails.domain import Claim, Finding, Severity


def _run(case: Case) -> Iterator[Finding]:
    used = list(claims_in_use(case))
    for match in used:
        if match.kind is not MatchKind.QUALIFIER and (stale := _stale(match, case)) is not None:
            yield _finding(match, stale, case)
    # A withdrawn claim is not said again in any guise, not even as a sentence of evidence.
    for match in library_matches(case):
        if match not in used and match.kind in (MatchKind.EXACT, MatchKind.VARIATION):
            withdrawn = next((claim for claim in match.claims if claim.state == "withdrawn"), None)
            if withdrawn is not None and not usable_owners(match, case):
                yield _finding(match, withdrawn, case)


def _stale(match: ClaimMatch, case: Case) -> Claim | None:
    """The claim out of force that the wording belongs to; None if it may be said, or is only out of scope."""
    owners = usable_owners(match, case)
    if owners:
        retracted = [c for c in match.claims if c.state == "withdrawn" and not scope_reasons(c, match, case)]
        return next((c for c in retracted if c.claim_id not in {o.claim_id for o in owners}), None)
    out_of_force = [c for c in match.claims if standing_here(c, case) is not Standing.IN_FORCE]
    in_scope = [c for c in out_of_force if not scope_reasons(c, match, case)]
    if len(out_of_force) < len(match.claims) and not in_scope:
        return None
    return max(in_scope or out_of_force, key=lambda c: c.version, default=None)


def _finding(match: ClaimMatch, claim: Claim, case: Case) -> Finding:
    current = current_version(claim, match, case)
    severity, offer = weight(CHECK.severity, match.mode), None
    why = claim.withdrawal_reason if claim.state == "withdrawn" and claim.withdrawal_reason else _since(claim)
    reason = (
        f"This is the wording of {claim.key}, which is {standing_here(claim, case).value}{f' ({why})' if why else ''}"
    )
    if current is not None:
        severity, offer = min(severity, Severity.REWRITE), restored(match, current)
        reason += f"; {current.key} is in force"
    elif severity == Severity.REWRITE:
        severity = Severity.BLOCK  # there is nothing to put in its place
    quote = case.text[match.start : match.end]
    return Finding("CLM-01", severity, match.start, match.end, quote, reason + ".", offer, rule_refs=CHECK.rule_refs)


def _since(claim: Claim) -> str:
    if claim.superseded_by:
        return f"replaced by {claim.superseded_by}"
    return f"valid to {claim.expires}" if claim.expires else ""


CHECK = Check("CLM-01", "Claim out of force", _run, severities("B/B/B/R/W"), ("R20", "house: claims in force"))
