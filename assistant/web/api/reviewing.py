"""The queue, comments, changes, signed decisions. The text of what is not released never leaves by this door."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query
from fastapi.responses import JSONResponse

from assistant.reviewing import Remark, ReviewState, Vote
from assistant.service.asking import require_own_text
from assistant.service.checking import bench_for
from assistant.service.review import change, comment, desk, sign, submit, submit_text
from assistant.service.shapes import released_row
from assistant.service.sight import Sight
from assistant.service.views import released_rows, review_row
from assistant.web.bodies import ChangeBody, CommentBody, DecisionBody, TextReviewBody
from assistant.web.once import IdempotencyKey, once
from assistant.web.paging import Limit, Offset, page_of
from assistant.web.visitors import Who
from guardrails import Finding, Released, Suggestion

Key = Annotated[str, Path(max_length=128)]


def post_submit(draft_id: Key, who: Who, key: IdempotencyKey = None) -> JSONResponse:
    """Send a draft of one's own to review."""
    return once(who, key, f"submit {draft_id}", None, lambda: review_row(submit(who.rooms, who.user, draft_id)), 201)


def post_text(body: TextReviewBody, who: Who, key: IdempotencyKey = None) -> JSONResponse:
    """Send a text that a person wrote to review."""
    require_own_text(who.rooms, who.user, body.products, f"{body.title}\n{body.text}")
    bench = bench_for(
        profile="screen",
        mode=body.mode,
        jurisdiction=body.jurisdiction,
        products=body.products,
        claims=who.rooms.claims,
        now=who.rooms.clock(),
    )

    def run() -> dict[str, Any]:
        return review_row(submit_text(who.rooms, who.user, body.title, body.text, bench.context))

    return once(who, key, "text", body, run, 201)


def get_reviews(
    who: Who, state: Annotated[ReviewState | None, Query()] = None, limit: Limit = 50, offset: Offset = 0
) -> dict[str, Any]:
    """The queue, what is due first on top."""
    return page_of(Sight(who.rooms, who.user).reviews(who.rooms.reviews.items(state)), offset, limit, review_row)


def get_review(review_id: Key, who: Who) -> dict[str, Any]:
    """One item with findings, decisions and comments; with its text and certificate once it is released."""
    found = desk(who.rooms, who.user, review_id)
    return {
        **review_row(found.item),
        "sha256": found.version.sha256,
        "verdict": found.outcome.verdict.decision.value,
        "findings": [_finding(f) for f in found.outcome.verdict.findings],
        "decisions": [
            {
                "version": d.version,
                "discipline": d.discipline,
                "choice": d.choice.value,
                "name": d.name,
                "reason": d.reason,
                "signed_at": d.signed_at.isoformat(),
                "record_sha256": d.record_sha256,
            }
            for d in found.decisions
        ],
        "comments": [
            {
                "version": c.version,
                "start": c.start,
                "end": c.end,
                "text": c.text,
                "name": c.name,
                "at": c.at.isoformat(),
            }
            for c in found.comments
        ],
        "document": released_row(found.outcome, found.sources) if isinstance(found.outcome, Released) else None,
    }


def post_comment(review_id: Key, body: CommentBody, who: Who, key: IdempotencyKey = None) -> JSONResponse:
    """Comment on a span."""

    def run() -> dict[str, Any]:
        made = comment(who.rooms, who.user, review_id, Remark(body.version, body.start, body.end, body.text))
        return {"comment_id": made.comment_id, "at": made.at.isoformat()}

    return once(who, key, f"comment {review_id}", body, run, 201)


def post_change(review_id: Key, body: ChangeBody, who: Who, key: IdempotencyKey = None) -> JSONResponse:
    """Make the next version; decisions on the old one no longer count."""
    edits = [Suggestion("replace", e.text, e.start, e.end) for e in body.edits]

    def run() -> dict[str, Any]:
        made = change(who.rooms, who.user, review_id, body.version, edits, body.note)
        return {"review_id": review_id, "version": made.version, "sha256": made.sha256}

    return once(who, key, f"change {review_id}", body, run, 201)


def post_decision(review_id: Key, body: DecisionBody, who: Who, key: IdempotencyKey = None) -> JSONResponse:
    """Decide and sign: approve, approve with changes, or reject with a reason."""

    def run() -> dict[str, Any]:
        made, state = sign(who.rooms, who.user, review_id, Vote(body.version, body.choice, body.reason), body.password)
        return {
            "review_id": review_id,
            "state": state.value,
            "name": made.name,
            "meaning": made.choice.value,
            "signed_at": made.signed_at.isoformat(),
            "record_sha256": made.record_sha256,
        }

    return once(who, key, f"decision {review_id}", body, run, 201)


def get_released(who: Who, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """Everything released, and where it went."""
    return page_of(released_rows(who.rooms, who.user), offset, limit, lambda row: row)


def _finding(finding: Finding) -> dict[str, Any]:
    """A finding by place, without the words it is about."""
    return {
        "check_id": finding.check_id,
        "severity": finding.severity.word,
        "start": finding.start,
        "end": finding.end,
        "fingerprint": finding.fingerprint,
        "rule_refs": list(finding.rule_refs),
        "routing": finding.routing,
    }
