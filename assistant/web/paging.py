"""Pages of a list and tags of a thing: the same for every route."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Header, Query, Request
from fastapi.responses import JSONResponse, Response

from assistant.web.problems import PreconditionFailed, PreconditionMissing

T = TypeVar("T")
Limit = Annotated[int, Query(ge=1, le=200, description="Rows a page.")]
IfMatch = Annotated[str | None, Header(alias="If-Match", description="ETag of what is changed, as it was read.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="Rows to skip: `next` of the page before.")]


def page_of(rows: Sequence[T], offset: int, limit: int, shape: Callable[[T], Any]) -> dict[str, Any]:
    """One page: `items`, `total`, and `next` (offset of the page after, or null)."""
    items = [shape(row) for row in rows[offset : offset + limit]]
    following = offset + limit if offset + limit < len(rows) else None
    return {"items": items, "total": len(rows), "next": following}


def etag_of(value: Any) -> str:
    """A strong tag of a JSON value."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def tagged(request: Request, value: Any) -> Response:
    """The value with its ETag; 304 where the client has it already."""
    tag = etag_of(value)
    known = [part.strip() for part in request.headers.get("If-None-Match", "").split(",")]
    if tag in known:
        return Response(status_code=304, headers={"ETag": tag})
    return JSONResponse(value, headers={"ETag": tag})


def require_match(sent: str | None, current: Any) -> None:
    """Let a change through only if it is based on what is there now.

    Raises:
        PreconditionMissing: No If-Match.
        PreconditionFailed: Somebody changed it since.
    """
    if not sent:
        raise PreconditionMissing("Read it first and send its ETag as If-Match.")
    if etag_of(current) not in [part.strip() for part in sent.split(",")]:
        raise PreconditionFailed("It was changed since you read it. Read it again.")
