"""The table of all pages: method, path, permission, handler. A page without permission cannot be added."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from assistant.people.permissions import Permission as Perm
from assistant.web.pages import entrance
from assistant.web.visitors import Handler, needs


@dataclass(frozen=True, slots=True)
class Page:
    """One page or form."""

    method: str
    path: str
    permission: Perm | None
    """None: open to everybody, signed in or not."""
    handler: Handler


PAGES: tuple[Page, ...] = (
    Page("GET", "/static/{name}", None, entrance.static),
    Page("GET", "/setup", None, entrance.get_setup),
    Page("POST", "/setup", None, entrance.post_setup),
    Page("GET", "/sign-in", None, entrance.get_sign_in),
    Page("POST", "/sign-in", None, entrance.post_sign_in),
    Page("POST", "/sign-out", Perm.SIGNED_IN, entrance.post_sign_out),
    Page("GET", "/", Perm.SIGNED_IN, entrance.home),
    Page("GET", "/me", Perm.SIGNED_IN, entrance.get_me),
    Page("POST", "/me", Perm.SIGNED_IN, entrance.post_me),
    Page("GET", "/more", Perm.SIGNED_IN, entrance.more),
)


def page_router() -> APIRouter:
    """All pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    for entry in PAGES:
        guards = [Depends(needs(entry.permission))] if entry.permission else []
        router.add_api_route(
            entry.path, entry.handler, methods=[entry.method], dependencies=guards, response_model=None
        )
    return router
