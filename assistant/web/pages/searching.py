"""Saved searches: what is asked again, and what it brought."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from assistant.drafting.citing import short_name
from assistant.errors import AssistantError, UsageError
from assistant.service.search_digest import digest_text
from assistant.service.searches import NEWS, drop_search, save_search, see_alert
from assistant.web.pages.frame import page, see
from assistant.web.problems import status_of
from assistant.web.visitors import EMPTY, Fields, Form, Who

SHOWN = 40


def get_searches(request: Request, who: Who) -> HTMLResponse:
    """News on top, then the searches."""
    return _searches_page(request, who, EMPTY)


def post_searches(request: Request, who: Who, form: Form) -> Response:
    """Save a search, drop one, mark news as seen or read a digest as a text: the button says which."""
    try:
        if form.get("act") == "text":
            with who.drafting():
                made = digest_text(who.rooms, who.user, form.get("alert"), who.rooms.clock())
            return see(f"/documents/{quote(made.draft.draft_id, safe='')}")
        return see("/searches", _do(who, form))
    except AssistantError as exc:
        return _searches_page(request, who, form, str(exc), status_of(exc))


def _do(who: Who, form: Fields) -> str:
    act = form.get("act")
    if act == "save":
        save_search(who.rooms, who.user, form.get("q")[:2000], form.get("species")[:20], form.get("design")[:60])
        return "search-saved"
    if act == "drop":
        drop_search(who.rooms, who.user, form.get("search"))
        return "search-dropped"
    if act != "seen":
        raise UsageError("Choose what to do.")
    see_alert(who.rooms, who.user, form.get("alert"))
    return "saved"


def _searches_page(request: Request, who: Who, form: Fields, error: str = "", status: int = 200) -> HTMLResponse:
    alerts = who.rooms.searches.alerts(who.user.user_id)[:SHOWN]
    searches = who.rooms.searches.searches(who.user.user_id)
    keys = {key for alert in alerts for kind in NEWS for key in alert.news.get(kind, ())}
    records = who.rooms.library.articles(sorted(keys))
    return page(
        request, "searches", who, title="Saved searches", here="/searches", status=status, error=error, form=form,
        alerts=alerts, searches=searches, questions={s.search_id: s.question for s in searches}, records=records,
        short=short_name, kinds=NEWS,
    )  # fmt: skip
