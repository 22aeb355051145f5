"""Released documents that left as files: noted, so that they are found when something they rest on falls."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC

from assistant.artifacts.answer import BACKGROUND
from assistant.errors import DraftLocked, Forbidden
from assistant.service.rooms import Rooms
from assistant.store.ledger import Export
from guardrails import Released


def note_exports(rooms: Rooms, released: Released, targets: Iterable[str]) -> None:
    """Keep where one released document went, each target once.

    Raises:
        DraftLocked: Something it rests on fell in the meantime.
    """
    draft = released.draft
    assert_unlocked(rooms, draft.draft_id)
    for target in targets:
        name = hashlib.sha256(f"{draft.draft_id}\0{draft.sha256}\0{target}".encode()).hexdigest()[:16]
        at = rooms.clock().astimezone(UTC).isoformat()
        rooms.ledger.note_export(Export(f"EXP-{name}", draft.draft_id, draft.sha256, target, rooms.actor, at))
        detail = {"draft_id": draft.draft_id, "sha256": draft.sha256, "export": f"EXP-{name}"}
        rooms.audit.append(rooms.actor, "document.exported", detail, rooms.clock())


def assert_may_leave(released: Released) -> None:
    """Nothing, if every zone of the document may be taken out of the house.

    Raises:
        Forbidden: It holds background that one reads for oneself.
    """
    if any(section.section_id == BACKGROUND for section in released.draft.sections):
        raise Forbidden("Background for you, not for customers: it is not exported.")


def assert_unlocked(rooms: Rooms, draft_id: str) -> None:
    """Nothing, if the draft may be used.

    Raises:
        DraftLocked: A cascade locked it; the message says why.
    """
    reason = rooms.ledger.lock_reason(draft_id)
    if reason is not None:
        raise DraftLocked(f"{draft_id} is locked. {reason} Draft it again, or ask a reviewer.")
