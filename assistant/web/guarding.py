"""What holds for every answer: security headers, no caching, JSON bodies that say so."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
BODIES = ("POST", "PUT", "PATCH")


def add_guards(app: FastAPI) -> None:
    """Headers on every answer; 415 for API bodies of another type than JSON."""

    @app.middleware("http")
    async def _guard(request: Request, call_next: Any) -> Any:
        response = _other_type(request) or await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.url.scheme == "https":
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response


def _other_type(request: Request) -> JSONResponse | None:
    if request.method not in BODIES or not request.url.path.startswith("/api/"):
        return None
    has_body = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if has_body and kind != "application/json":
        return JSONResponse({"error": "MediaType", "detail": "Send application/json."}, status_code=415)
    return None
