"""What is exported and imported again changes nothing, and a change of one cell changes that alone."""

import csv
import io
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.accounts.mapping import load_mapping, shipped_mappings
from assistant.bootstrap import open_rooms
from assistant.cli.app import app
from assistant.domain import Account, AskedQuestion, Commitment, Interaction, Meeting, Person, Request
from assistant.service.accounts import KIND_OF

AT = ("--as-of", "2026-11-17T18:00:00-05:00")
KINDS = {kind.__name__.lower(): name for name, kind in KIND_OF.items()}
PAIRS = [(KINDS[load_mapping(name).kind], name) for name in shipped_mappings()]
EVERYTHING = (Account, Person, Interaction, Meeting, Request)
PATTERN = """name: american
kind: meeting
source: Dates as Americans write them.
verified: false
columns: {id: Id, start: Start, minutes: Minutes, account_id: Account, people: Who, channel: Channel, topic: Topic}
date_format: "%m/%d/%Y %H:%M"
zone: "-08:00"
"""


@pytest.fixture
def home(demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(demo_home, tmp_path / "home")
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path / "home"))
    return tmp_path


def stored() -> dict[str, object]:
    with open_rooms() as rooms:
        things = [thing for kind in EVERYTHING for thing in rooms.objects.all(kind)]
    return {f"{type(thing).__name__} {next(iter(_values(thing)))}": thing for thing in things}


def _values(thing: object) -> list[str]:
    return [str(getattr(thing, name)) for name in type(thing).__slots__]  # type: ignore[attr-defined]


def put(*things: object) -> None:
    with open_rooms() as rooms:
        rooms.objects.put(things)


def exported(kind: str, mapping: str) -> str:
    result = CliRunner().invoke(app, ["accounts", "export", kind, "--mapping", mapping])
    assert result.exit_code == 0
    return result.stdout


def imported(home: Path, text: str, mapping: str) -> dict[str, object]:
    """What the command says it did, and does."""
    path = home / "again.csv"
    path.write_text(text, encoding="utf-8", newline="")
    result = CliRunner().invoke(app, ["accounts", "import", str(path), "--mapping", mapping, "--json", *AT])
    assert result.exit_code == 0, result.output
    told: dict[str, object] = json.loads(result.stdout)
    return told


