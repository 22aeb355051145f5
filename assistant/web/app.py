"""The application: routes parse, call one use case, render. HTTP status of every expected error in one table."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from assistant.errors import AssistantError
from assistant.service.rooms import Rooms
from assistant.web.api import api_router
from assistant.web.pages import page_router
from guardrails import GuardrailError
from ingest import IngestError

STATUS = {
    "UsageError": 400,
    "ClaimsInvalid": 400,
    "ImportRefused": 400,
    "NotFound": 404,
    "LibraryBusy": 503,
    "DrafterUnavailable": 502,
    "StoreUnavailable": 503,
    "LibraryUnavailable": 503,
    "StorageFull": 503,
}
MAX_BODY = 2 * 2**20
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_app(rooms: Rooms) -> FastAPI:
    """The application over these parts; holds no state of its own."""
    app = FastAPI(title="callprep", version="0.1.0", docs_url=None, redoc_url=None, max_body_size=MAX_BODY)
    app.state.rooms = rooms
    app.include_router(api_router())
    app.include_router(page_router())
    app.add_exception_handler(RequestValidationError, _invalid)
    for root in (AssistantError, IngestError, GuardrailError):
        app.add_exception_handler(root, _expected)

    @app.middleware("http")
    async def _headers(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app


def _expected(request: Request, exc: Exception) -> JSONResponse:
    names = [cls.__name__ for cls in type(exc).__mro__]
    status = next((STATUS[name] for name in names if name in STATUS), 500)
    return JSONResponse({"error": type(exc).__name__, "detail": str(exc)}, status_code=status)


def _invalid(request: Request, exc: Exception) -> JSONResponse:
    """422 without the input: what was sent may not be printable as JSON (NaN, half characters)."""
    assert isinstance(exc, RequestValidationError)
    rows = [{"where": [str(p) for p in e["loc"]], "problem": _printable(e["msg"])} for e in exc.errors()]
    return JSONResponse({"error": "Invalid", "detail": rows}, status_code=422)


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
