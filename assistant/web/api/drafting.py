"""Questions, packs, briefs, checks. A text that was not released is answered with its state, never with its words."""

from __future__ import annotations

from typing import Any

from fastapi.responses import JSONResponse

from assistant.service.ask import ask
from assistant.service.asking import asker_for, claims_for, product_for, require_own_text, role_of, visit_for
from assistant.service.brief import brief
from assistant.service.checking import bench_for, check_text
from assistant.service.kept import kept_draft
from assistant.service.prep import prepare
from assistant.service.rooms import Rooms
from assistant.service.shapes import held_row, released_row
from assistant.service.signed import current_outcome
from assistant.service.views import cited_sources, own_drafts
from assistant.web.bodies import AskBody, BriefBody, CheckBody, PrepBody
from assistant.web.paging import Limit, Offset, page_of
from assistant.web.visitors import Who
from guardrails import Quarantined, Released

HELD = 409
"""Status of a draft that exists but was not released."""


def post_ask(body: AskBody, who: Who) -> JSONResponse:
    """Answer a question, cited, with references and certificate; or say that it is held."""
    asker = asker_for(who.rooms, who.user, body.request_id, body.jurisdiction)
    with who.drafting():
        made = ask(who.rooms, body.question, asker, who.rooms.clock()).outcome
    return document(who.rooms, made)


def post_prep(body: PrepBody, who: Who) -> JSONResponse:
    """Prepare a call pack."""
    now = who.rooms.clock()
    visit = visit_for(who.rooms, who.user, now, account=body.account, hcp=body.hcp, topic=body.topic)
    with who.drafting():
        made = prepare(who.rooms, visit, now, who.user.name, role_of(who.user), who.user)
    return document(who.rooms, made)


def post_brief(body: BriefBody, who: Who) -> JSONResponse:
    """Draft a P&T brief."""
    product = product_for(who.rooms, who.user, body.product)
    require_own_text(who.rooms, who.user, (), body.indication)
    now = who.rooms.clock()
    with who.drafting():
        made = brief(who.rooms, product, body.indication, body.requested_by, now, who.user.name, who.user)
    return document(who.rooms, made)


def post_check(body: CheckBody, who: Who) -> dict[str, Any]:
    """Judge any text: decision and findings with place, rule, reason and wording on offer."""
    require_own_text(who.rooms, who.user, body.products, body.text)
    bench = bench_for(
        profile=body.profile,
        mode=body.mode,
        jurisdiction=body.jurisdiction,
        products=body.products,
        claims=claims_for(who.rooms, who.user) if body.profile == "draft" else None,
        now=who.rooms.clock(),
    )
    return check_text(bench, body.text, evidence=body.evidence)


def get_documents(who: Who, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """One's own drafts, newest first: ids, titles and decisions, no text."""
    rows = own_drafts(who.rooms, who.user)
    return page_of(rows, offset, limit, lambda row: {**row, "created_at": row["created_at"].isoformat()})


def get_document(draft_id: str, who: Who) -> JSONResponse:
    """A draft of earlier, judged again now: released with a fresh certificate, or held."""
    _, kept = kept_draft(who.rooms, draft_id, who.user)
    outcome, _ = current_outcome(who.rooms, draft_id, kept, who.rooms.clock())
    return document(who.rooms, outcome)


def document(rooms: Rooms, outcome: Released | Quarantined) -> JSONResponse:
    """Released with its text, references and certificate; held without its text."""
    if isinstance(outcome, Quarantined):
        return JSONResponse(held_row(outcome), status_code=HELD)
    return JSONResponse(released_row(outcome, cited_sources(rooms, outcome)))
