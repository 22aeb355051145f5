"""Numbers by which an installation is watched: from the stores, so that they hold for all processes and survive a restart."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta

from assistant.service.rooms import Rooms
from assistant.store.jobs import Queue
from assistant.store.model_calls import ModelTotal
from ingest import LibraryStatus


@dataclass(frozen=True, slots=True)
class Measures:
    """One reading."""

    library: LibraryStatus
    queue: Queue
    drafts: dict[tuple[str, str], int]
    """(artifact, decision) -> drafts kept."""
    model: tuple[ModelTotal, ...]
    audit_entries: int
    free_bytes: int


def measures(rooms: Rooms) -> Measures:
    """All numbers as of now."""
    return Measures(
        library=rooms.library.status(),
        queue=rooms.jobs.queue(rooms.clock()),
        drafts=rooms.documents.decisions(),
        model=rooms.model_ledger.totals(),
        audit_entries=rooms.audit.last_number(),
        free_bytes=shutil.disk_usage(rooms.home).free,
    )


def is_stuck(queue: Queue, longest_wait: timedelta = timedelta(hours=1)) -> bool:
    """True where a lease ran out and nobody took the work over, or where work waits as if there were no worker."""
    return queue.leases_run_out > 0 or (queue.oldest_waiting_s or 0) > longest_wait.total_seconds()
