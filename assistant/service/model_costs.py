"""What drafts by a language model cost."""

from __future__ import annotations

from assistant.service.rooms import Rooms
from assistant.store.model_calls import DraftCost


def model_costs(rooms: Rooms, limit: int = 100) -> tuple[DraftCost, ...]:
    """Calls, tokens, price and time of each draft, newest first."""
    return rooms.model_ledger.drafts(limit)
