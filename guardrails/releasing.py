"""The only way out: a draft leaves as `Released` with a certificate, or stays as `Quarantined`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from guardrails.case import Check
from guardrails.certificate import Signer, issue_certificate
from guardrails.checker import Bench, check, with_finding
from guardrails.domain import (
    Claim,
    Context,
    Decision,
    Draft,
    Evidence,
    Finding,
    Quarantined,
    Released,
    Severity,
    Verdict,
    Waiver,
    Withheld,
)
from guardrails.edits import apply_edits
from guardrails.gate_token import TOKEN
from guardrails.pruning import Pruned, offered_edits, prune, strip_places

REWRITE_PASSES = 2
PRUNE_PASSES = 8
"""Each pass withholds at least one statement; a draft that still fails after these is not worth saving."""

_Judge = Callable[[Draft], Verdict]


def release(
    draft: Draft,
    *,
    evidence: Mapping[str, Evidence],
    claims: Sequence[Claim],
    context: Context,
    waivers: Sequence[Waiver] = (),
    now: datetime,
    signer: Signer,
    generated: bool = True,
    judges: Sequence[Check] = (),
    bench: Bench | None = None,
) -> Released | Quarantined:
    """Judge a draft and hand it out only if exactly its final text passed, now.

    A generated draft is pruned first: offered rewrites are applied (at most twice), statements that still fail are
    withheld and listed, and the rest is checked again in full. With `generated=False` (text that people wrote) nothing
    is changed. The draft stays quarantined if a finding concerns the whole document, a required section would be empty,
    or a person has to review it and no waiver says so.
    """

    def judge(text: Draft) -> Verdict:
        return check(
            text,
            evidence=evidence,
            claims=claims,
            context=context,
            waivers=waivers,
            now=now,
            judges=judges,
            bench=bench,
        )

    draft = strip_places(draft)
    verdict = judge(draft)
    withheld: tuple[Withheld, ...] = ()
    if generated:
        draft, verdict, withheld = _mend(draft, verdict, judge)
    if verdict.decision is not Decision.RELEASE:
        return Quarantined(draft, verdict, withheld)
    certificate = issue_certificate(draft, verdict, evidence, signer, claims=claims, context=context)
    return Released(draft, verdict, certificate, withheld, _token=TOKEN)


def _mend(draft: Draft, verdict: Verdict, judge: _Judge) -> tuple[Draft, Verdict, tuple[Withheld, ...]]:
    draft, verdict = _rewrite(draft, verdict, judge, REWRITE_PASSES)
    withheld: tuple[Withheld, ...] = ()
    for _ in range(PRUNE_PASSES):
        pruned = prune(draft, verdict.findings)
        if pruned is None:
            break
        withheld += pruned.withheld
        if pruned.emptied:
            return draft, with_finding(verdict, _emptied(draft, pruned)), withheld
        draft = strip_places(pruned.draft)
        # Taking a statement out can ask for one more edit (a safety block that another claim needs), never for more.
        draft, verdict = _rewrite(draft, judge(draft), judge, 1)
    return draft, verdict, withheld


def _rewrite(draft: Draft, verdict: Verdict, judge: _Judge, passes: int) -> tuple[Draft, Verdict]:
    for _ in range(passes):
        edits = offered_edits(verdict.findings)
        if not edits:
            break
        draft = strip_places(apply_edits(draft, edits).draft)
        verdict = judge(draft)
    return draft, verdict


def _emptied(draft: Draft, pruned: Pruned) -> Finding:
    section = pruned.emptied[0]
    start = draft.text.find(section.title)
    reason = f"Nothing of the section {section.title!r} passed the checks; without it the document would be incomplete."
    return Finding("GATE-01", Severity.BLOCK, start, start + len(section.title), section.title, reason)
