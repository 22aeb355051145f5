"""A forgotten person's name in other texts of the account, however it was written."""

from datetime import UTC, datetime

import pytest

from assistant.accounts.people import FORGOTTEN, without_person
from assistant.domain import Meeting, Person

AT = datetime(2026, 11, 17, 9, tzinfo=UTC)


def topic_after(name: str, topic: str) -> str:
    person = Person("P-9", "A-1", name, "pharmacist")
    meeting = Meeting("M-9", AT, 20, "A-1", ("P-1",), "visit", topic)
    changed = without_person([meeting], person)
    return changed[0].topic if changed else topic


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("Ruth Ellingsworth MD", "What Ellingsworth asked"),
        ("Ruth Ellingsworth Jr.", "What Ellingsworth asked"),
        ("Dr. Ruth Ellingsworth, Pharm.D.", "What Ruth Ellingsworth asked"),
        ("Ellingsworth, Ruth", "What Ruth Ellingsworth asked"),
        ("Ruth Ellingsworth", "What ELLINGSWORTH asked"),
        ("Linh Do MD", "What Do asked"),
        (", Ellingsworth", "What Ellingsworth asked"),
    ],
)
def test_a_name_goes_however_it_is_written(name: str, topic: str) -> None:
    assert topic_after(name, topic) == f"What {FORGOTTEN} asked"


@pytest.mark.parametrize("name", [",", " ", ", MD", "Dr.", "X"])
def test_a_person_without_a_name_is_forgotten_all_the_same(name: str) -> None:
    assert topic_after(name, "What the MD X asked") == "What the MD X asked"
