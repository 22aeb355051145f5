"""PostgreSQL and SQLite on a disk that fills up: told in one line, nothing acknowledged lost, and work goes on once there is room."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect
from tempfile import mkdtemp

import pytest

from assistant.bootstrap import open_rooms
from assistant.errors import StoreUnavailable
from assistant.home import AppSettings
from assistant.service.rooms import Rooms
from assistant.users import UserRole
from ingest import IngestError
from tests.assistant.conftest import AS_OF
from tests.assistant.postgres_server import PostgresServer, postgres_server
from tests.assistant.second_stack import only_embedded
from tests.assistant.web.site import Site
from tests.ingest.store_fakes import article

NOW = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
QUESTION = {"question": "Does dronabinol reduce nausea?"}


@contextmanager
def small_disk() -> Iterator[Path]:
    """A file system of 100 MB in memory, open to the user of the server; skips where none may be mounted."""
    place = Path(mkdtemp(prefix="disk-", dir="/tmp"))
    command = ["mount", "-t", "tmpfs", "-o", "size=100m,mode=755", "tmpfs", str(place)]
    mounted = not os.geteuid() and not subprocess.run(command, check=False, capture_output=True).returncode
    try:
        if not mounted:
            pytest.skip("a small file system cannot be mounted here")
        yield place
    finally:
        if mounted:
            subprocess.run(["umount", "-l", place], check=True)
        place.rmdir()


def fill(filler: Path, but: int) -> None:
    """Take all room of the disk but so many bytes."""
    with filler.open("wb", buffering=0) as stream:
        with pytest.raises(OSError, match="No space left"):  # noqa: PT012
            while True:
                stream.write(b"\0" * 2**16)
        stream.truncate(stream.tell() - but)


def write_until_refused(rooms: Rooms) -> tuple[list[str], str]:
    """Drafts that were acknowledged with their audit entry, and in which words the next one was refused."""
    kept: list[str] = []
    row = {"artifact": "text", "draft_sha256": "0" * 64, "decision": "BLOCK", "created_at": NOW}
    for number in range(20_000):
        try:
            rooms.documents.put_draft({**row, "draft_id": f"D-{number}", "payload": {"filler": os.urandom(2000).hex()}})
            rooms.audit.append("U-1", "draft.judged", {"draft": f"D-{number}"}, NOW)
        except StoreUnavailable as exc:
            return kept, str(exc)
        kept.append(f"D-{number}")
    raise AssertionError("the disk did not fill up")


def wait_for(server: PostgresServer, rooms: Rooms) -> None:
    """Until the database answers again: it restarts itself, or an administrator starts it."""
    for _ in range(60):
        try:
            rooms.documents.drafts()
            return
        except StoreUnavailable:
            time.sleep(0.5)
    server.start()


def loses_nothing(rooms: Rooms, filler: Path, left: int, wait: Callable[[], object]) -> None:
    """Write until the disk is full, give room again, and look for all that was acknowledged."""
    rooms.library.add([article("1", "Dronabinol reduced nausea in 80 adults.")], "a file")
    client = Site(rooms).api(UserRole.MSL)
    assert client.post("/api/v1/ask", json=QUESTION).status_code in (200, 409)
    fill(filler, left)
    kept, told = write_until_refused(rooms)
    assert kept
    assert "no room left" in told or "does not answer" in told
    answer = client.post("/api/v1/ask", json=QUESTION)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    with pytest.raises((IngestError, StoreUnavailable)):
        rooms.library.add([article(str(n), f"{os.urandom(2000).hex()}.") for n in range(2, 500)], "a file")
    filler.unlink()
    wait()
    assert set(kept) <= {row["draft_id"] for row in rooms.documents.drafts()}
    assert set(kept) <= {event.detail.get("draft") for event in rooms.audit.events()}
    assert rooms.audit.first_bad() is None
    assert rooms.library.status().articles == 1
    assert client.post("/api/v1/ask", json=QUESTION).status_code in (200, 409)
    rooms.library.add([article("2")], "a file")
    assert rooms.audit.first_bad() is None


@pytest.mark.parametrize("left", [300_000, pytest.param(3_000_000, marks=pytest.mark.slow)])
def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path: Path, left: int) -> None:
    with small_disk() as disk, postgres_server(str(disk)) as server:
        settings = AppSettings(home=tmp_path / "home", database_url=server.url, chroma_url=None)
        with open_rooms(settings, clock=lambda: AS_OF) as rooms:
            loses_nothing(rooms, disk / "filler", left, lambda: wait_for(server, rooms))


@pytest.mark.parametrize("pinned", [False, True], ids=["log written back", "log that only grows"])
@pytest.mark.parametrize("left", [300_000, pytest.param(3_000_000, marks=pytest.mark.slow)])
def test_a_full_disk_under_sqlite_loses_nothing_either(left: int, pinned: bool) -> None:
    """`pinned`: a reader keeps the write-ahead log from being written back, so that it takes all the room there is."""
    only_embedded()
    with small_disk() as disk:
        settings = AppSettings(home=disk / "home")
        with (
            open_rooms(settings, clock=lambda: AS_OF) as rooms,
            closing(connect(disk / "home" / "callprep.db")) as other,
        ):
            if pinned:
                other.execute("BEGIN")
                other.execute("SELECT count(*) FROM drafts").fetchone()
            loses_nothing(rooms, disk / "filler", left, other.rollback)
        with open_rooms(settings, clock=lambda: AS_OF) as again:
            assert again.audit.first_bad() is None
            assert again.library.status().articles == 2
