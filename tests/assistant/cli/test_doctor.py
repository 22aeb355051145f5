"""Each probe of the doctor against the thing it looks for, really broken; and each says how it is mended."""

import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from assistant.bootstrap import open_rooms
from assistant.cli import doctor, key_files
from assistant.cli.app import app
from assistant.cli.doctor import Row, examine
from assistant.engine import make_engine
from assistant.home import AppSettings
from assistant.service.jobs import enqueue
from assistant.service.people import add_user
from assistant.users import UserRole
from tests.assistant.second_stack import only_embedded
from tests.assistant.web.site import PASSWORD
from tests.fakes_model import FakeModel, honest

RUN = CliRunner()


@pytest.fixture
def home(demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound installation with entries in its trail."""
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    with open_rooms(AppSettings(home=home)) as rooms:
        add_user(rooms, "ann.admin", "Ann Admin", UserRole.ADMIN, PASSWORD)
    monkeypatch.setenv("CALLPREP_HOME", str(home))
    return home


def row_of(what: str) -> Row:
    (row,) = [row for row in examine(deep=True) if row["what"] == what]
    assert row["ok"] or row["mend"], row
    return row


def sql(home: Path, statement: str) -> None:
    engine = make_engine(AppSettings(home=home).sql_url())
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_sound_installation_has_nothing_to_mend(home: Path) -> None:
    rows = examine(deep=True)
    assert [row for row in rows if not row["ok"]] == []
    assert {"schema", "key files", "key audit", "background work", "audit trail", "stores agree", "clock"} <= {
        row["what"] for row in rows
    }
    assert RUN.invoke(app, ["doctor", "--deep"]).exit_code == 0


def test_before_the_first_use_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only_embedded()
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path / "new"))
    assert "made on first use" in str(row_of("stores")["state"])
    assert not (tmp_path / "new" / "callprep.db").exists()


def loose_modes(home: Path) -> None:
    (home / "keys" / "audit").chmod(0o644)


def old_key(home: Path) -> None:
    long_ago = (datetime.now(UTC) - key_files.OLDEST - timedelta(days=1)).timestamp()
    os.utime(home / "keys" / "certificates", (long_ago, long_ago))


def lost_key(home: Path) -> None:
    (home / "keys" / "audit").unlink()


def other_release(home: Path) -> None:
    sql(home, "UPDATE alembic_version SET version_num = '9999_future'")


def damaged_database(home: Path) -> None:
    only_embedded()
    for path in home.glob("callprep.db-*"):
        path.unlink()
    (home / "callprep.db").write_bytes(b"not a database" * 1000)


def tampered_trail(home: Path) -> None:
    sql(home, "UPDATE audit_events SET actor = 'U-other' WHERE seq = 1")


def cut_trail(home: Path) -> None:
    sql(home, "DELETE FROM audit_events WHERE seq = (SELECT max(seq) FROM audit_events)")


def lost_anchor(home: Path) -> None:
    (home / "audit.anchor").unlink()


def clock_set_back(home: Path) -> None:
    later = datetime.now(UTC) + timedelta(minutes=30)
    with open_rooms(AppSettings(home=home), clock=lambda: later) as rooms:
        rooms.audit.append("local", "test", {}, later)


def dead_worker(home: Path) -> None:
    an_hour_ago = datetime.now(UTC) - timedelta(minutes=20)
    with open_rooms(AppSettings(home=home), clock=lambda: an_hour_ago) as rooms:
        (admin,) = rooms.people.users()
        enqueue(rooms, admin, "cascade", {})
        assert rooms.jobs.lease("worker-gone", an_hour_ago, timedelta(minutes=2))


def no_worker(home: Path) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with open_rooms(AppSettings(home=home), clock=lambda: yesterday) as rooms:
        (admin,) = rooms.people.users()
        enqueue(rooms, admin, "cascade", {})


def lost_vectors(home: Path) -> None:
    only_embedded()
    from chromadb import PersistentClient

    from ingest.seal import Seal

    client = PersistentClient(str(home / "vectors"))
    collection = client.get_collection("passages", embedding_function=None)
    collection.delete(ids=collection.get(limit=3, include=[])["ids"])
    client.close()
    Seal(home / "vectors").write()


@pytest.mark.parametrize(
    ("breaks", "what", "says", "mend"),
    [
        (loose_modes, "key files", "others can reach audit", "chmod 600"),
        (old_key, "key certificates", "731 days old", "keys rotate certificates"),
        (lost_key, "key audit", "missing", "back from a backup BEFORE"),
        (other_release, "schema", "9999_future", "install the release that made it"),
        (damaged_database, "database", "cannot be read", "restore a backup"),
        (tampered_trail, "audit trail", "entry 1 of", "Incidents"),
        (cut_trail, "audit trail", "does not fit", "Incidents"),
        (lost_anchor, "audit trail", "anchor is gone", "back from a backup"),
        (clock_set_back, "clock", "newest audit entry", "NTP"),
        (dead_worker, "background work", "1 leases run out", "callprep serve"),
        (no_worker, "background work", "oldest waits 1440 min", "callprep serve"),
        (lost_vectors, "stores agree", "in vectors", "callprep library rebuild"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_broken_is_named_with_its_mend(
    home: Path, breaks: Callable[[Path], None], what: str, says: str, mend: str
) -> None:
    assert what == "database" or row_of(what)["ok"]
    breaks(home)
    row = row_of(what)
    assert (row["ok"], says in str(row["state"]), mend in str(row["mend"])) == (False, True, True), row
    shown = RUN.invoke(app, ["doctor", "--deep"])
    assert shown.exit_code == 1
    assert f"-> {row['mend']}" in shown.stdout


def test_a_full_disk_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "MIN_FREE_MB", 10**9)
    row = row_of("home")
    assert (row["ok"], "free space" in str(row["mend"])) == (False, True)


def test_a_store_held_by_nobody_reachable_is_no_fault(home: Path) -> None:
    with open_rooms(AppSettings(home=home)):
        row = row_of("stores agree")
    assert row["ok"]
    assert "in use by process" in str(row["state"])


@contextmanager
def answering(status: int, date: datetime | None = None, says: str = "ok") -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            if self.command == "GET":
                said = {"status": "ready" if status == 200 else "not ready", "parts": {"search": says}}
                self.wfile.write(json.dumps(said if says else {}).encode())

        do_HEAD = do_POST = do_GET  # noqa: N815

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(date.timestamp() if date else timestamp)  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("status", [200, 503])
def test_a_running_service_is_asked_itself(home: Path, status: int) -> None:
    with answering(status) as address, open_rooms(AppSettings(home=home), address=address):
        row = row_of("service")
    assert row["ok"] == (status == 200)


@pytest.mark.parametrize(("status", "says"), [(200, "not loaded at the start"), (503, "does not answer")])
def test_a_service_that_lacks_a_part_is_named_with_it(home: Path, status: int, says: str) -> None:
    with (
        answering(status, says=says) as address,
        open_rooms(AppSettings(home=home), address=address),
    ):
        row = row_of("service")
    assert not row["ok"]
    assert f"search {says}" in str(row["state"])


def test_a_service_of_another_kind_is_taken_by_its_status(home: Path) -> None:
    with answering(200, says="") as address, open_rooms(AppSettings(home=home), address=address):
        assert row_of("service")["ok"]


def test_a_service_that_fell_silent_is_named(home: Path) -> None:
    with open_rooms(AppSettings(home=home), address="http://127.0.0.1:9"):
        assert "does not answer" in str(row_of("service")["state"])


def test_the_clock_is_compared_with_the_endpoint(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(404, datetime.now(UTC) - timedelta(hours=2)) as address:
        monkeypatch.setenv("CALLPREP_MODEL", "m")
        monkeypatch.setenv("CALLPREP_MODEL_BASE_URL", address)
        row = row_of("clock")
    assert not row["ok"]
    (seconds,) = re.findall(r"(-\d+) s", str(row["state"]))
    assert -7260 < int(seconds) < -7140


@pytest.mark.parametrize(("status", "says"), [(401, "CALLPREP_MODEL_API_KEY"), (404, "CALLPREP_MODEL_BASE_URL")])
def test_a_model_that_refuses_is_named(home: Path, monkeypatch: pytest.MonkeyPatch, status: int, says: str) -> None:
    monkeypatch.setenv("CALLPREP_MODEL", "m")
    monkeypatch.setenv("CALLPREP_MODEL_RETRIES", "0")
    with answering(status) as address:
        monkeypatch.setenv("CALLPREP_MODEL_BASE_URL", address)
        row = row_of("model endpoint")
    assert (row["ok"], says in f"{row['state']} {row['mend']}") == (False, True)
    with FakeModel(honest) as model:
        monkeypatch.setenv("CALLPREP_MODEL_BASE_URL", model.base_url)
        assert row_of("model endpoint")["ok"]


def test_a_chroma_server_that_is_down_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only_embedded()
    monkeypatch.setenv("CALLPREP_CHROMA_URL", "http://127.0.0.1:9")
    row = row_of("stores agree")
    assert (row["ok"], "start the Chroma server" in str(row["mend"])) == (False, True)


def test_a_database_that_is_down_is_named_without_its_password(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("CALLPREP_DATABASE_URL", "postgresql+psycopg://u:Zwiebelkuchen@127.0.0.1:9/callprep")
    rows = examine(deep=True)
    (row,) = [row for row in rows if row["what"] == "database"]
    assert (row["ok"], "CALLPREP_DATABASE_URL" in str(row["mend"])) == (False, True)
    assert "Zwiebelkuchen" not in str(rows)
    assert "127.0.0.1:9/callprep" in str([r["state"] for r in rows if r["what"] == "endpoints"])
