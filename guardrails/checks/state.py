"""STATE-01: a state's demands on words for a state-licensed or hemp product are not met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guardrails.assertion import assess
from guardrails.case import Case, Check, Sentence, severities
from guardrails.domain import Finding, ProductStatus, Profile, Severity, Suggestion
from guardrails.frames import load_frames
from guardrails.jurisdictions import MandatedStatement, StatePack, packs_for, seen
from guardrails.normalise import fold
from guardrails.trials import double_blind_trials

_BOUND = (ProductStatus.STATE_LICENSED, ProductStatus.HEMP, ProductStatus.UNKNOWN)


def _run(case: Case) -> Iterator[Finding]:
    if not case.context.jurisdiction.startswith("US-") or not case.text:
        return
    said = [s for s in case.sentences if CHECK.severity[s.mode] is not None and s.text.strip()]
    if not said or not _binds(case, said):
        return
    bound = packs_for(case.context.jurisdiction)
    if not bound.known:
        reason = f"No pack for {case.context.jurisdiction!r}: judged by the strictest of all; counsel has to read it"
        yield _finding(case, said[0], Severity.REVIEW, reason)
    plains = [s.plain for s in case.sentences]
    for pack in bound.packs:
        yield from _approval(case, pack, said, Severity.BLOCK if bound.known else Severity.REVIEW)
        yield from _statements(case, pack, said, plains)
        yield from _prohibited(case, pack, said)
        if pack.parity_required:
            yield from _parity(case, pack, said)
        yield from _evidence(case, pack, said)


def _binds(case: Case, said: Sequence[Sentence]) -> bool:
    """State packs bind state-licensed, hemp and unknown products; an approved one follows federal rules everywhere.

    In a draft the product is what the context or a sentence names; a lone text may also only describe it.
    """
    context = case.context
    named = [p for p in context.products if p.product_id in context.product_ids or _named(p.names, said)]
    if named or context.product_ids:
        known = {product.product_id for product in named}
        return any(p.status in _BOUND for p in named) or any(i not in known for i in context.product_ids)
    if context.profile is Profile.DRAFT:
        return False
    found = [load_frames("state").classes_in(s) for s in said]
    return any("goods" in one for one in found) and not any("approved_drug" in one for one in found)


def _named(names: Sequence[str], said: Sequence[Sentence]) -> bool:
    return any(fold(name) in sentence.plain for name in names for sentence in said)


def _approval(case: Case, pack: StatePack, said: Sequence[Sentence], severity: Severity) -> Iterator[Finding]:
    rule = pack.pre_approval
    if rule is None or not ("any" in rule.scope or case.context.channel in rule.scope):
        return
    prefix = pack.jurisdiction.removeprefix("US-")
    if not any(approval.startswith((prefix, pack.jurisdiction)) for approval in case.context.approval_ids):
        reason = f"{pack.name} demands prior approval by the {rule.authority}; no approval id is given"
        yield _finding(case, said[0], severity, reason, pack)


def _statements(case: Case, pack: StatePack, said: Sequence[Sentence], plains: Sequence[str]) -> Iterator[Finding]:
    for statement in pack.mandated_statements:
        if statement.only_if and not seen(statement.only_if, plains):
            continue
        if not _present(statement, plains):
            end = len(case.text)
            offer = Suggestion("insert", f" {statement.text}", end, end)
            reason = f"{pack.name} demands the statement {statement.id!r} (wording to be confirmed by counsel)"
            yield _finding(case, said[-1], Severity.REWRITE, reason, pack, offer)


def _present(statement: MandatedStatement, plains: Sequence[str]) -> bool:
    found = seen(statement.seen_if, plains)
    return bool(found) if statement.any else len(found) == len(statement.seen_if)


def _prohibited(case: Case, pack: StatePack, said: Sequence[Sentence]) -> Iterator[Finding]:
    for rule in pack.prohibited:
        for sentence in said:
            if seen(rule.seen_if, (sentence.plain,)) and assess(sentence, 0, len(sentence.text), case).claimed:
                yield _finding(case, sentence, Severity.REWRITE, f"{pack.name}: {rule.reason}", pack)


def _parity(case: Case, pack: StatePack, said: Sequence[Sentence]) -> Iterator[Finding]:
    """More sentences on benefit than on risk; the statements that stand on every piece say no risk of this one."""
    own = [s for s in said if not any(_present(fixed, (s.plain,)) for fixed in pack.mandated_statements)]
    found = [load_frames("state").classes_in(s) for s in own]
    benefits = [s for s, one in zip(own, found, strict=True) if "benefit" in one and "risk" not in one]
    risks = [s for s, one in zip(own, found, strict=True) if "risk" in one]
    if len(benefits) > len(risks):
        reason = f"{pack.name} demands risks as fully as benefits: {len(benefits)} sentences of benefit, {len(risks)} of risk"
        yield _finding(case, benefits[0], Severity.REWRITE, reason, pack)


def _evidence(case: Case, pack: StatePack, said: Sequence[Sentence]) -> Iterator[Finding]:
    """Fewer trials behind a therapeutic claim than the state asks for; they are counted in the evidence at hand."""
    rule = pack.evidence_required
    if rule is None or case.context.profile is not Profile.DRAFT:
        return
    claimed = [
        s for s in said if "benefit" in load_frames("state").classes_in(s) and assess(s, 0, len(s.text), case).claimed
    ]
    trials = double_blind_trials(case.evidence.values())
    if claimed and len(trials) < rule.therapeutic_claims:
        reason = (
            f"{pack.name} asks for {rule.therapeutic_claims} studies ({rule.design}) behind a therapeutic claim; "
            f"the evidence at hand has {len(trials)}{': ' + ', '.join(trials) if trials else ''}"
        )
        yield _finding(case, claimed[0], Severity.BLOCK, reason, pack)


def _finding(
    case: Case,
    sentence: Sentence,
    severity: Severity,
    reason: str,
    pack: StatePack | None = None,
    suggestion: Suggestion | None = None,
) -> Finding:
    return Finding(
        check_id=CHECK.check_id,
        severity=severity,
        start=sentence.start,
        end=sentence.end,
        quote=case.text[sentence.start : sentence.end],
        reason=reason,
        suggestion=suggestion,
        rule_refs=pack.sources if pack is not None else CHECK.rule_refs,
        check_version=CHECK.version,
    )


CHECK = Check(
    check_id="STATE-01",
    title="State rules",
    run=_run,
    severity=severities("R/R/R/R/-"),
    rule_refs=("state packs",),
)
