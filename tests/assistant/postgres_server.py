"""A PostgreSQL server of its own on a socket in a temporary folder; skips where none can run.

The programs are those of the system, else those inside the package `pgserver` if somebody installed it.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

import pytest


@dataclass(frozen=True)
class PostgresServer:
    """A running server that can be stopped and started again."""

    url: str
    """Of its database `postgres`; others can be made in it."""
    start: Callable[[], None]
    stop: Callable[[], None]


@contextmanager
def postgres_server(inside: str = "/tmp") -> Iterator[PostgresServer]:
    """An empty server, its folder made `inside` this one."""
    pytest.importorskip("psycopg", reason="the driver is not installed (extra `postgres`)")
    programs = {name: shutil.which(name, path=_search_path()) for name in ("initdb", "pg_ctl")}
    if not all(programs.values()):
        pytest.skip("no PostgreSQL server: neither initdb and pg_ctl on the path nor the package pgserver")
    user = None
    if os.geteuid() == 0:
        if "postgres" not in {entry.pw_name for entry in pwd.getpwall()}:
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
        user = "postgres"
    folder = Path(mkdtemp(prefix="pg-", dir=inside))
    folder.chmod(0o777)
    if user:
        shutil.chown(folder, user)

    def run(program: str, *words: str) -> None:
        command = [str(programs[program]), *words]
        subprocess.run(command, check=True, capture_output=True, user=user, cwd="/", timeout=120)

    data, options = (
        str(folder / "data"),
        f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c min_wal_size=2MB",
    )

    def start() -> None:
        run("pg_ctl", "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")

    def stop() -> None:
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")

    try:
        run("initdb", "-D", data, "-U", "tester", "-A", "trust", "--no-sync", "--wal-segsize=1")
        start()
        yield PostgresServer(f"postgresql+psycopg://tester@/postgres?host={folder}", start, stop)
        stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _search_path() -> str:
    spec = find_spec("pgserver")
    packed = [str(Path(spec.origin).parent / "pginstall" / "bin")] if spec and spec.origin else []
    return os.pathsep.join([os.environ.get("PATH", ""), *packed])
