"""Two records of one person made one and parted again."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.bootstrap import open_rooms
from assistant.cli.app import app
from assistant.domain import Account, Interaction, Meeting, Merge, Person, Request
from assistant.errors import Conflict, NotFound, UsageError
from assistant.home import AppSettings
from assistant.service.accounts import forget
from assistant.service.merging import merge, unmerge
from assistant.service.rooms import Rooms

AS_OF = datetime.fromisoformat("2026-11-17T18:00:00-05:00")
DOUBLE = Person("P-77", "A-1", "Mara Ellingsworth", "medical_oncologist", channel="email", consent_email=False)
CALL = Interaction("I-77", AS_OF.date(), "email", "A-1", ("P-2", "P-77"), "access")
BOTH = Interaction("I-78", AS_OF.date(), "visit", "A-1", ("P-77", "P-1"), "access")
MEETING = Meeting("M-77", AS_OF, 20, "A-1", ("P-77",), "visit", "Label")
ASKED = Request("MIR-77", "Does it interact?", AS_OF.date(), "unsolicited", "A-1", "P-77")


@pytest.fixture
def own(demo_home: Path, tmp_path: Path) -> Iterator[Rooms]:
    """A copy of the demo with a person recorded twice."""
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
        rooms.objects.put([DOUBLE, CALL, BOTH, MEETING, ASKED])
        yield rooms


def everything(rooms: Rooms) -> list[object]:
    return [t for kind in (Account, Person, Interaction, Meeting, Request, Merge) for t in rooms.objects.all(kind)]


def test_merging_moves_contacts_and_keeps_the_stricter_consent(own: Rooms) -> None:
    person = merge(own, "P-1", "P-77", AS_OF)
    assert (person.channel, person.consent_email, person.consent_visit) == ("email", False, True)
    assert own.objects.get(Person, "P-77") is None
    assert own.objects.get(Interaction, "I-77") == replace(CALL, person_ids=("P-2", "P-1"))
    assert own.objects.get(Interaction, "I-78") == replace(BOTH, person_ids=("P-1",))
    assert own.objects.get(Request, "MIR-77") == replace(ASKED, person_id="P-1")


def test_a_merge_undone_leaves_everything_as_it_was(own: Rooms) -> None:
    before = everything(own)
    merge(own, "P-1", "P-77", AS_OF)
    assert unmerge(own, "P-77", AS_OF) == (DOUBLE, 4)
    assert everything(own) == before
    assert [e.action for e in own.audit.events()][-2:] == ["person.merged", "person.unmerged"]
    with pytest.raises(NotFound, match="Can be: none"):
        unmerge(own, "P-77", AS_OF)


def test_what_came_since_the_merge_stays(own: Rooms) -> None:
    person = merge(own, "P-1", "P-77", AS_OF)
    later = Interaction("I-79", AS_OF.date(), "visit", "A-1", ("P-1",), "access", "Since.")
    joined = replace(CALL, person_ids=("P-2", "P-1", "P-3"), note="P-3 came too.")
    own.objects.put([replace(person, influence=2), later, joined])
    unmerge(own, "P-77", AS_OF)
    kept = own.objects.get(Person, "P-1")
    assert kept
    assert (kept.influence, kept.channel, kept.consent_email) == (2, None, True)
    assert own.objects.get(Interaction, "I-79") == later
    assert own.objects.get(Interaction, "I-77") == replace(joined, person_ids=("P-2", "P-77", "P-3"))


def test_merges_are_undone_from_the_last_and_never_over_a_record_that_is_there(own: Rooms) -> None:
    before = everything(own)
    merge(own, "P-1", "P-77", AS_OF)
    merge(own, "P-2", "P-1", AS_OF)
    with pytest.raises(Conflict, match="first: callprep accounts unmerge P-1"):
        unmerge(own, "P-77", AS_OF)
    unmerge(own, "P-1", AS_OF)
    own.objects.put([DOUBLE])
    with pytest.raises(Conflict, match="brought in again"):
        unmerge(own, "P-77", AS_OF)
    merge(own, "P-1", "P-77", AS_OF)
    assert unmerge(own, "P-77", AS_OF)[1] == 4, "contacts of the first merge too"
    people = (Interaction, Meeting, Request)
    assert [t for t in everything(own) if isinstance(t, people)] == [t for t in before if isinstance(t, people)]
    with pytest.raises(UsageError, match="itself"):
        merge(own, "P-1", "P-1", AS_OF)


def test_a_forgotten_person_cannot_be_brought_back_by_undoing(own: Rooms) -> None:
    merge(own, "P-1", "P-77", AS_OF)
    merge(own, "P-2", "P-1", AS_OF)
    forget(own, "P-2", AS_OF)
    assert own.objects.all(Merge) == ()
    assert "Ellingsworth" not in repr(everything(own))


def test_the_command_says_how_to_undo_and_undoes(own: Rooms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path / "home"))
    own.library.close()
    done = CliRunner().invoke(app, ["accounts", "merge", "P-1", "P-77"])
    assert done.stdout == "P-77 is now P-1.\n"
    assert done.stderr == "To undo it: callprep accounts unmerge P-77\n"
    undone = CliRunner().invoke(app, ["accounts", "unmerge", "P-77"])
    assert undone.stdout == "P-77 is there again; contacts, meetings and requests that name it again: 4.\n"
