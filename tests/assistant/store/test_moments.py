"""Moments come back as the moment they were, whatever zone they were given in, and sort as such."""

from datetime import datetime

import pytest
from sqlalchemy.exc import StatementError

from assistant.service.rooms import Rooms

EVENING = datetime.fromisoformat("2026-11-17T18:00:00-05:00")
LATER_IN_UTC = datetime.fromisoformat("2026-11-17T23:30:00+00:00")


def kept(rooms: Rooms, draft_id: str, at: datetime) -> None:
    row = {"artifact": "text", "draft_sha256": "0" * 64, "decision": "BLOCK", "payload": {"actor": "U-zone"}}
    rooms.documents.put_draft({"draft_id": draft_id, "created_at": at, **row})


def test_drafts_of_two_zones_come_newest_first_with_their_moment(rooms: Rooms) -> None:
    kept(rooms, "ZONE-1", EVENING)
    kept(rooms, "ZONE-2", LATER_IN_UTC)
    found = [(r["draft_id"], r["created_at"]) for r in rooms.documents.drafts("U-zone")]
    assert found == [("ZONE-2", LATER_IN_UTC), ("ZONE-1", EVENING)]
    assert all(at.tzinfo is not None for _, at in found)


def test_a_moment_without_zone_is_refused(rooms: Rooms) -> None:
    with pytest.raises(StatementError, match="no time zone"):
        kept(rooms, "ZONE-3", EVENING.replace(tzinfo=None))
