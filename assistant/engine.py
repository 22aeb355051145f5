"""The one SQL engine, for both stores. SQLite behaves here as PostgreSQL does by itself."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, PoolProxiedConnection, QueuePool, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import TimeoutError as NoneFree

from assistant.errors import StoreUnavailable

BUSY_TIMEOUT_S = 30.0
"""How long a writer waits for another before SQLite reports "database is locked"."""

CONNECT_TIMEOUT_S = 10
"""How long a silent PostgreSQL host is waited for, where the address names no `connect_timeout`."""

RETRY_S = 0.02


class SharedConnections(QueuePool):
    """The usual pool of connections; where all stay taken for longer than its timeout, it says so in our words."""

    def connect(self) -> PoolProxiedConnection:
        """A connection, waited for.

        Raises:
            StoreUnavailable: None came free in time.
        """
        try:
            return super().connect()
        except NoneFree as exc:
            raise StoreUnavailable(
                "Too many people use the database at this moment. This step was not stored; try again in a moment."
            ) from exc


def make_engine(url: str) -> Engine:
    """An engine for `url`. Connections open on first use.

    On SQLite every transaction takes the write lock at its start (`BEGIN IMMEDIATE`), so that none fails half-way;
    one that only reads says so with the execution option `read_only=True` and waits for nobody. An acknowledged
    commit is on disk (`synchronous=FULL`).
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        query = {"connect_timeout": str(CONNECT_TIMEOUT_S), **parsed.query}
        return create_engine(parsed.set(query=query), poolclass=SharedConnections, pool_pre_ping=True)
    engine = create_engine(parsed, poolclass=SharedConnections, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: it would use BEGIN DEFERRED and commit before DDL.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        _switch_to_wal(cursor)
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
    finally:
        cursor.close()


def _switch_to_wal(cursor: Any) -> None:
    """Turn on the write-ahead log.

    Where others open a new database at the same moment, SQLite says "locked" at once to this one statement instead of
    waiting its timeout; so the waiting is done here.
    """
    from sqlite3 import OperationalError

    until = monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except OperationalError as exc:
            if "locked" not in str(exc) or monotonic() > until:
                raise
            sleep(RETRY_S)


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
