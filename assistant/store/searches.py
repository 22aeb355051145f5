"""Saved searches and what they brought."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, delete, insert, select, update

from assistant.reviewing import Alert, SavedSearch
from assistant.store.service_tables import ALERTS, SAVED_SEARCHES


class SearchStore:
    """Rows of saved searches and alerts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)

    def add(self, search: SavedSearch) -> None:
        """Keep a new search."""
        row = {name: getattr(search, name) for name in SavedSearch.__dataclass_fields__}
        with self._engine.begin() as connection:
            connection.execute(insert(SAVED_SEARCHES).values(**row))

    def searches(self, user_id: str | None = None) -> tuple[SavedSearch, ...]:
        """Everybody's searches, or one person's, oldest first."""
        query = select(SAVED_SEARCHES).order_by(SAVED_SEARCHES.c.made_at, SAVED_SEARCHES.c.search_id)
        if user_id is not None:
            query = query.where(SAVED_SEARCHES.c.user_id == user_id)
        with self._reading.begin() as connection:
            return tuple(SavedSearch(**row._mapping) for row in connection.execute(query))

    def drop(self, search_id: str, user_id: str) -> bool:
        """Forget a search of this person; False where there is none. Its alerts stay."""
        mine = (SAVED_SEARCHES.c.search_id == search_id, SAVED_SEARCHES.c.user_id == user_id)
        with self._engine.begin() as connection:
            return bool(connection.execute(delete(SAVED_SEARCHES).where(*mine)).rowcount)

    def looked(self, search: SavedSearch, alert: Alert | None) -> None:
        """Store what was seen and the alert that follows, both or neither."""
        values = {"looked_at": search.looked_at, "known": search.known}
        with self._engine.begin() as connection:
            connection.execute(
                update(SAVED_SEARCHES).where(SAVED_SEARCHES.c.search_id == search.search_id).values(**values)
            )
            if alert is not None:
                connection.execute(insert(ALERTS).values(**_alert_row(alert)))

    def add_alert(self, alert: Alert) -> None:
        """Keep an alert."""
        with self._engine.begin() as connection:
            connection.execute(insert(ALERTS).values(**_alert_row(alert)))

    def alerts(self, user_id: str) -> tuple[Alert, ...]:
        """One person's alerts, newest first."""
        query = select(ALERTS).where(ALERTS.c.user_id == user_id).order_by(ALERTS.c.made_at.desc(), ALERTS.c.alert_id)
        with self._reading.begin() as connection:
            return tuple(_alert(row) for row in connection.execute(query))

    def see(self, alert_id: str, user_id: str, at: datetime) -> bool:
        """Mark one alert of this person as seen; False where there is none unseen."""
        mine = (ALERTS.c.alert_id == alert_id, ALERTS.c.user_id == user_id, ALERTS.c.seen_at.is_(None))
        with self._engine.begin() as connection:
            return bool(connection.execute(update(ALERTS).where(*mine).values(seen_at=at)).rowcount)


def _alert_row(alert: Alert) -> dict[str, Any]:
    return {name: getattr(alert, name) for name in Alert.__dataclass_fields__}


def _alert(row: Row[Any]) -> Alert:
    return Alert(**row._mapping)