def edited(text: str, column: str, key: str, value: str) -> str:
    """The table with one cell changed, in every row that starts with this id."""
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    target = io.StringIO()
    writer = csv.DictWriter(target, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(row | {column: value} if key in row.values() else row for row in rows)
    return target.getvalue()


@pytest.mark.parametrize(("kind", "mapping"), PAIRS)
def test_every_export_read_again_changes_nothing(home: Path, kind: str, mapping: str) -> None:
    before = stored()
    told = imported(home, exported(kind, mapping), mapping)
    assert (told["new"], told["changed"], told["errors"]) == (0, 0, [])
    assert told["unchanged"] == sum(isinstance(thing, KIND_OF[kind]) for thing in before.values()) > 0
    assert stored() == before


def test_dates_and_hours_after_a_pattern_come_back(home: Path) -> None:
    path = home / "american.yaml"
    path.write_text(PATTERN)
    before = stored()
    text = exported("meetings", str(path))
    assert "11/18/2026 06:00" in text, "09:00 in New York"
    assert imported(home, text, str(path))["changed"] == 0
    assert stored() == before


CHANGES = [
    ("accounts", "accounts", "A-1", "protocol_note", "New order set.", {"protocol_note": "New order set."}),
    ("accounts", "salesforce-accounts", "A-1", "Next_PT_Meeting__c", "", {"pt_next": None}),
    ("accounts", "salesforce-accounts", "A-3", "Buying_Phase__c", "Adopted", {"phase": "adoption"}),
    ("people", "people", "P-1", "consent_email", "no", {"consent_email": False}),
    ("people", "veeva-people", "P-1", "Opt_Out_Date__c", "2026-11-12", {"consent_withdrawn": date(2026, 11, 12)}),
    ("interactions", "interactions", "I-06", "outcome", "date set", {"outcome": "date set"}),
    ("interactions", "veeva-calls", "I-10", "Call_Channel_vod__c", "Phone", {"channel": "phone"}),
    ("interactions", "veeva-calls", "I-06", "Key_Messages__c", "HB-B-001 v1", {"told": ("HB-B-001 v1",)}),
    ("meetings", "meetings", "M-1", "minutes", "25", {"minutes": 25}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "mapping", "key", "column", "cell", "change"), CHANGES)
def test_one_changed_cell_changes_that_field_alone(
    home: Path, kind: str, mapping: str, key: str, column: str, cell: str, change: dict[str, object]
) -> None:
    before = stored()
    told = imported(home, edited(exported(kind, mapping), column, key, cell), mapping)
    assert (told["new"], told["changed"]) == (0, 1)
    name = f"{KIND_OF[kind].__name__} {key}"
    assert stored() == before | {name: replace(before[name], **change)}  # type: ignore[type-var]


def test_columns_that_the_file_does_not_have_erase_nothing(home: Path) -> None:
    before = stored()
    told = imported(
        home, "person_id,account_id,name,role\nP-1,A-1,Mara Ellingsworth-Boyd,medical_oncologist\n", "people"
    )
    assert told["changed"] == 1
    person = before["Person P-1"]
    assert isinstance(person, Person)
    assert stored() == before | {"Person P-1": replace(person, name="Mara Ellingsworth-Boyd")}


def test_a_promise_kept_in_the_crm_changes_its_due_day_and_neither_owner_nor_status(home: Path) -> None:
    contact = stored()["Interaction I-06"]
    assert isinstance(contact, Interaction)
    text = exported("interactions", "veeva-calls").replace("2026-11-18", "2026-11-25")
    assert imported(home, text, "veeva-calls")["changed"] == 1
    first, second = contact.commitments
    assert stored()["Interaction I-06"] == replace(
        contact, commitments=(first, replace(second, due=date(2026, 11, 25)))
    )


def test_same_words_asked_twice_and_a_row_told_twice_stay_apart(home: Path) -> None:
    asked = AskedQuestion("Is it covered?", False, "open"), AskedQuestion("Is it covered?", False, "answered")
    promise = Commitment("Send the label", "J. Pell", date(2026, 11, 30), "open")
    put(
        Interaction(
            "I-70", date(2026, 11, 10), "visit", "A-1", ("P-1",), "access", "-5 kg", (), asked, (promise, promise)
        )
    )
    before = stored()
    for mapping in ("interactions", "veeva-calls"):
        text = exported("interactions", mapping)
        last = next(line for line in text.splitlines(keepends=True) if "I-70" in line)
        assert imported(home, text + last, mapping)["changed"] == 0
    assert stored() == before


def test_rows_of_a_new_contact_are_joined_and_what_a_file_leaves_out_is_named(home: Path) -> None:
    text = exported("interactions", "interactions").replace("I-06", "I-71").replace("MIR-2026-0389", "MIR-71")
    assert imported(home, text, "interactions")["new"] == 2, "the contact and its request"
    contact = stored()["Interaction I-71"]
    assert isinstance(contact, Interaction)
    assert (len(contact.questions), len(contact.commitments)) == (1, 2)
    rows = [line for line in text.splitlines(keepends=True) if "Current prescribing information" not in line]
    told = imported(home, "".join(rows), "interactions")
    assert told["warnings"] == ["I-71: 1 stored questions or promises are not in the file and go"]


def test_the_formulary_column_of_one_product_leaves_the_others(home: Path) -> None:
    account = stored()["Account A-1"]
    assert isinstance(account, Account)
    put(replace(account, formulary=(("QUILLMERA", "not_listed"), ("VERDANOL", "listed"))))
    path = home / "formulary.yaml"
    path.write_text(
        "name: f\nkind: account\nsource: x\nverified: false\n"
        "columns: {account_id: Id, name: Name, jurisdiction: State, tier: Tier, phase: Phase, formulary.QUILLMERA: Q}\n"
    )
    text = exported("accounts", str(path))
    assert imported(home, text, str(path))["changed"] == 0
    assert imported(home, edited(text, "Q", "A-1", "listed"), str(path))["changed"] == 1
    changed = stored()["Account A-1"]
    assert changed == replace(account, formulary=(("QUILLMERA", "listed"), ("VERDANOL", "listed")))


def test_an_event_told_in_the_second_row_of_a_contact_is_relayed_with_the_first(home: Path) -> None:
    header = "id,date,channel,account_id,people,type,note,question\n"
    row = "I-72,2026-11-02,visit,A-1,P-1,access,A patient fainted after the capsule.,"
    told = imported(home, header + row + "\n" + row + "My patient vomited blood after it. Why?\n", "interactions")
    assert told["relayed"] == 1
    with open_rooms() as rooms:
        (report,) = [r for r in rooms.documents.reports() if r.source == "interaction:I-72"]
    assert "fainted" in report.text
    assert "blood" in report.text
    assert report.text.count("fainted") == 1
