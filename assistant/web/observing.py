"""What every request leaves behind: an id in its answer, a line in the log, a count in the metrics."""

from __future__ import annotations

import logging
import time
from typing import Any

from starlette.datastructures import Headers, MutableHeaders

from assistant.tracing import trace_of, traced
from assistant.web.metrics import Metrics

HEADER = "X-Request-ID"
_LOG = logging.getLogger(__name__)
_QUIET = ("/healthz", "/readyz", "/metrics")
"""Asked every few seconds by machines: counted, and logged at DEBUG."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Observed:
    """Wraps the application; the id holds for all that a request does, in other threads too."""

    def __init__(self, app: Any, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace, began, status = trace_of(Headers(scope=scope).get(HEADER, "")), time.perf_counter(), 500
        scope.setdefault("state", {})["trace_id"] = trace

        async def answer(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = trace
            await send(message)

        with traced(trace):
            try:
                await self._app(scope, receive, answer)
            finally:
                self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Any, status: int, seconds: float) -> None:
        """The route's pattern stands for the path, which may hold what a person typed."""
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.count(method, route, status, seconds)
        fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        _LOG.log(logging.DEBUG if route in _QUIET else logging.INFO, "request", extra={"fields": fields})
