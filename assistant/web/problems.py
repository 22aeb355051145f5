"""Errors at the door: one table of HTTP statuses, one JSON shape, one page."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from assistant.errors import AssistantError
from assistant.tracing import traced
from assistant.web.answers import HeldRow, Problem, ReleasedRow
from assistant.web.guarding import HEADERS
from assistant.web.limiting import TooMany
from guardrails import GuardrailError
from ingest import IngestError

STATUS = {
    "UsageError": 400,
    "ValueError": 400,
    "ClaimsInvalid": 400,
    "ImportRefused": 400,
    "DocumentUnreadable": 400,
    "NotSignedIn": 401,
    "WrongPassword": 401,
    "Forbidden": 403,
    "NotAllowed": 403,
    "NotFound": 404,
    "Conflict": 409,
    "DraftLocked": 409,
    "GuardrailError": 409,
    "PreconditionFailed": 412,
    "PreconditionMissing": 428,
    "DrafterUnavailable": 502,
    "LibraryBusy": 503,
    "StoreUnavailable": 503,
    "LibraryUnavailable": 503,
    "StorageFull": 503,
}
DESCRIPTIONS = {
    400: "A value makes no sense",
    401: "Not signed in, or the key does not hold",
    403: "Role, scope or territory does not allow it",
    404: "Nothing of that name",
    409: "Not released, or somebody else came first",
    412: "Changed since it was read: read it again",
    413: "Body too large",
    415: "The body is not application/json",
    422: "Body of another shape",
    428: "If-Match is missing",
    429: "Too many requests; Retry-After says when to come back",
}
RETRY_AFTER_S = 5
"""When to come back after a 503: stores that are full, locked or down may be well again within seconds."""
_LOG = logging.getLogger(__name__)
_PROBLEM = {"$ref": "#/components/schemas/Problem"}


class PreconditionFailed(AssistantError):
    """What was read has been changed since."""


class PreconditionMissing(AssistantError):
    """A change needs the ETag of what it changes."""


def documented(statuses: Sequence[int], answer: Any = None) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries of these problem statuses; of a draft, 409 may also be its state without its text."""
    content = {"application/json": {"schema": _PROBLEM}}
    found: dict[int | str, dict[str, Any]] = {s: {"description": DESCRIPTIONS[s], "content": content} for s in statuses}
    if answer is ReleasedRow and 409 in found:
        found[409] = {"description": DESCRIPTIONS[409], "model": HeldRow | Problem}
    return found


def add_handlers(app: FastAPI) -> None:
    """Every expected error becomes its status; an unexpected one a 500 with a number to quote, and no text of ours."""
    for root in (AssistantError, IngestError, GuardrailError):
        app.add_exception_handler(root, _expected)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(TooMany, _too_many)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _ours)


def status_of(exc: Exception) -> int:
    """HTTP status of an expected error, or of a field of a form that is not of its kind."""
    return next((STATUS[c.__name__] for c in type(exc).__mro__ if c.__name__ in STATUS), 500)


def _expected(request: Request, exc: Exception) -> Response:
    status = status_of(exc)
    if status == 401 and not _is_api(request) and type(exc).__name__ == "NotSignedIn":
        return _to_sign_in(request)
    headers = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": str(RETRY_AFTER_S)}}
    return _answer(request, status, type(exc).__name__, str(exc), headers.get(status))


def _invalid(request: Request, exc: Exception) -> Response:
    """422 without the input: what was sent may not be printable as JSON (NaN, half characters)."""
    assert isinstance(exc, RequestValidationError)
    rows = [{"where": [_printable(str(p)) for p in e["loc"]], "problem": _printable(e["msg"])} for e in exc.errors()]
    if _is_api(request):
        return JSONResponse({"error": "Invalid", "detail": rows}, status_code=422)
    return _page(request, 422, "; ".join(f"{row['where'][-1]}: {row['problem']}" for row in rows))


def _too_many(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, TooMany)
    return _answer(request, 429, "TooMany", str(exc), {"Retry-After": str(exc.retry_after_s)})


def _plain(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    headers = dict(exc.headers) if exc.headers else None
    words = "There is no such page." if exc.status_code == 404 else _printable(str(exc.detail))
    return _answer(request, exc.status_code, "HTTP", words, headers)


def _ours(request: Request, exc: Exception) -> Response:
    number = secrets.token_hex(2).upper()
    with traced(request.state.trace_id):
        _LOG.error("unexpected error %s", number, exc_info=exc)
    words = f"Something broke on our side ({number}). Nothing was sent or lost."
    # This answer is made outside of all middleware, which therefore cannot add its headers.
    return _answer(request, 500, "Unexpected", words, {**HEADERS, "X-Request-ID": request.state.trace_id})


def _answer(request: Request, status: int, name: str, words: str, headers: dict[str, str] | None) -> Response:
    if _is_api(request):
        return JSONResponse({"error": name, "detail": words}, status_code=status, headers=headers)
    page = _page(request, status, words)
    page.headers.update(headers or {})
    return page


def _page(request: Request, status: int, words: str) -> HTMLResponse:
    from assistant.web.pages.frame import problem_page

    return problem_page(request, status, words)


def _to_sign_in(request: Request) -> Response:
    target = "/setup" if not request.app.state.rooms.people.any_user() else "/sign-in"
    if request.headers.get("HX-Request"):
        return Response(status_code=204, headers={"HX-Redirect": target})
    return RedirectResponse(target, status_code=303)


def _is_api(request: Request) -> bool:
    path = request.url.path
    return path.startswith("/api/") or path in ("/healthz", "/readyz", "/metrics", "/openapi.json")


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
