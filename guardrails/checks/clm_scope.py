"""CLM-02: approved wording before the wrong audience, or in the wrong mode, market, product or channel."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.case import Case, Check, severities
from guardrails.claims.lifecycle import Standing
from guardrails.claims.matching import ClaimMatch, MatchKind
from guardrails.claims.usage import claims_in_use, scope_reasons, standing_here, usable_owners, weight
from guardrails.claims.zones import known_jurisdiction
from guardrails.domain import Finding, Severity


def _run(case: Case) -> Iterator[Finding]:
    used = [m for m in claims_in_use(case) if m.kind is not MatchKind.QUALIFIER]
    if used and not known_jurisdiction(case.context.jurisdiction):
        yield _unknown_place(used[0], case)
    for match in used:
        if not usable_owners(match, case):
            yield from _elsewhere(match, case)


def _unknown_place(match: ClaimMatch, case: Case) -> Finding:
    place = case.context.jurisdiction
    reason = f"Nobody can say whether {match.claims[0].key} is approved in {place!r}; name a state or country."
    quote = case.text[match.start : match.end]
    return Finding("CLM-02", Severity.REVIEW, match.start, match.end, quote, reason, rule_refs=CHECK.rule_refs)


def _elsewhere(match: ClaimMatch, case: Case) -> Iterator[Finding]:
    valid = [c for c in match.claims if standing_here(c, case) is Standing.IN_FORCE]
    reasons = [(c, why) for c in valid if (why := scope_reasons(c, match, case))]
    if reasons:
        claim, why = min(reasons, key=lambda pair: (len(pair[1]), pair[0].key))
        reason = f"{claim.key} may not be said here: {'; '.join(why)}."
        quote = case.text[match.start : match.end]
        severity = weight(CHECK.severity, match.mode)
        yield Finding("CLM-02", severity, match.start, match.end, quote, reason, rule_refs=CHECK.rule_refs)


CHECK = Check("CLM-02", "Claim out of scope", _run, severities("B/B/B/N/W"), ("R12", "R20", "house: scope of claims"))
