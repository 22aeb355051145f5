"""ROUTE-01: the first decision (policy by mode, status, audience, request, place) and the closed world of approved wording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from guardrails.case import Case, Check, Sentence, severities
from guardrails.claims.diff import diff_wording
from guardrails.claims.matching import ClaimMatch, MatchKind, matches_of, product_names
from guardrails.claims.qualifying import altered_qualifiers
from guardrails.claims.usage import restored, usable_owners
from guardrails.claims.words import keys_of
from guardrails.claims.worthiness import asserts_effect
from guardrails.domain import Finding, Mode, ProductStatus, Profile, Severity, StatementKind, Suggestion
from guardrails.policy import Situation, rule_on, situations_of


def _run(case: Case) -> Iterator[Finding]:
    for mode in dict.fromkeys(s.mode for s in case.sentences):
        yield from _ruled(case, mode)
    yield from _closed_world(case)


def _ruled(case: Case, mode: Mode) -> Iterator[Finding]:
    claiming = _claiming(case)
    said = [s for s in case.sentences if s.mode is mode and _speaks(s, claiming)]
    if not said:
        return
    for situation in _situations(case, mode, said):
        ruling = rule_on(situation)
        if ruling.severity is not None:
            place = _about(situation, said, case)
            yield _finding(case, place.start, place.end, ruling.reason, ruling.severity, routing=ruling.routing)


def _situations(case: Case, mode: Mode, said: list[Sentence]) -> list[Situation]:
    """The text's own situations, and that of class evidence where it cites literature beside a product."""
    own = list(situations_of(case.context, mode))
    if case.context.product_ids and any(_literature(s, case) for s in said):
        classwide = Situation(
            mode, ProductStatus.CLASS, case.context.audience, case.context.request_origin, case.context.jurisdiction
        )
        own.append(classwide)
    return list(dict.fromkeys(own))


def _about(situation: Situation, said: list[Sentence], case: Case) -> Sentence:
    if situation.status is ProductStatus.CLASS:
        return next((s for s in said if _literature(s, case)), said[0])
    return said[0]


def _speaks(sentence: Sentence, claiming: frozenset[int]) -> bool:
    """True for a sentence that says something; talk, headings and cautions are no material."""
    if sentence.statement is not None:
        return sentence.statement.kind not in (StatementKind.LOGISTICS, StatementKind.CAUTION, StatementKind.ASKED)
    return sentence.index in claiming


def _claiming(case: Case) -> frozenset[int]:
    """Sentences of a lone text that say something."""
    if case.draft.sections:
        return frozenset()
    return frozenset(s.index for m in matches_of(case) if m.kind is not MatchKind.NON_CLAIM for s in m.sentences)


def _literature(sentence: Sentence, case: Case) -> bool:
    cited = sentence.statement.citations if sentence.statement is not None else ()
    sources = (case.evidence.get(c.evidence_id) for c in cited)
    return any(source is not None and source.origin in ("abstract", "digest", "document") for source in sources)


def _closed_world(case: Case) -> Iterator[Finding]:
    """In promotional zones every sentence worth a claim has to be approved wording."""
    altered = {sentence.index for change in altered_qualifiers(case) for sentence in change.sentences}
    for match in matches_of(case):
        if match.kind is not MatchKind.UNAPPROVED or match.mode is not Mode.PROMOTIONAL:
            continue
        if match.unclear:
            reason = "Cannot tell whether this claims something; a person has to read it before it goes out."
            yield _finding(case, match.start, match.end, reason, Severity.REVIEW)
            continue
        if any(sentence.index in altered for sentence in match.sentences):
            continue  # CLM-04 puts the qualifier back
        offer, severity = _offer(match, case)
        if offer is not None:
            reason = f"This may be {offer.claim_id} in other words; use the approved wording or have this approved."
            yield _finding(case, match.start, match.end, reason, severity, offer=offer)
            continue
        reason = "Promotional text may only use approved wording, and no claim in the library says this; leave it out."
        yield _finding(case, match.start, match.end, reason, Severity.BLOCK)


def _offer(match: ClaimMatch, case: Case) -> tuple[Suggestion | None, Severity]:
    """The claim that an unapproved sentence may paraphrase, unless it brings in a meaning that the claim lacks.

    One that leaves a limit out, or asserts an effect outright, is put back to the claim; else a person compares the two.
    """
    if match.perhaps is None:
        return None, Severity.BLOCK
    words = keys_of(case.text[match.start : match.end])
    diffs = diff_wording(words, match.perhaps.keys, names=product_names(case))
    if any(diff.changes_meaning and diff.added for diff in diffs):
        return None, Severity.BLOCK
    approved = [c for c in match.perhaps.claims if c in usable_owners(_as_owned(match), case)]
    says_more = any(diff.changes_meaning for diff in diffs) or asserts_effect(case.text[match.start : match.end])
    severity = Severity.REWRITE if says_more else Severity.REVIEW
    return (restored(match, approved[0]), severity) if approved else (None, Severity.BLOCK)


def _as_owned(match: ClaimMatch) -> ClaimMatch:
    return replace(match, claims=match.perhaps.claims if match.perhaps else ())


def _finding(
    case: Case,
    start: int,
    end: int,
    reason: str,
    severity: Severity,
    *,
    routing: bool = False,
    offer: Suggestion | None = None,
) -> Finding:
    quote = case.text[start:end]
    return Finding("ROUTE-01", severity, start, end, quote, reason, offer, rule_refs=CHECK.rule_refs, routing=routing)


CHECK = Check(
    "ROUTE-01",
    "Policy and closed world",
    _run,
    severities("B/N/B/N/W"),
    ("R8", "R10", "R12", "R14", "R15"),
    frozenset({Profile.DRAFT}),
)
