"""The start of a service: what is loaded once is loaded then, and never walked by the collector again."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from assistant.service.rooms import Rooms
from assistant.service.warming import warm
from assistant.web.app import create_app
from ingest import VectorsUnavailable


class Silent:
    """A library whose server of vectors does not answer."""

    def __init__(self) -> None:
        self.asked = False

    def search_words(self, text: str, k: int) -> Any:
        """Refuse."""
        self.asked = True
        raise VectorsUnavailable("no answer")

    def held(self) -> Any:
        """Refuse."""
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
    assert warm(replace(rooms, library=cast(Any, library))) == ("search",)
    assert library.asked


class Broken:
    """A shelf whose claims cannot be read, by an error of nobody's making."""

    def current(self) -> Any:
        """Break."""
        raise ZeroDivisionError


def test_a_service_starts_whatever_is_broken_and_says_so_when_asked(rooms: Rooms) -> None:
    cold = warm(replace(rooms, shelf=cast(Any, Broken()), library=cast(Any, Silent())))
    assert cold == ("rules and claims", "search")
    client = TestClient(create_app(rooms, cold=cold))
    answer, missing = client.get("/readyz"), "not loaded at the start"
    parts = {"database": "ok", "rules and claims": missing, "search": missing}
    assert (answer.status_code, answer.json()) == (200, {"status": "ready in part", "parts": parts})
    well = dict.fromkeys(parts, "ok")
    assert TestClient(create_app(rooms)).get("/readyz").json() == {"status": "ready", "parts": well}


def test_a_part_that_does_not_answer_is_named_and_why_stands_in_the_log(
    rooms: Rooms, caplog: pytest.LogCaptureFixture
) -> None:
    client = TestClient(create_app(replace(rooms, library=cast(Any, Silent()))))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
    assert answer.json()["parts"]["search"] == "does not answer"
    assert answer.json()["parts"]["database"] == "ok"
    assert int(answer.headers["Retry-After"]) > 0
    assert "VectorsUnavailable" not in answer.text
    assert "VectorsUnavailable" in caplog.text
