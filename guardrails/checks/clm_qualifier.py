"""CLM-04: what has to stand beside a claim is absent or too far away, or something stands there that may not."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.case import Case, Check, severities
from guardrails.claims.companions import intruders, missing_companions, missing_qualifiers
from guardrails.claims.matching import ClaimMatch, MatchKind, library_matches
from guardrails.claims.qualifying import AlteredQualifier, altered_qualifiers
from guardrails.claims.usage import inline_qualifiers, puts_forward, usable_owners, weight
from guardrails.domain import Claim, Finding, Mode, Qualifier, QualifierPlacement, Severity, Suggestion


def _run(case: Case) -> Iterator[Finding]:
    for change in altered_qualifiers(case):
        yield _put_back(change, case)
    for match in library_matches(case):
        said = match.kind in (MatchKind.EXACT, MatchKind.VARIATION) or (
            match.kind is MatchKind.NEAR and match.likeness == 1
        )
        if not said or not any(puts_forward(s) for s in match.sentences):
            continue
        owners = usable_owners(match, case)
        if owners:
            yield from _qualifiers(match, owners, case)
            for claim in owners:
                yield from _companions(match, claim, case)
                yield from _intruders(match, claim, case)


def _qualifiers(match: ClaimMatch, owners: tuple[Claim, ...], case: Case) -> Iterator[Finding]:
    """Where several claims own the wording, every one of their qualifiers is needed."""
    altered = {change.qualifier.text for change in altered_qualifiers(case)}
    missing = [q for q in missing_qualifiers(match, owners, case) if q.text not in altered]
    footers = [q for q in missing if q.placement is QualifierPlacement.FOOTER]
    for kind, group in (("beside", [q for q in missing if q not in footers]), ("in the footer", footers)):
        if group:
            words = " ".join(f"“{q.text}”" for q in group)
            reason = f"{owners[0].key} has to carry {kind} it: {words}"
            yield _finding(match, case, reason, weight(CHECK.severity, match.mode), _insertion(match, group, case))


def _put_back(change: AlteredQualifier, case: Case) -> Finding:
    start, end = change.sentences[0].start, change.sentences[-1].end
    offer = Suggestion("replace", change.qualifier.text, start, end, change.claim.claim_id, change.claim.version)
    if change.comes_with_claim:
        offer = Suggestion("delete", "", start, end)
    reason = f"Not the qualifier that {change.claim.key} has to carry: “{change.qualifier.text}”"
    severity = weight(CHECK.severity, change.sentences[0].mode)
    return Finding("CLM-04", severity, start, end, case.text[start:end], reason, offer, rule_refs=CHECK.rule_refs)


def _insertion(match: ClaimMatch, group: list[Qualifier], case: Case) -> Suggestion:
    if group[0].placement is QualifierPlacement.FOOTER:
        end = len(case.text)
        return Suggestion("insert", "\n" + " ".join(q.text for q in group), end, end)
    same = [q for q in group if q.placement is QualifierPlacement.SAME_SENTENCE]
    if same:
        return Suggestion("insert", "".join(f"; {q.text.rstrip('.')}" for q in same), match.end, match.end)
    end = match.sentences[-1].end
    gap = " " if case.text[:end].rstrip().endswith((".", "!", "?", "]", ")", '"', "”")) else ". "
    return Suggestion("insert", gap + " ".join(q.text for q in group), end, end)


def _companions(match: ClaimMatch, claim: Claim, case: Case) -> Iterator[Finding]:
    for claim_id, companion in missing_companions(match, claim, case):
        severity, offer = weight(CHECK.severity, match.mode), None
        if companion is not None:
            text = " ".join([companion.text, *(q.text for q in inline_qualifiers(companion))])
            end = match.unit.end
            offer = Suggestion("insert", f" {text}", end, end, companion.claim_id, companion.version)
        elif match.mode is Mode.PROMOTIONAL:
            severity = Severity.BLOCK  # nothing that may be inserted: the claim cannot be said
        yield _finding(match, case, f"{claim.key} may only be said together with {claim_id}.", severity, offer)


def _intruders(match: ClaimMatch, claim: Claim, case: Case) -> Iterator[Finding]:
    severity = weight(CHECK.severity, match.mode)
    if match.mode is Mode.PROMOTIONAL:
        severity = Severity.BLOCK  # nothing to insert makes the two compatible
    for what in intruders(match, claim, case):
        yield _finding(match, case, f"{claim.key} may not stand together with {what}.", severity, None)


def _finding(match: ClaimMatch, case: Case, reason: str, severity: Severity, offer: Suggestion | None) -> Finding:
    quote = case.text[match.start : match.end]
    return Finding("CLM-04", severity, match.start, match.end, quote, reason, offer, rule_refs=CHECK.rule_refs)


CHECK = Check("CLM-04", "Qualifier missing", _run, severities("R/R/R/R/W"), ("R1", "R13", "R16", "house: qualifiers"))
