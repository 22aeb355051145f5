"""Changes of integrity that a listener has not been told of: each is told at least once, also after a crash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ingest.domain import Integrity

if TYPE_CHECKING:
    from ingest.library import Library


@dataclass(frozen=True, slots=True)
class IntegrityChange:
    """One change of one record's integrity; numbers rise with time."""

    number: int
    article_id: str
    integrity: Integrity
    reason: str
    source: str
    recorded_at: datetime


class ChangeFeed:
    """What happened to the integrity of records since one listener last looked.

    Args:
        library: Whose records.
        listener: Name of who listens; each has its own mark.
    """

    def __init__(self, library: Library, listener: str) -> None:
        self._records = library.records
        self._mark = f"told_{listener}"

    def pending(self) -> tuple[IntegrityChange, ...]:
        """Changes not yet told, oldest first."""
        return self._records.integrity_changes(int(self._records.facts().get(self._mark, "0")))

    def told(self, last: IntegrityChange) -> None:
        """Note that everything up to `last` was dealt with."""
        self._records.set_fact(self._mark, str(last.number))
