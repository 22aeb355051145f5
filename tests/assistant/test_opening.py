"""An opening that fails leaves nothing behind: no connection stays until the process ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text

from assistant.bootstrap import open_rooms
from assistant.engine import SharedConnections, make_engine
from assistant.errors import StoreUnavailable
from assistant.home import AppSettings
from ingest import LibraryBusy


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> AppSettings:
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return AppSettings(home=tmp_path / "home", database_url=url)


@pytest.fixture
def connections() -> Iterator[set[int]]:
    """Those that are open; each is kept alive until it is closed, so that numbers do not come twice."""
    held: dict[int, object] = {}
    still_open: set[int] = set()

    def opened(connection: object, _record: object) -> None:
        held[id(connection)] = connection
        still_open.add(id(connection))

    def closed(connection: object, _record: object) -> None:
        still_open.discard(id(connection))

    event.listen(SharedConnections, "connect", opened)
    event.listen(SharedConnections, "close", closed)
    yield still_open
    event.remove(SharedConnections, "connect", opened)
    event.remove(SharedConnections, "close", closed)


def test_who_finds_the_library_held_closes_what_was_opened(settings: AppSettings, connections: set[int]) -> None:
    with open_rooms(settings):
        before = set(connections)
        with pytest.raises(LibraryBusy), open_rooms(settings):
            pass
        assert connections == before
    assert not connections


def test_who_finds_a_database_of_another_release_closes_it(settings: AppSettings, connections: set[int]) -> None:
    with open_rooms(settings):
        pass
    engine = make_engine(settings.sql_url())
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_future'"))
    engine.dispose()
    with pytest.raises(StoreUnavailable), open_rooms(settings):
        pass
    assert not connections
