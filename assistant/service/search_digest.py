"""The digest of saved searches as a text: released through the gate, ready to be sent by whoever wants to; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from assistant.artifacts.search_digest import SearchNews, search_digest_draft
from assistant.errors import NotFound
from assistant.reviewing import Alert
from assistant.service.gate import draft_id_for, judge
from assistant.service.rooms import Rooms
from assistant.service.searches import NEWS, digest, look_again
from assistant.users import User
from guardrails import Context, Mode, Profile, Quarantined, Released
from ingest import StoredArticle


def latest_digest(rooms: Rooms, user: User, now: datetime) -> Alert | None:
    """Ask every search of the person again: a digest of what came in; else the last one if unseen; None without news."""
    for search in rooms.searches.searches(user.user_id):
        look_again(rooms, search, now)
    made = digest(rooms, user.user_id, now)
    earlier = (a for a in rooms.searches.alerts(user.user_id) if a.kind == "digest" and a.seen_at is None)
    return made or next(earlier, None)


def digest_text(rooms: Rooms, user: User, alert_id: str, now: datetime) -> Released | Quarantined:
    """One digest of the person's own, search by search.

    Raises:
        NotFound: The person has no digest of this id.
    """
    alerts = rooms.searches.alerts(user.user_id)
    made = next((a for a in alerts if a.alert_id == alert_id and a.kind == "digest"), None)
    if made is None:
        raise NotFound(f"No digest {alert_id!r} of yours.")
    before = next((a.made_at for a in alerts if a.kind == "digest" and a.made_at < made.made_at), None)
    told = [
        a
        for a in reversed(alerts)
        if a.kind == "search" and a.made_at <= made.made_at and (before is None or a.made_at > before)
    ]
    inputs = {"digest": alert_id, "user": user.user_id}
    draft_id = draft_id_for("search_digest", inputs, rooms.library.status().snapshot_id, now)
    draft, facts = search_digest_draft(draft_id, _by_search(rooms, user, told), before, made.made_at)
    context = Context(mode=Mode.INTERNAL, profile=Profile.DRAFT, audience="INTERNAL", products=rooms.claims.products)
    return judge(rooms, draft, facts, (), context, now, inputs=inputs)


def _by_search(rooms: Rooms, user: User, told: Iterable[Alert]) -> list[SearchNews]:
    questions = {s.search_id: s.question for s in rooms.searches.searches(user.user_id)}
    found: dict[str, dict[str, set[str]]] = {}
    for alert in told:
        kinds = found.setdefault(alert.search_id or "", {kind: set() for kind in NEWS})
        for kind in NEWS:
            kinds[kind] |= set(alert.news.get(kind, ()))
    keys = sorted({key for kinds in found.values() for held in kinds.values() for key in held})
    records = rooms.library.articles(keys)
    return [_news(questions.get(search_id, ""), kinds, records) for search_id, kinds in found.items()]


def _news(question: str, kinds: Mapping[str, set[str]], records: Mapping[str, StoredArticle]) -> SearchNews:
    """A record is named once, by how it stands now: what fell meanwhile is new to nobody."""
    held = {key: records[key] for key in sorted(set().union(*kinds.values())) if key in records}
    fallen = {key for key, record in held.items() if not record.integrity.citable}
    new = kinds["new"] - fallen
    changed = set(held) - fallen - new
    new_ones, changed_ones, fallen_ones = (
        tuple(held[key] for key in held if key in keys) for keys in (new, changed, fallen)
    )
    return SearchNews(question, new_ones, changed_ones, fallen_ones, len(set().union(*kinds.values()) - set(held)))
