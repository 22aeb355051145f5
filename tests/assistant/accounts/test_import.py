from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.accounts.calendar import calendar_rows
from assistant.accounts.cells import is_formula
from assistant.accounts.exporting import export_csv
from assistant.accounts.mapping import load_mapping, shipped_mappings
from assistant.accounts.planning import Held, ImportPlan, plan_import
from assistant.accounts.reading_rows import encoding_of, read_rows
from assistant.accounts.recurrence import Window
from assistant.accounts.row_errors import error_file
from assistant.domain import Account, Commitment, Interaction, Meeting, Person, Request
from assistant.errors import ImportRefused
from guardrails import screen_note

NOW = datetime(2026, 11, 17, tzinfo=UTC)
ACCOUNT = Account("A-1", "Lakeshore Cancer Institute", "US-OH", 1, "awareness")
PERSON = Person("P-1", "A-1", "Mara Ellingsworth, MD", "medical_oncologist")
HELD = Held({"A-1": ACCOUNT}, {"P-1": PERSON})


def planned(tmp_path: Path, content: str | bytes, mapping: str, held: Held = HELD, name: str = "f.csv") -> ImportPlan:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return plan_import(read_rows(path), load_mapping(mapping), held, screen_note, NOW)


def test_a_salesforce_style_export_is_mapped(tmp_path: Path) -> None:
    plan = planned(
        tmp_path,
        "Id,Name,BillingStateCode,Tier__c,Buying_Phase__c,Next_PT_Meeting__c\nA-9,Wexmoor,NY,Tier 2,Formulary Review,2027-02-04\n",
        "salesforce-accounts",
    )
    assert plan.errors == ()
    assert plan.new == (Account("A-9", "Wexmoor", "US-NY", 2, "formulary_evaluation", pt_next=date(2027, 2, 4)),)


def test_the_same_rows_again_change_nothing(tmp_path: Path) -> None:
    text = export_csv([ACCOUNT], load_mapping("accounts"))
    plan = planned(tmp_path, text, "accounts")
    assert (plan.new, plan.changed, plan.unchanged) == ((), (), 1)


@pytest.mark.parametrize(
    ("rows", "number", "said"),
    [
        ("P-2,A-404,Ann Bee,nurse,,", 1, "no account 'A-404'"),
        ("P-2,A-1,Ann Bee,nurse,9,", 1, "less than or equal to 5 (here '9')"),
        ("P-2,A-1,Ann Bee,nurse,2,1899-12-30", 1, "cannot be true"),
        ("P-2,A-1,Ann Bee,nurse,2,\nP-2,A-1,Bea Cee,nurse,2,", 2, "shares the id 'P-2' with row 1"),
        ('P-2,A-1,"=HYPERLINK(""x"")",nurse,2,', 1, "formula"),
        ("P-2,A-1,Ann Bee,nurse,2,,extra,more", 1, "row has 8 cells"),
    ],
)
def test_a_wrong_row_is_named_by_number_and_the_others_stay(tmp_path: Path, rows: str, number: int, said: str) -> None:
    header = "person_id,account_id,name,role,influence,consent_withdrawn\n"
    plan = planned(tmp_path, header + rows + "\nP-3,A-1,Cara Dee,nurse,2,\n", "people")
    assert said in plan.errors[0].line
    assert plan.errors[0].row == number
    assert "P-3" in [p.person_id for p in plan.new if isinstance(p, Person)]


def test_a_name_or_note_is_never_repeated_in_an_error(tmp_path: Path) -> None:
    header = "id,date,channel,account_id,people,type,note\n"
    plan = planned(
        tmp_path, header + "I-1,1899-12-30,visit,A-1,P-1,access,Harold Penhallow MRN 00482\n", "interactions"
    )
    assert "1899-12-30" in plan.errors[0].line
    assert "Penhallow" not in " ".join(e.line for e in plan.errors)


def test_a_missing_column_is_named_once(tmp_path: Path) -> None:
    plan = planned(tmp_path, "person_id,account_id,name\nP-2,A-1,Ann\nP-3,A-1,Bea\n", "people")
    assert [e.column for e in plan.errors] == ["role"]
    assert "the file has person_id, account_id, name" in plan.errors[0].problem


@pytest.mark.parametrize(
    "content",
    [
        "id;date;channel;account_id;people;type;note\nI-1;2026-11-02;visit;A-1;P-1;access;Café\n".encode("cp1252"),
        "id,date,channel,account_id,people,type,note\nI-1,2026-11-02,visit,A-1,P-1,access,Café\n".encode("utf-16"),
        "\ufeffid,date,channel,account_id,people,type,note\nI-1,2026-11-02,visit,A-1,P-1,access,Café\n".encode(),
    ],
)
def test_usual_encodings_and_separators_are_read(tmp_path: Path, content: bytes) -> None:
    (contact,) = planned(tmp_path, content, "interactions").new
    assert isinstance(contact, Interaction)
    assert contact.note == "Café"


