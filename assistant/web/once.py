"""Requests that change something, done once however often they are sent: idempotency keys, and forms with a token."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Header
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from assistant.errors import Conflict
from assistant.web.visitors import Fields, Visitor

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=128,
        pattern="^[A-Za-z0-9_-]+$",
        description="Same key, same body: the first answer again, nothing done twice.",
    ),
]


def new_token() -> str:
    """What a form carries as `once`."""
    return secrets.token_hex(8)


def id_of_form(prefix: str, who: Visitor, form: Fields, *said: str) -> str:
    """Id of what a form makes: the same however often a person sends this form, with the same in it where `said` is given.

    Whose form it is goes into the id, so that nobody names what is another's.
    """
    sent = " ".join((who.user.user_id, form.get("once") or new_token(), *said))
    return f"{prefix}-{hashlib.sha256(sent.encode()).hexdigest()[:16]}"


def once(
    who: Visitor,
    key: str | None,
    route: str,
    body: BaseModel | None,
    run: Callable[[], dict[str, Any]],
    status: int = 200,
) -> JSONResponse:
    """The answer of `run`, or the one given before under this key.

    Raises:
        Conflict: The key was used for another request, or the first one is still at work.
    """
    if key is None:
        return JSONResponse(run(), status_code=status)
    text = route + (body.model_dump_json(exclude={"password"}) if body else "")
    request_sha256 = hashlib.sha256(text.encode()).hexdigest()
    people, user_id = who.rooms.people, who.user.user_id
    before = people.claim_replay(user_id, key, request_sha256, who.rooms.clock())
    if before is None:
        return _first(who, key, run, status)
    if before[0] != request_sha256:
        raise Conflict("This Idempotency-Key was used for another request. Use a new one.")
    if before[1] is None:
        raise Conflict("The first request with this Idempotency-Key is still at work. Try again.")
    return JSONResponse(before[2], status_code=before[1], headers={"Idempotency-Replayed": "true"})


def _first(who: Visitor, key: str, run: Callable[[], dict[str, Any]], status: int) -> JSONResponse:
    people, user_id = who.rooms.people, who.user.user_id
    try:
        value = run()
    except BaseException:
        people.finish_replay(user_id, key, None, None)
        raise
    people.finish_replay(user_id, key, status, value)
    return JSONResponse(value, status_code=status)
