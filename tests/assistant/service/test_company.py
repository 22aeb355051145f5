"""The company that speaks: named by its administrator, judged, on every document."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.bootstrap import open_rooms
from assistant.demo.load import COMPANY
from assistant.documents.text import render_text
from assistant.domain import Asker, Company, Role
from assistant.errors import UsageError
from assistant.home import AppSettings
from assistant.service.ask import ask
from assistant.service.company import UNNAMED, record_company, speaking
from assistant.service.rooms import Rooms
from guardrails import Released

NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)
WORDS = ("Acme Oncology", "Acme Oncology sells Zenvora and paid for this document.", "Acme safety desk", "Acme Medical")


@pytest.fixture
def rooms(tmp_path: Path) -> Iterator[Rooms]:
    with open_rooms(AppSettings(home=tmp_path)) as opened:
        yield opened


def test_a_recorded_company_speaks_at_once_and_is_in_the_trail(rooms: Rooms) -> None:
    assert speaking(rooms) is UNNAMED
    assert record_company(rooms, Company(*WORDS), NOW) == speaking(rooms) == Company(*WORDS)
    event = next(iter(rooms.audit.search(action="company.recorded")))
    assert event.detail["name"] == "Acme Oncology"


def test_another_name_takes_the_place_of_the_one_before(rooms: Rooms) -> None:
    record_company(rooms, Company(*WORDS), NOW)
    record_company(rooms, Company("Zeta  Oncology\n", *WORDS[1:]), NOW)
    assert [company.name for company in rooms.objects.all(Company)] == ["Zeta Oncology"]


def test_the_demo_company_would_pass(rooms: Rooms) -> None:
    assert record_company(rooms, COMPANY, NOW) == COMPANY


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("", *WORDS[1:]), "name has 0 characters; use 1 to 120"),
        ((WORDS[0], "x" * 601, *WORDS[2:]), "disclosure has 601 characters; use 1 to 600"),
        ((WORDS[0], "Our oil cures nausea in every patient.", *WORDS[2:]), "The gate holds these words"),
    ],
)
def test_what_cannot_stand_on_a_document_is_refused(rooms: Rooms, words: tuple[str, str, str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        record_company(rooms, Company(*words), NOW)
    assert rooms.company is None


def test_its_disclosure_stands_on_an_answer(rooms: Rooms) -> None:
    record_company(rooms, Company(*WORDS), NOW)
    outcome = ask(rooms, "Does nabilone reduce nausea?", Asker(Role.MSL), NOW).outcome
    assert isinstance(outcome, Released)
    assert WORDS[1] in render_text(outcome)
