"""Drafts take turns, so that they and whoever searches meanwhile are ready sooner."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from assistant.users import UserRole
from assistant.web.app import create_app
from assistant.web.limiting import DRAFTS_AT_ONCE, DRAFTS_AT_ONCE_BY_MODEL, IN_LINE, IN_LINE_OF_ONE, Limiter, TooMany
from tests.assistant.web.site import Site


class Counting:
    """Does the work of a drafter slowly and notes how many do it at once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lock, self.now, self.most = threading.Lock(), 0, 0

    def draft(self, *_: object) -> object:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.2)
        with self.lock:
            self.now -= 1
        raise RuntimeError("drafts nothing")


@pytest.mark.parametrize(
    ("name", "least", "most"), [("extractive", 1, DRAFTS_AT_ONCE), ("a model", 2, DRAFTS_AT_ONCE_BY_MODEL)]
)
def test_drafts_by_rules_are_written_one_after_the_other_and_those_of_a_model_side_by_side(
    site: Site, name: str, least: int, most: int
) -> None:
    drafter = Counting(name)
    app = create_app(replace(site.rooms, drafter=drafter))  # type: ignore[arg-type]
    client = TestClient(app, headers=site.api(UserRole.MSL).headers, raise_server_exceptions=False)
    body = {"question": "Does nabiximols relieve cancer pain?"}
    with ThreadPoolExecutor(4) as people:
        answers = list(people.map(lambda _: client.post("/api/v1/ask", json=body).status_code, range(4)))
    assert answers == [500] * 4
    assert least <= drafter.most <= most


def test_a_turn_ends_with_an_error_and_is_not_taken_by_who_is_refused() -> None:
    limiter = Limiter({"draft": "3/minute"}, drafts_at_once=1)
    for _ in range(2):
        with pytest.raises(ValueError, match="failed"), limiter.drafting("U1"):
            raise ValueError("failed")
    with limiter.drafting("U1"):
        pass


def test_the_line_is_bounded_for_one_and_for_all_and_empties() -> None:
    limiter = Limiter({"draft": "600/minute"}, drafts_at_once=IN_LINE)
    with ExitStack() as line:
        for _ in range(IN_LINE_OF_ONE):
            line.enter_context(limiter.drafting("U1"))
        with pytest.raises(TooMany), limiter.drafting("U1"):
            pass
        for number in range(IN_LINE - IN_LINE_OF_ONE):
            line.enter_context(limiter.drafting(f"V{number}"))
        with pytest.raises(TooMany), limiter.drafting("W1"):
            pass
    with limiter.drafting("U1"), limiter.drafting("W1"):
        pass
