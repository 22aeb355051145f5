"""The life of a claim: new, changed, and each step on one version, based on the ETag with which it was read."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Request
from fastapi.responses import JSONResponse, Response

from assistant.service.cascade import CascadeReport
from assistant.service.claim_desk import draft_claim, rewrite_claim, stamp_of, take_step
from assistant.service.claim_steps import find_claim
from assistant.service.views import claim_row, claim_versions
from assistant.web.bodies import ClaimBody, ClaimFields, ClaimStepBody
from assistant.web.once import IdempotencyKey, once
from assistant.web.paging import IfMatch, require_match, tagged
from assistant.web.visitors import Visitor, Who, clean

Key = Annotated[str, Path(max_length=128)]


def post_claim(body: ClaimBody, who: Who, key: IdempotencyKey = None) -> JSONResponse:
    """Draft a new claim."""

    def run() -> dict[str, Any]:
        made = draft_claim(who.rooms, who.user, body.model_dump(exclude_unset=True, exclude_none=True))
        return claim_row(made, who.rooms.clock())

    return once(who, key, "claim", body, run, 201)


def patch_claim(claim_id: Key, body: ClaimFields, request: Request, who: Who, if_match: IfMatch = None) -> Response:
    """Change a draft; of a version that was submitted, the next one is made as a draft. Needs If-Match."""
    claim_id = clean(claim_id)
    seen = _seen(who, claim_id, claim_id, if_match)
    changes = body.model_dump(exclude_unset=True, exclude_none=True)
    rewrite_claim(who.rooms, who.user, claim_id, seen, changes)
    return tagged(request, {"versions": claim_versions(who.rooms, who.user, claim_id, who.rooms.clock())})


def post_claim_step(claim_id: Key, body: ClaimStepBody, who: Who, if_match: IfMatch = None) -> dict[str, Any]:
    """Submit, sign, withdraw, reinstate, or follow up an expiry: one version, and what follows. Needs If-Match."""
    claim_id = clean(claim_id)
    name = f"{claim_id} v{body.version}"
    seen = _seen(who, claim_id, name, if_match)
    claim, followed = take_step(
        who.rooms, who.user, name, seen, body.step, reason=body.reason, password=body.password
    )  # fmt: skip
    return {"claim": claim_row(claim, who.rooms.clock()), "followed": [_cascade_row(report) for report in followed]}


def _seen(who: Visitor, claim_id: str, name: str, if_match: str | None) -> str:
    """Stamp of the version, if nothing of the claim was changed since it was read.

    Raises:
        NotFound: No such claim or version.
        PreconditionMissing: No If-Match.
        PreconditionFailed: Somebody changed it since.
    """
    stamp = stamp_of(find_claim(who.rooms, name, who.user))
    require_match(if_match, {"versions": claim_versions(who.rooms, who.user, claim_id, who.rooms.clock())})
    return stamp


def _cascade_row(report: CascadeReport) -> dict[str, Any]:
    return {
        "cascade_id": report.cascade_id,
        "cause": report.cause,
        "subject": report.subject,
        "suspended": list(report.suspended),
        "locked": list(report.locked),
        "exports": list(report.exports),
        "calls": list(report.calls),
        "tasks": list(report.tasks),
    }
