import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import open_rooms
from assistant.home import AppSettings
from tests.assistant.conftest import AS_OF
from tests.assistant.web.site import Site


@pytest.fixture(scope="session")
def site(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo as a web site, a copy: what its tests ingest, save and sign is not in the library that other tests read."""
    home = tmp_path_factory.mktemp("site") / "home"
    shutil.copytree(demo_home, home)
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as opened:
        yield Site(opened)


@pytest.fixture(scope="module")
def own_site(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo of one's own, for tests that change claims or retract records."""
    home = tmp_path_factory.mktemp("own") / "home"
    shutil.copytree(demo_home, home)
    site: list[Site] = []
    with open_rooms(AppSettings(home=home), clock=lambda: site[0].now if site else AS_OF) as opened:
        site.append(Site(opened))
        yield site[0]
