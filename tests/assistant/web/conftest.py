import pytest

from assistant.service.rooms import Rooms
from tests.assistant.web.site import Site


@pytest.fixture(scope="session")
def site(rooms: Rooms) -> Site:
    """The demo as a web site."""
    return Site(rooms)
