"""A database that is full, read-only or gone says so, keeps what it acknowledged, and goes on once it is back."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

from assistant.bootstrap import open_rooms
from assistant.cli import main
from assistant.engine import make_engine
from assistant.errors import StoreUnavailable
from assistant.home import AppSettings
from assistant.migrations import upgrade
from assistant.store.audit import AuditTrail
from assistant.store.documents import DocumentStore
from assistant.store.outages import telling_outages
from assistant.users import UserRole
from tests.assistant.conftest import AS_OF
from tests.assistant.postgres_server import postgres_server
from tests.assistant.second_stack import only_embedded
from tests.assistant.web.site import Site
from tests.chroma_server import chroma_server
from tests.ingest.store_fakes import article

NOW = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
KEY = b"k" * 32
QUESTION = {"question": "Does CBD prevent chemotherapy-induced peripheral neuropathy?"}
FULL, READ_ONLY, WELL = "max_page_count=1", "query_only=ON", "max_page_count=1000000"
WORDS = {FULL: "no room left", READ_ONLY: "cannot be written"}


@dataclass
class Disk:
    """What every SQLite connection is told before it is used; a page limit below the size means: no page more."""

    state: str = WELL

    def prepare(self, connection: Any, *_: object) -> None:
        for pragma in ("query_only=OFF", self.state):
            connection.execute(f"PRAGMA {pragma}")


@pytest.fixture
def disk() -> Iterator[Disk]:
    only_embedded()
    disk = Disk()
    event.listen(Engine, "checkout", disk.prepare)
    yield disk
    event.remove(Engine, "checkout", disk.prepare)


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_home, tmp_path / "home"))


@pytest.mark.parametrize("state", [FULL, READ_ONLY])
def test_a_service_without_room_answers_503_and_keeps_what_it_acknowledged(state: str, home: Path, disk: Disk) -> None:
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
        client = Site(rooms).api(UserRole.MSL)
        disk.state, given = state, []
        for _ in range(50):  # free pages of the file may take some more
            answer = client.post("/api/v1/ask", json=QUESTION)
            if answer.status_code != 200:
                break
            given.append(answer.json()["draft_id"])
        assert (answer.status_code, answer.json()["error"]) == (503, "StoreUnavailable")
        assert WORDS[state] in answer.json()["detail"]
        assert str(home) not in answer.text
        assert "SELECT" not in answer.text.upper().split()
        kept = {row["draft_id"] for row in rooms.documents.drafts()}
        assert set(given) <= kept
        disk.state = WELL
        assert client.post("/api/v1/ask", json=QUESTION).status_code == 200
        assert rooms.audit.first_bad() is None


def test_a_page_says_it_too(home: Path, disk: Disk) -> None:
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
        browser, csrf = Site(rooms).browser(UserRole.MSL)
        disk.state = READ_ONLY
        answer = browser.post("/ask", data={"csrf": csrf, "q": QUESTION["question"]})
        assert answer.status_code == 503
        assert WORDS[READ_ONLY] in answer.text


def test_the_command_line_says_it_in_one_line_and_ends_with_1(
    home: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CALLPREP_HOME", str(home))
    monkeypatch.setattr(sys, "argv", ["callprep", "ask", QUESTION["question"], "--as", "msl"])
    disk.state = READ_ONLY
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert said.out == ""
    assert said.err.startswith(f"callprep: The database {WORDS[READ_ONLY]}")
    assert said.err.count("\n") == 1


def test_a_transaction_without_room_leaves_nothing_of_itself(tmp_path: Path, disk: Disk) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(engine)
    stores = telling_outages(engine)
    trail = AuditTrail(stores, KEY, anchor=tmp_path / "anchor")
    disk.state, kept = FULL, 0
    with pytest.raises(StoreUnavailable, match="no room left"):  # noqa: PT012
        for kept in range(1000):
            trail.append("U-1", "text.checked", {"n": kept, "filler": "x" * 2000}, NOW)
    assert [event.seq for event in trail.events()] == list(range(1, kept + 1))
    assert trail.first_bad() is None
    disk.state = WELL
    assert trail.append("U-1", "text.checked", {}, NOW) == kept + 1
    engine.dispose()


def test_an_anchor_that_cannot_be_written_stops_the_work_and_mends_itself(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(engine)
    folder = tmp_path / "gone"
    trail = AuditTrail(engine, KEY, anchor=folder / "anchor")
    with pytest.raises(StoreUnavailable, match="Audit entry 1 is kept, but its anchor is not"):
        trail.append("U-1", "text.checked", {}, NOW)
    folder.mkdir()
    assert trail.append("U-1", "text.checked", {}, NOW) == 2
    assert trail.first_bad() is None
    assert [path.name for path in folder.iterdir()] == ["anchor"]
    engine.dispose()


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 20)
    engine = telling_outages(make_engine(f"sqlite:///{path}"))
    with pytest.raises(StoreUnavailable, match="is damaged"):
        DocumentStore(engine).drafts()
    engine.dispose()


def test_other_errors_and_other_users_of_the_engine_keep_theirs(tmp_path: Path, disk: Disk) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    stores = telling_outages(telling_outages(engine))
    with pytest.raises(OperationalError, match="no such table"), stores.connect() as connection:
        connection.execute(text("SELECT 1 FROM nowhere"))
    disk.state = READ_ONLY
    with pytest.raises(OperationalError, match="readonly"), engine.connect() as connection:
        connection.execute(text("CREATE TABLE t (n INT)"))
    engine.dispose()


def test_a_stopped_postgresql_is_503_until_it_is_back(tmp_path: Path) -> None:
    with postgres_server() as server:
        settings = AppSettings(home=tmp_path / "home", database_url=server.url)
        with open_rooms(settings, clock=lambda: AS_OF) as rooms:
            client = Site(rooms).api(UserRole.MSL)
            assert client.get("/api/v1/claims").status_code == 200
            server.stop()
            for _ in range(2):  # the connection that broke, and one that is refused
                answer = client.get("/api/v1/claims")
                assert (answer.status_code, answer.json()["error"]) == (503, "StoreUnavailable")
                assert "does not answer" in answer.json()["detail"]
            assert client.get("/readyz").status_code == 503
            server.start()
            assert client.get("/api/v1/claims").status_code == 200
            assert client.get("/readyz").status_code == 200


def test_a_killed_chroma_server_is_503_until_it_is_back(tmp_path: Path) -> None:
    with chroma_server(tmp_path / "chroma") as server:
        settings = AppSettings(home=tmp_path / "home", chroma_url=server.url)
        with open_rooms(settings, clock=lambda: AS_OF) as rooms:
            rooms.library.add([article("1", "Dronabinol reduced nausea in 80 adults.")], "a file")
            site = Site(rooms)
            client, asked = site.api(UserRole.MSL), {"question": "Does dronabinol reduce nausea?"}
            found = client.post("/api/v1/search", json=asked)
            assert (found.status_code, len(found.json()["hits"])) == (200, 1)
            server.kill()
            for path in ("/api/v1/search", "/api/v1/ask"):
                answer = client.post(path, json=asked)
                assert (answer.status_code, answer.json()["error"]) == (503, "VectorsUnavailable")
                assert "start the Chroma server" in answer.json()["detail"]
                assert int(answer.headers["Retry-After"]) > 0
            shown = site.browser(UserRole.MSL)[0].get("/evidence?q=nausea")
            assert shown.status_code == 503
            assert "start the Chroma server" in shown.text
            assert client.get("/readyz").status_code == 503
            assert client.get("/api/v1/claims").status_code == 200
            server.start()
            assert client.post("/api/v1/search", json=asked).json() == found.json()
            assert client.get("/readyz").status_code == 200


def test_more_people_than_connections_are_told_to_come_back(home: Path) -> None:
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms, ExitStack() as taken:
        client = Site(rooms).api(UserRole.MSL)
        engine = rooms.documents._engine
        engine.pool._timeout = 0.05  # type: ignore[attr-defined]  # half a minute in use
        for _ in range(15):  # five kept and ten more, as SQLAlchemy counts
            taken.enter_context(engine.connect())
        answer = client.get("/api/v1/claims")
        assert (answer.status_code, answer.json()["error"]) == (503, "StoreUnavailable")
        assert int(answer.headers["Retry-After"]) > 0
        taken.close()
        assert client.get("/api/v1/claims").status_code == 200


def test_settings_of_a_person_are_503_while_nothing_can_be_written(home: Path, disk: Disk) -> None:
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
        browser, csrf = Site(rooms).browser(UserRole.MSL)
        disk.state = READ_ONLY
        answer = browser.post("/me", data={"csrf": csrf, "act": "theme", "theme": "dark"})
        assert answer.status_code == 503
        assert WORDS[READ_ONLY] in answer.text


def test_a_read_only_postgresql_says_so(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    upgrade(engine)
    event.listen(engine, "checkout", lambda connection, *_: connection.execute("SET TRANSACTION READ ONLY"))
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        DocumentStore(telling_outages(engine)).put_draft(
            {"draft_id": "D-1", "artifact": "text", "draft_sha256": "0" * 64, "decision": "BLOCK", "created_at": NOW}
            | {"payload": {}}
        )
    engine.dispose()


def test_a_read_only_database_can_still_be_read(home: Path, disk: Disk) -> None:
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
        disk.state = READ_ONLY
        assert rooms.documents.drafts() is not None
        assert rooms.audit.first_bad() is None


def test_a_silent_postgresql_host_is_not_waited_for_without_end() -> None:
    assert make_engine("postgresql+psycopg://u@h/d").url.query["connect_timeout"] == "10"
    assert make_engine("postgresql+psycopg://u@h/d?connect_timeout=3").url.query["connect_timeout"] == "3"
