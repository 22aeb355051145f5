"""A whole database into one file and back, while others use it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, create_engine, inspect
from sqlalchemy.engine import make_url

from assistant.errors import StoreUnavailable

SQLITE, POSTGRESQL = "sqlite", "postgresql"
FILES = {SQLITE: "callprep.db", POSTGRESQL: "database.pgdump"}
"""Kind of database -> name of its copy."""


def kind_of(url: str) -> str:
    """`sqlite` or `postgresql`."""
    return make_url(url).get_backend_name()


def copy_database(url: str, folder: Path) -> Path:
    """One consistent copy of the database in `folder`, as of some moment during the call.

    Raises:
        StoreUnavailable: There is no database, it cannot be read, or `pg_dump` is missing.
    """
    address, target = make_url(url), folder / FILES[kind_of(url)]
    if kind_of(url) == POSTGRESQL:
        _run("pg_dump", address, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return target
    source = Path(address.database or "")
    if not source.is_file():
        raise StoreUnavailable(f"There is no database {str(source)!r}; check CALLPREP_HOME.")
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
    except sqlite3.Error as exc:
        where = f"{str(source)!r} cannot be copied to {str(folder)!r}: {exc}"
        raise StoreUnavailable(f"Database {where}. Check space and rights on both disks, then run it again.") from exc
    return target


def load_dump(url: str, dump: Path) -> None:
    """A PostgreSQL dump into an empty database, all or nothing.

    Raises:
        StoreUnavailable: The database is not empty, refuses, or `pg_restore` is missing.
    """
    engine = create_engine(url)
    try:
        if inspect(engine).get_table_names():
            raise StoreUnavailable("The PostgreSQL database is not empty; create a new one and name that.")
    finally:
        engine.dispose()
    address = make_url(url)
    _run("pg_restore", address, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(dump))


def _run(program: str, address: URL, *words: str) -> None:
    """A client program of PostgreSQL; the password travels in its environment, where other users cannot read it."""
    if shutil.which(program) is None:
        raise StoreUnavailable(f"{program} is not installed; install the PostgreSQL client programs.")
    plain = address.set(drivername="postgresql", password=None).render_as_string()
    environment = dict(os.environ) | ({"PGPASSWORD": str(address.password)} if address.password else {})
    done = subprocess.run(  # noqa: S603
        [program, f"--dbname={plain}", *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StoreUnavailable(f"{program} failed: {done.stderr.strip()[:500]}")
