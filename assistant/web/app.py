"""The application: routes parse, call one use case, render."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assistant.domain import EXTRACTIVE
from assistant.service.importing import Previews
from assistant.service.rooms import Rooms
from assistant.web.answers import Problem
from assistant.web.api.routes import api_router
from assistant.web.body_examples import EXAMPLES
from assistant.web.guarding import add_guards
from assistant.web.limiting import DRAFTS_AT_ONCE, DRAFTS_AT_ONCE_BY_MODEL, Limiter
from assistant.web.metrics import Metrics
from assistant.web.observing import Observed
from assistant.web.pages.routes import page_router
from assistant.web.problems import add_handlers

MAX_BODY = 12 * 2**20
"""Largest request: an uploaded document of 10 MB with its form."""


def create_app(
    rooms: Rooms, *, limiter: Limiter | None = None, setup_code: str = "", cold: tuple[str, ...] = ()
) -> FastAPI:
    """The application over these parts.

    Args:
        rooms: The parts; each request acts on them in the name of its person.
        limiter: Counts requests; the usual rates if left out.
        setup_code: What the first administrator has to show; without one the first-run page is closed.
        cold: Parts that could not be loaded at the start, told at `/readyz`.
    """
    app = FastAPI(title="callprep", version="1", docs_url=None, redoc_url=None, max_body_size=MAX_BODY)
    app.state.rooms = rooms
    app.state.limiter = limiter or Limiter(drafts_at_once=_drafts_at_once(rooms))
    app.state.setup_code = setup_code
    app.state.cold = cold
    app.state.previews = Previews()
    app.state.metrics = Metrics(rooms)
    app.state.stopping = lambda: False
    app.include_router(api_router())
    app.include_router(page_router())
    add_handlers(app)
    add_guards(app)
    app.add_middleware(Observed, metrics=app.state.metrics)
    app.openapi = openapi_document  # type: ignore[method-assign]
    return app


def _drafts_at_once(rooms: Rooms) -> int:
    return DRAFTS_AT_ONCE if rooms.drafter.name == EXTRACTIVE else DRAFTS_AT_ONCE_BY_MODEL


@cache
def openapi_document() -> dict[str, Any]:
    """The OpenAPI document of the API, with the one way in: a key."""
    schema = get_openapi(title="callprep", version="1", routes=api_router().routes)
    components = schema.setdefault("components", {})
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    components["schemas"]["Problem"] = Problem.model_json_schema()
    for name, body in EXAMPLES.items():
        components["schemas"][name]["examples"] = [dict(body)]
    return schema
