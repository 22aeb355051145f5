"""Which state of the library a database holds, told without opening the indexes."""

from __future__ import annotations

from sqlalchemy import Engine

from ingest.records.store import Records


def snapshot_of(engine: Engine) -> str:
    """Id of the state of all records, 16 hex digits; the one that `LibraryStatus.snapshot_id` shows."""
    return Records(engine).snapshot_id()
