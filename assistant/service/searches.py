"""Saved searches: asked again by themselves; what is new, revised or fell is told to the person, and each week in one digest."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from assistant.domain import Filters
from assistant.errors import NotFound, UsageError
from assistant.reviewing import Alert, SavedSearch
from assistant.service.asked import screened_words
from assistant.service.library import find
from assistant.service.rooms import Rooms
from assistant.users import User
from ingest import Integrity, StoredArticle

MOST = 50
"""Searches one person may save."""
LOOK = 50
"""Passages looked at in each search."""
WEEK = timedelta(days=7)
NEWS = ("new", "changed", "fallen")


def save_search(rooms: Rooms, user: User, question: str, species: str = "", design: str = "") -> SavedSearch:
    """Keep a question; what the library holds for it now counts as known.

    Raises:
        UsageError: The question is empty or too long, or 50 are saved already.
    """
    if not question.strip():
        raise UsageError("Write a question first.")
    if len(rooms.searches.searches(user.user_id)) >= MOST:
        raise UsageError(f"You have {MOST} saved searches. Drop one first.")
    now = rooms.clock()
    words = screened_words(rooms, question.strip(), "search", user.user_id, now)
    bare = SavedSearch(f"S-{secrets.token_hex(8)}", user.user_id, words, species, design, now, now, {})
    search = replace(bare, known=_known(_records(rooms, bare)))
    rooms.searches.add(search)
    rooms.audit.append(rooms.actor, "search.saved", {"search": search.search_id}, now)
    return search


def drop_search(rooms: Rooms, user: User, search_id: str) -> None:
    """Forget a search of one's own.

    Raises:
        NotFound: There is none.
    """
    if not rooms.searches.drop(search_id, user.user_id):
        raise NotFound(f"No saved search {search_id!r} of yours.")
    rooms.audit.append(rooms.actor, "search.dropped", {"search": search_id}, rooms.clock())


def see_alert(rooms: Rooms, user: User, alert_id: str) -> None:
    """Mark an alert of one's own as seen.

    Raises:
        NotFound: There is none that is unseen.
    """
    if not rooms.searches.see(alert_id, user.user_id, rooms.clock()):
        raise NotFound(f"No new alert {alert_id!r} of yours.")


def look_again(rooms: Rooms, search: SavedSearch, now: datetime) -> Alert | None:
    """Ask once more; an alert if there is news since the last look. Seen records that fell count wherever they rank now."""
    found = {r.article.article_id: r for r in _records(rooms, search)}
    earlier = rooms.library.articles(sorted(search.known))
    news = {
        "new": [k for k, r in found.items() if k not in search.known and r.first_seen > search.looked_at],
        "changed": [k for k, r in earlier.items() if r.integrity.citable and r.version_hash != search.known[k][0]],
        "fallen": [k for k, r in earlier.items() if not r.integrity.citable and _stood(search.known[k][1])],
    }
    alert = None
    if any(news.values()):
        alert = Alert(f"N-{secrets.token_hex(8)}", search.user_id, "search", search.search_id, now, news)
    seen = replace(search, looked_at=now, known=search.known | _known((*earlier.values(), *found.values())))
    rooms.searches.looked(seen, alert)
    return alert


def digest(rooms: Rooms, user_id: str, now: datetime) -> Alert | None:
    """The news since the digest before in one; None where there was none."""
    alerts = rooms.searches.alerts(user_id)
    before = next((a.made_at for a in alerts if a.kind == "digest"), None)
    told = [a for a in alerts if a.kind == "search" and (before is None or a.made_at > before)]
    news = {kind: sorted({key for alert in told for key in alert.news.get(kind, ())}) for kind in NEWS}
    if not any(news.values()):
        return None
    alert = Alert(f"N-{secrets.token_hex(8)}", user_id, "digest", None, now, news)
    rooms.searches.add_alert(alert)
    return alert


def _records(rooms: Rooms, search: SavedSearch) -> list[StoredArticle]:
    filters = Filters(
        species=(search.species,) if search.species else (), designs=(search.design,) if search.design else ()
    )
    hits = find(rooms, search.question, LOOK, filters)
    return list({hit.record.article.article_id: hit.record for hit in hits}.values())


def _known(records: Iterable[StoredArticle]) -> dict[str, list[str]]:
    return {r.article.article_id: [r.version_hash, r.integrity.value] for r in records}


def _stood(integrity: str) -> bool:
    return Integrity(integrity).citable
