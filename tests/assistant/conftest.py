"""A demo library, loaded once a test run; each test that writes gets a copy of its folder."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from assistant.bootstrap import open_rooms
from assistant.demo.load import LIBRARY_DATE, load_demo
from assistant.home import AppSettings
from assistant.service.rooms import Rooms

AS_OF = datetime.fromisoformat("2026-11-17T18:00:00-05:00")


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
        yield opened
