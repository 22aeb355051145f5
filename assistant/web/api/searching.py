"""Saved searches and their alerts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path
from fastapi.responses import JSONResponse

from assistant.reviewing import Alert, SavedSearch
from assistant.service.searches import drop_search, save_search
from assistant.web.bodies import SavedSearchBody
from assistant.web.once import IdempotencyKey, once
from assistant.web.paging import Limit, Offset, page_of
from assistant.web.visitors import Who

Key = Annotated[str, Path(max_length=64)]


def get_searches(who: Who) -> dict[str, Any]:
    """One's own saved searches."""
    return {"items": [search_row(s) for s in who.rooms.searches.searches(who.user.user_id)]}


def post_saved(body: SavedSearchBody, who: Who, key: IdempotencyKey = None) -> JSONResponse:
    """Save a search; it is asked again every day."""

    def run() -> dict[str, Any]:
        return search_row(save_search(who.rooms, who.user, body.question, body.species, body.design))

    return once(who, key, "saved search", body, run, 201)


def delete_saved(search_id: Key, who: Who) -> dict[str, str]:
    """Drop a search of one's own."""
    drop_search(who.rooms, who.user, search_id)
    return {"search_id": search_id, "state": "dropped"}


def get_alerts(who: Who, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """What one's searches brought, newest first: record ids that are new, changed, or fell."""
    return page_of(who.rooms.searches.alerts(who.user.user_id), offset, limit, alert_row)


def search_row(search: SavedSearch) -> dict[str, Any]:
    """One saved search as JSON."""
    return {
        "search_id": search.search_id,
        "question": search.question,
        "species": search.species,
        "design": search.design,
        "made_at": search.made_at.isoformat(),
        "looked_at": search.looked_at.isoformat(),
        "known": len(search.known),
    }


def alert_row(alert: Alert) -> dict[str, Any]:
    """One alert as JSON."""
    return {
        "alert_id": alert.alert_id,
        "kind": alert.kind,
        "search_id": alert.search_id,
        "made_at": alert.made_at.isoformat(),
        "seen_at": alert.seen_at.isoformat() if alert.seen_at else None,
        **{kind: list(alert.news.get(kind, ())) for kind in ("new", "changed", "fallen")},
    }