def test_free_text_is_redacted_and_an_event_relayed_wherever_it_stands(tmp_path: Path) -> None:
    header = "id,date,channel,account_id,people,type,note,question\n"
    row = "I-1,2026-11-02,visit,A-1,P-1,access,Saw Dr. Ellingsworth.,My patient John Smith (MRN 0048291) fainted after the capsule. Why?\n"
    plan = planned(tmp_path, header + row, "interactions")
    contact = plan.new[0]
    assert isinstance(contact, Interaction)
    assert "0048291" not in contact.questions[0].text
    assert plan.redacted == ("I-1",)
    assert [r.source for r in plan.reports] == ["interaction:I-1"]


def test_a_routed_question_becomes_a_request(tmp_path: Path) -> None:
    header = "Name,Call_Date_vod__c,Location_Account__c,Attendees__c,Question_Verbatim__c,Medical_Inquiry__c\n"
    plan = planned(tmp_path, header + "C-1,2026-11-02,A-1,P-1,Does it interact?,MIR-1\n", "veeva-calls")
    (request,) = [t for t in plan.new if isinstance(t, Request)]
    assert (request.request_id, request.text, request.origin) == ("MIR-1", "Does it interact?", "unsolicited")


def test_one_name_under_two_ids_is_offered_for_merging(tmp_path: Path) -> None:
    header = "person_id,account_id,name,role\n"
    plan = planned(tmp_path, header + "P-77,A-1,Mara  ELLINGSWORTH,medical_oncologist\n", "people")
    assert plan.warnings == (
        "P-77 and P-1 have one name at A-1; if they are one person: callprep accounts merge P-1 P-77",
    )


@pytest.mark.parametrize(
    ("text", "live"),
    [
        ("=1+1", True),
        ("@sum", True),
        ("+cmd|x", True),
        ("-A1", True),
        ("+1 412 555", False),
        ("-5", False),
        ("word", False),
    ],
)
def test_formulas_are_recognised(text: str, live: bool) -> None:
    assert is_formula(text) is live


def test_call_records_come_back_as_they_went(tmp_path: Path) -> None:
    contact = Interaction(
        "I-1",
        date(2026, 11, 2),
        "visit",
        "A-1",
        ("P-1",),
        "promotional",
        "Short visit.",
        ("HB-B-001 v1", "HB-B-003 v1"),
        commitments=(Commitment("Bring the label", "J. Pell", date(2026, 11, 20), "open"),),
        materials=("HB-M-014 v2",),
        outcome="date set",
    )
    for name in ("interactions", "veeva-calls"):
        text = export_csv([contact], load_mapping(name))
        plan = planned(tmp_path, text, name)
        assert plan.errors == ()
        (back,) = plan.new
        assert isinstance(back, Interaction)
        assert (back.told, back.materials, back.kind, back.outcome) == (
            contact.told,
            contact.materials,
            contact.kind,
            "date set",
        )


def test_every_shipped_mapping_loads_and_says_whether_it_was_verified() -> None:
    assert {"accounts", "people", "interactions", "meetings", "veeva-calls", "salesforce-accounts"} <= set(
        shipped_mappings()
    )
    for name in shipped_mappings():
        assert load_mapping(name).source


