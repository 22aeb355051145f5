"""One writer at a time, where a row is written by what was looked up before it in the same transaction."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import Connection, func, select


class Turn(IntEnum):
    """Whose turn it is: each a lock of PostgreSQL by this number."""

    JOBS = 0x63_61_6C_6C
    CLAIMS = 0x63_61_6C_6D
    REVIEWS = 0x63_61_6C_6E
    REPORTS = 0x63_61_6C_6F
    PEOPLE = 0x63_61_6C_70
    LEDGER = 0x63_61_6C_71


def take_turn(connection: Connection, turn: Turn) -> None:
    """Wait for whoever else looks and writes there, until the transaction ends. SQLite lets one writer in at a time by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(turn.value)))
