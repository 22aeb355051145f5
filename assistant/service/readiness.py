"""Which parts of a service answer, in plain words; why one does not stands in the log alone."""

from __future__ import annotations

import logging
from collections.abc import Collection

from assistant.errors import AssistantError
from assistant.service.rooms import Rooms
from assistant.service.warming import RULES, SEARCH
from ingest import IngestError

OK, DOWN, NOT_LOADED = "ok", "does not answer", "not loaded at the start"
DATABASE = "database"
_LOG = logging.getLogger(__name__)


def state_of(rooms: Rooms, cold: Collection[str]) -> dict[str, str]:
    """State of each part by name; `cold` are those that could not be loaded at the start."""
    parts = {RULES: OK} | dict.fromkeys(cold, NOT_LOADED)
    for name, ask in ((DATABASE, rooms.people.any_user), (SEARCH, rooms.library.held)):
        try:
            ask()
            parts.setdefault(name, OK)
        except (AssistantError, IngestError) as exc:
            _LOG.warning("a part does not answer", exc_info=exc)
            parts[name] = DOWN
    return parts
