"""CLM-03: approved wording changed. A change of meaning weighs by mode; mere rewording is put back as approved."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.case import Case, Check, severities
from guardrails.claims.matching import ClaimMatch, MatchKind, library_matches
from guardrails.claims.usage import claims_in_use, restored, usable_owners, weight
from guardrails.domain import Finding, Severity, StatementKind


def _run(case: Case) -> Iterator[Finding]:
    flagged: set[int] = set()
    for match in claims_in_use(case):
        if match.kind is MatchKind.NEAR and usable_owners(match, case):
            flagged |= {s.index for s in match.sentences}
            yield _finding(match, case)
    yield from _mislabelled(case, flagged)


def _finding(match: ClaimMatch, case: Case) -> Finding:
    claim = usable_owners(match, case)[0]
    changes = [diff for diff in match.diffs if diff.changes_meaning]
    severity = weight(CHECK.severity, match.mode)
    if not changes and not match.adds_claim:
        severity = min(severity, Severity.REWRITE)
    told = ", ".join(str(diff) for diff in (changes or match.diffs)[:6])
    reason = f"Not the approved wording of {claim.key}: {told}; say it as approved."
    quote = case.text[match.start : match.end]
    offer = restored(match, claim)
    return Finding("CLM-03", severity, match.start, match.end, quote, reason, offer, rule_refs=CHECK.rule_refs)


def _mislabelled(case: Case, flagged: set[int]) -> Iterator[Finding]:
    """Statements that name a claim and do not hold its wording."""
    whole = [m for m in library_matches(case) if m.whole]
    for statement in dict.fromkeys(s.statement for s in case.sentences if s.statement is not None):
        ref = statement.claim
        if statement.kind is not StatementKind.CLAIM or ref is None:
            continue
        inside = [m for m in whole if m.start < statement.end and statement.start < m.end]
        if any((c.claim_id, c.version) == (ref.claim_id, ref.version) for m in inside for c in m.claims):
            continue
        sentence = next(s for s in case.sentences if s.statement == statement)
        if sentence.index not in flagged:
            reason = f"This statement names {ref.claim_id} v{ref.version} and does not hold its approved wording."
            severity = weight(CHECK.severity, sentence.mode)
            start, end = statement.start, statement.end
            yield Finding("CLM-03", severity, start, end, case.text[start:end], reason, rule_refs=CHECK.rule_refs)


CHECK = Check(
    "CLM-03", "Approved wording changed", _run, severities("B/R/R/R/W"), ("R2", "R20", "house: exact wording")
)