@pytest.mark.parametrize(
    ("content", "said"),
    [("", "no header"), ("a,a\n1,2\n", "twice"), (b"\x00\x01\x02", "no text file")],
)
def test_files_that_are_no_tables_are_refused(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        planned(tmp_path, content, "people")
    with pytest.raises(ImportRefused, match="cannot be opened"):
        encoding_of(tmp_path / "none.csv")


def test_a_mapping_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("name: m\nkind: person\nsource: x\nverified: false\ncolumns: {shoe_size: Size}\n")
    with pytest.raises(ImportRefused, match="shoe_size"):
        load_mapping(str(path))
    with pytest.raises(ImportRefused, match="Shipped: accounts"):
        load_mapping("nowhere")


CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:ev-1@x
DTSTART;TZID=America/New_York:20261118T090000
DTEND;TZID=America/New_York:20261118T092000
SUMMARY:Label overview\\, antiemetic
  protocol
LOCATION:Lakeshore Cancer Institute
ATTENDEE;CN="Ellingsworth, Mara":mailto:m@x.org
END:VEVENT
BEGIN:VEVENT
UID:ev-2@x
DTSTART:20261118T150000Z
DURATION:PT45M
SUMMARY:Dentist
END:VEVENT
END:VCALENDAR
"""


def test_calendar_events_become_meetings_and_strangers_are_named() -> None:
    rows = calendar_rows(CALENDAR, HELD.accounts, HELD.people, Window(date(2026, 11, 17), date(2027, 2, 17)))
    plan = plan_import(rows, load_mapping("meetings"), HELD, screen_note, NOW)
    (meeting,) = plan.new
    assert isinstance(meeting, Meeting)
    assert (meeting.minutes, meeting.person_ids, meeting.topic) == (20, ("P-1",), "Label overview, antiemetic protocol")
    assert meeting.start.isoformat() == "2026-11-18T09:00:00-05:00"
    assert {e.row for e in plan.errors} == {2}


def test_a_calendar_whose_series_make_too_many_meetings_is_refused_whole() -> None:
    event = (
        "BEGIN:VEVENT\nUID:u{}\nDTSTART:20261117T140000Z\nDTEND:20261117T143000Z\nRRULE:FREQ=DAILY{}\n"
        "SUMMARY:Lakeshore Cancer Institute\nEND:VEVENT\n"
    )
    window = Window(date(2026, 11, 17), date(2027, 2, 17))
    many = "BEGIN:VCALENDAR\n" + "".join(event.format(n, "") for n in range(10_000)) + "END:VCALENDAR\n"
    with pytest.raises(ImportRefused, match=r"more than 20,000 meetings up to 2027-02-17.*event 216 of 10000"):
        list(calendar_rows(many, HELD.accounts, HELD.people, window))
    few = "BEGIN:VCALENDAR\n" + event.format(1, ";UNTIL=20261119T140000Z") + "END:VCALENDAR\n"
    assert len(list(calendar_rows(few, HELD.accounts, HELD.people, window))) == 3


def test_a_large_file_is_read_as_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("w") as stream:
        stream.write("id,date,channel,account_id,people,type,note\n")
        stream.writelines(f"I-{n},2026-11-02,visit,A-1,P-1,access,{'word ' * 20}\n" for n in range(2000))
    rows = read_rows(path)
    assert [next(rows)[0], next(rows)[0]] == [0, 1]
    assert sum(1 for _ in rows) == 1999


EVENT = "Her patient took his evening Quillmera, stood up and passed out in the kitchen"


@pytest.mark.parametrize(
    "content",
    [
        f"I-1,2026-11-02,visit,A-1,P-1,access,{EVENT}\nI-2,2026-11-03,visit,A-1,P-1,access,Nothing new\n",
        f"I-2,2026-11-03,visit,A-1,P-1,access,Nothing new\nI-1,2026-11-02,visit,A-1,P-1,access,{EVENT}\n",
        f"id,date,channel,account_id,people,type,note\nI-1,2026-11-02,visit,A-1,P-1,access,{EVENT}, and went home\n",
    ],
    ids=["no header, first row", "no header, later row", "one comma too many"],
)
def test_a_possible_event_is_relayed_from_a_file_or_row_that_cannot_be_taken(tmp_path: Path, content: str) -> None:
    plan = planned(tmp_path, content, "interactions")
    assert plan.errors
    assert plan.new == ()
    (report,) = plan.reports
    assert "passed out" in report.text
    assert all("passed out" not in error.line for error in plan.errors)


def test_a_ticked_box_is_relayed_from_a_row_that_cannot_be_taken(tmp_path: Path) -> None:
    content = "id,date,channel,account_id,people,type,note,event_noted\nI-1,soon,visit,A-1,P-1,access,Nothing new,Yes\n"
    (report,) = planned(tmp_path, content, "interactions").reports
    assert report.text == "Nothing new"


def test_a_file_of_accounts_without_header_is_left_at_once(tmp_path: Path) -> None:
    plan = planned(tmp_path, f"A-9,Wexmoor,{EVENT}\n" * 3, "accounts")
    assert (plan.errors_total, plan.reports) == (1, ())


def test_other_failures_are_not_laid_to_the_file_of_errors(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="disk on fire"), error_file(tmp_path / "errors.csv", tmp_path / "calls.csv"):
        raise OSError("disk on fire")
    assert list(tmp_path.iterdir()) == []
    with (
        pytest.raises(ImportRefused, match="choose another --errors"),
        error_file(tmp_path / "missing" / "errors.csv", tmp_path / "calls.csv"),
    ):
        pass
