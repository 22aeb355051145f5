"""A demo library, loaded once a test run; each test that writes gets a copy of its folder."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from assistant.bootstrap import open_rooms
from assistant.demo.load import LIBRARY_DATE, load_demo
from assistant.home import AppSettings
from assistant.service.rooms import Rooms
from tests.assistant.postgres_server import postgres_server
from tests.assistant.second_stack import IN_USE, homes_on_servers
from tests.chroma_server import chroma_server

AS_OF = datetime.fromisoformat("2026-11-17T18:00:00-05:00")


@pytest.fixture(scope="session", autouse=IN_USE)
def second_stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """PostgreSQL and `chroma run` under every home folder, where the run asks for them."""
    postgres = request.getfixturevalue("postgres_server_url")
    with chroma_server(tmp_path_factory.mktemp("chroma") / "data") as chroma, homes_on_servers(postgres, chroma.url):
        yield


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with the demo in it, closed."""
    home = tmp_path_factory.mktemp("demo") / "home"
    with open_rooms(AppSettings(home=home), clock=lambda: LIBRARY_DATE) as rooms:
        load_demo(rooms.library, rooms.objects, rooms.documents)
    return home


@pytest.fixture(scope="session")
def rooms(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    """The demo, open, at the demo's own time; a copy, so that `demo_home` holds no drafts of other tests."""
    home = tmp_path_factory.mktemp("shared") / "home"
    shutil.copytree(demo_home, home)
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as opened:
        as_loaded = opened.library.status().snapshot_id
        yield opened
        assert opened.library.status().snapshot_id == as_loaded, "a test wrote into the shared library; give it a copy"


@pytest.fixture(scope="session")
def postgres_server_url() -> Iterator[str]:
    """A PostgreSQL server for all tests of a run."""
    with postgres_server() as server:
        yield server.url


@pytest.fixture
def postgres_url(postgres_server_url: str) -> str:
    """A new, empty database in it."""
    name = f"t{uuid4().hex}"
    engine = create_engine(postgres_server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return str(make_url(postgres_server_url).set(database=name).render_as_string(hide_password=False))
