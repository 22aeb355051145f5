"""The one way out: a draft and its evidence go in, `Released` or `Quarantined` comes out, and an audit event stays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.artifacts.parts import FactBook
from assistant.domain import Account
from assistant.reviewing import KeptDraft
from assistant.service.rooms import Rooms
from assistant.store.documents import dump_kept
from guardrails import (
    Claim,
    Context,
    Decision,
    Draft,
    Evidence,
    Finding,
    Mode,
    Profile,
    Quarantined,
    Released,
    Severity,
    Verdict,
    Waiver,
    check,
    release,
    with_finding,
)

_LISTING = frozenset({"account_plan", "business_review"})


def draft_id_for(artifact: str, inputs: Mapping[str, object], snapshot_id: str, now: datetime) -> str:
    """Same inputs, library and time give the same id, so that a replay gives the same bytes."""
    text = json.dumps([artifact, dict(inputs), snapshot_id, now.isoformat()], sort_keys=True, default=str)
    return f"{artifact.upper().replace('_', '-')}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def judge(
    rooms: Rooms,
    draft: Draft,
    facts: FactBook,
    evidence: Iterable[Evidence],
    context: Context,
    now: datetime,
    *,
    request_id: str | None = None,
    inputs: Mapping[str, Any] | None = None,
) -> Released | Quarantined:
    """Prune, judge and record one generated draft. Sign-offs for its request cover routing findings alone."""
    sources = {e.evidence_id: e for e in (*evidence, facts.evidence())}
    claims = rooms.claims.claims
    signed = rooms.documents.waivers(draft.sha256)
    outcome = release(
        draft, evidence=sources, claims=claims, context=context, waivers=signed, now=now, signer=rooms.signer
    )
    # A signature sends a sound text to its reader; it never covers a fault of the text.
    if isinstance(outcome, Quarantined) and outcome.verdict.routing_only and request_id:
        waivers = routing_waivers(rooms, outcome.draft, outcome.verdict, request_id, now)
        if waivers:
            held = outcome
            outcome = release(
                held.draft,
                evidence=sources,
                claims=claims,
                context=context,
                waivers=waivers,
                now=now,
                signer=rooms.signer,
            )
            outcome = replace(outcome, withheld=held.withheld + outcome.withheld)
    _record(rooms, outcome, KeptDraft(outcome.draft, context, tuple(sources.values())), now, inputs or {})
    return outcome


def judge_text(
    rooms: Rooms,
    draft: Draft,
    claims: tuple[Claim, ...],
    context: Context,
    now: datetime,
    found: Iterable[Finding] = (),
) -> Verdict:
    """Verdict on a text that people wrote: judged, never pruned. The event holds its hash, not its words.

    `found` are findings about the file that the text came in, which can only make it stricter.
    """
    verdict = check(draft, evidence={}, claims=claims, context=context, now=now)
    for finding in found:
        verdict = with_finding(verdict, finding)
    rooms.audit.append(rooms.actor, "text.checked", {"sha256": draft.sha256, "decision": verdict.decision.value}, now)
    return verdict


def strictest(rooms: Rooms) -> Context:
    """What words that stand on documents of every kind are judged by: promotion, every product, every place of an account."""
    places = "; ".join(sorted({"US", *(a.jurisdiction for a in rooms.objects.all(Account))}))
    return Context(mode=Mode.PROMOTIONAL, profile=Profile.DRAFT, jurisdiction=places, products=rooms.claims.products)


def routing_waivers(rooms: Rooms, draft: Draft, verdict: Verdict, request_id: str, now: datetime) -> tuple[Waiver, ...]:
    """Waivers of the routing findings of a draft, if M, L and R signed that its kind may go to this request."""
    signed = [
        s
        for s in rooms.documents.sign_offs(request_id)
        if s.artifact == draft.artifact and s.signed_at <= now < s.expires_at
    ]
    if {s.discipline for s in signed} < {"M", "L", "R"}:
        return ()
    return tuple(
        Waiver(
            fingerprint=finding.fingerprint,
            draft_sha256=draft.sha256,
            name=sign_off.name,
            discipline=sign_off.discipline,
            reason=sign_off.meaning,
            signed_at=sign_off.signed_at,
            expires_at=sign_off.expires_at,
        )
        for finding in verdict.findings
        if finding.routing and finding.severity == Severity.REVIEW
        for sign_off in signed
    )


def _record(
    rooms: Rooms, outcome: Released | Quarantined, kept: KeptDraft, now: datetime, inputs: Mapping[str, Any]
) -> None:
    verdict, draft = outcome.verdict, outcome.draft
    cited = {c.evidence_id for s, _, _ in draft.statements() for c in s.citations}
    row = {
        "draft_id": draft.draft_id,
        "artifact": draft.artifact,
        "draft_sha256": draft.sha256,
        "decision": verdict.decision.value,
        "created_at": now,
        "payload": {
            "actor": rooms.actor,
            "title": draft.title,
            "inputs": dict(inputs),
            "drafter": rooms.drafter.name,
            "ruleset": verdict.ruleset_version,
            "claims": rooms.claims.version,
            "snapshot": rooms.library.status().snapshot_id,
            "verdict_hash": verdict.verdict_hash,
            "withheld": len(outcome.withheld),
            "findings": [
                {"check_id": f.check_id, "severity": f.severity.word, "fingerprint": f.fingerprint}
                for f in verdict.findings
            ],
            "evidence": sorted(cited),
            "kept": dump_kept(kept),
        },
    }
    rooms.documents.put_draft(row)
    rooms.ledger.note_uses("draft", draft.draft_id, (*_sources(draft, cited), *_listed(rooms, draft)), now)
    if verdict.decision is Decision.RELEASE:
        rooms.ledger.unlock(draft.draft_id)
    rooms.audit.append(
        rooms.actor,
        "draft.released" if verdict.decision is Decision.RELEASE else "draft.held",
        {
            "draft_id": draft.draft_id,
            "artifact": draft.artifact,
            "sha256": draft.sha256,
            "decision": verdict.decision.value,
            "verdict": verdict.verdict_hash,
        },
        now,
    )


def _listed(rooms: Rooms, draft: Draft) -> Iterable[tuple[str, str]]:
    """Products of the claims that a paper about an account lists by key: it is about them without saying any."""
    if draft.artifact in _LISTING:
        text = draft.text
        yield from (("product", p) for claim in rooms.claims.claims if claim.key in text for p in claim.product_ids)


def _sources(draft: Draft, cited: Iterable[str]) -> Iterable[tuple[str, str]]:
    """What a draft rests on: claim versions said, articles and labels cited."""
    for statement, _, _ in draft.statements():
        if statement.claim is not None:
            yield "claim", f"{statement.claim.claim_id} v{statement.claim.version}"
    for evidence_id in cited:
        kind, _, label_id = evidence_id.partition(":")
        if kind == "label":
            yield "label", label_id
        elif kind not in ("fact", "search"):
            yield "article", evidence_id
