"""JSON routes under /api/v1. A text that was not released is answered with its state, never with its words."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from assistant.domain import Role
from assistant.service.ask import ask
from assistant.service.brief import asker_of, brief
from assistant.service.checking import bench_for, check_text
from assistant.service.library import find, hit_row
from assistant.service.prep import find_visit, prepare
from assistant.service.rooms import Rooms
from assistant.service.shapes import held_row, released_row
from assistant.web.bodies import AskBody, BriefBody, CheckBody, PrepBody, SearchBody
from guardrails import Quarantined, Released


def rooms_of(request: Request) -> Rooms:
    """The parts of this application."""
    return request.app.state.rooms  # type: ignore[no-any-return]


Parts = Annotated[Rooms, Depends(rooms_of)]
HELD = 409
"""Status of a draft that exists but was not released."""


def api_router() -> APIRouter:
    """All JSON routes."""
    router = APIRouter()
    problems: dict[int | str, dict[str, Any]] = {
        400: {"description": "A value makes no sense"},
        404: {"description": "Nothing of that name"},
        409: {"description": "Not released"},
        413: {"description": "Body too large"},
        422: {"description": "Body of another shape"},
    }
    router.add_api_route("/healthz", health, methods=["GET"])
    router.add_api_route("/readyz", ready, methods=["GET"])
    for path, route in (
        ("ask", post_ask),
        ("prep", post_prep),
        ("brief", post_brief),
        ("check", post_check),
        ("search", post_search),
    ):
        router.add_api_route(f"/api/v1/{path}", route, methods=["POST"], responses=problems)
    return router


def health() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok"}


def ready(rooms: Parts) -> dict[str, object]:
    """The stores answer."""
    status = rooms.library.status()
    return {"status": "ready", "articles": status.articles, "embedder": status.embedder, "snapshot": status.snapshot_id}


def post_ask(body: AskBody, rooms: Parts) -> JSONResponse:
    """Answer a question."""
    asker = asker_of(rooms, Role(body.role), body.request_id, body.jurisdiction)
    return _document(ask(rooms, body.question, asker, rooms.clock()).outcome)


def post_prep(body: PrepBody, rooms: Parts) -> JSONResponse:
    """Prepare a call pack."""
    now = rooms.clock()
    visit = find_visit(rooms, now, account=body.account, hcp=body.hcp, topic=body.topic)
    return _document(prepare(rooms, visit, now, "Account manager"))


def post_brief(body: BriefBody, rooms: Parts) -> JSONResponse:
    """Draft a P&T brief."""
    return _document(
        brief(rooms, body.product, body.indication, body.requested_by, rooms.clock(), "Medical Information")
    )


def post_check(body: CheckBody, rooms: Parts) -> dict[str, Any]:
    """Judge a text."""
    bench = bench_for(
        profile=body.profile,
        mode=body.mode,
        jurisdiction=body.jurisdiction,
        products=body.products,
        claims=rooms.claims if body.profile == "draft" else None,
        now=rooms.clock(),
    )
    return check_text(bench, body.text, evidence=body.evidence)


def post_search(body: SearchBody, rooms: Parts) -> dict[str, Any]:
    """Find passages."""
    hits = find(rooms, body.question, body.limit)
    return {"hits": [hit_row(hit) for hit in hits], "searched": rooms.library.status().articles}


def _document(outcome: Released | Quarantined) -> JSONResponse:
    if isinstance(outcome, Quarantined):
        return JSONResponse(held_row(outcome), status_code=HELD)
    return JSONResponse(released_row(outcome))
