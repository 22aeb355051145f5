"""The start of a service: what is loaded once is loaded then, and never walked by the collector again."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Any, cast

import pytest

from assistant.service.rooms import Rooms
from assistant.service.warming import warm
from ingest import VectorsUnavailable


class Silent:
    """A library whose server of vectors does not answer."""

    def __init__(self) -> None:
        self.asked = False

    def search_words(self, text: str, k: int) -> Any:
        """Refuse."""
        self.asked = True
        raise VectorsUnavailable("no answer")


@pytest.fixture(autouse=True)
def thawed() -> Any:
    """Other tests have a collector that walks everything."""
    yield
    gc.unfreeze()


def test_rules_and_reader_are_frozen(rooms: Rooms) -> None:
    warm(rooms)
    assert gc.get_freeze_count() > 100_000
    assert len(gc.get_objects()) < gc.get_freeze_count() / 10


def test_a_silent_index_does_not_keep_a_service_from_starting(rooms: Rooms) -> None:
    library = Silent()
    warm(replace(rooms, library=cast(Any, library)))
    assert library.asked
