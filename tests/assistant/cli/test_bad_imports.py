"""Bad files through the real command: clear, by row, all or nothing, and no personal datum in what is said or logged."""

import json
import logging
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.accounts.row_errors import KEPT
from assistant.bootstrap import open_rooms
from assistant.cli.app import app
from assistant.cli.failing import exit_code
from assistant.domain import Interaction, Meeting, Person
from assistant.errors import DocumentUnreadable, ImportRefused, UsageError
from guardrails import ClaimsInvalid

CALLS = "id,date,channel,account_id,people,type,note\n"
PEOPLE = "person_id,account_id,name,role,influence,consent_withdrawn\n"
GOOD = "P-300,A-1,Ann Bee,nurse,2,\n"
AT = ("--as-of", "2026-11-17T18:00:00-05:00")
SECRETS = ("Penhallow", "0048291", "1958")


@pytest.fixture
def home(demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(demo_home, tmp_path / "home")
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path / "home"))
    return tmp_path


def run(home: Path, content: str | bytes, *words: str, mapping: str | None = "people", name: str = "f.csv") -> Result:
    path = home / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    options = ("--mapping", mapping) if mapping else ()
    return CliRunner().invoke(app, ["accounts", "import", str(path), *options, *words, *AT])


def zipped() -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("people.csv", PEOPLE)
    return whole.getvalue()


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "no header row"),
    "no table": ("hello\n", "header, person_id: no such column, nor any other of this mapping"),
    "missing column": ("person_id,account_id,name\nP-1,A-1,Ann\n", "header, role: no such column"),
    "column twice": ("name,name\n", "twice"),
    "zip renamed": (zipped(), "no text file; export it as CSV"),
    "UTF-16 without mark": (PEOPLE.encode("utf-16-le"), "no text file"),
    "damaged UTF-16": ((PEOPLE + GOOD).encode("utf-16")[:-1], "damaged UTF-16"),
    "endless line": ("x" * 1_000_001, "a line of more than 1,000,000 characters"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_whole(home: Path, name: str) -> None:
    content, said = REFUSED[name]
    result = run(home, content)
    with pytest.raises((ImportRefused, UsageError)) as refused:
        raise_from(result)
    assert exit_code(refused.value) == 2
    assert f"{result.stderr}{refused.value}".count(said) == 1, "said, and not twice"


def test_a_wrong_row_is_named_once(home: Path) -> None:
    result = run(home, PEOPLE + GOOD.replace("A-1", "A-99"))
    with pytest.raises(
        ImportRefused, match=r"^1 row is wrong, nothing was imported\. Mend them, or import the rest"
    ) as refused:
        raise_from(result)
    assert f"{result.stderr}{refused.value}".count("no account 'A-99'") == 1


PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def test_a_picture_is_told_to_be_no_text_with_or_without_a_mapping(home: Path) -> None:
    for mapping in (None, "people"):
        with pytest.raises(ImportRefused, match="no text file; export it as CSV"):
            raise_from(run(home, PICTURE, mapping=mapping, name="pic.png"))


@pytest.mark.parametrize("words", [("--preview",), ("--skip-bad",), ("--preview", "--json")])
def test_a_file_whose_header_lacks_a_column_ends_as_a_wrong_use(home: Path, words: tuple[str, ...]) -> None:
    result = run(home, "person_id,account_id,name\nP-1,A-1,Ann\n", *words)
    with pytest.raises(UsageError, match="mend its header"):
        raise_from(result)
    assert exit_code(UsageError("")) == 2


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"", "'a.docx' is empty; give a .docx"),
        ("a.md", b" \n", "'a.md' is empty"),
        ("a.docx", b"hello", "'a.docx' is no Word file; give"),
        ("a.pdf", b"hello", "'a.pdf' is no PDF file"),
        ("pic.png", PICTURE, "'pic.png' is no document; give a .docx"),
        ("photo.jpg", b"\xff\xd8\xff\xe0", "'photo.jpg' is no document"),
    ],
)
def test_verify_says_what_is_no_document(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DocumentUnreadable) as refused:
        raise_from(CliRunner().invoke(app, ["verify", str(tmp_path / name)]))
    assert said in str(refused.value)
    assert exit_code(refused.value) == 1


@pytest.mark.parametrize(
    ("name", "text"), [("a.yaml", ""), ("a.yaml", " \n"), ("a.json", ""), ("a.csv", ""), ("a.csv", "claim_id,text\n")]
)
def test_a_claims_file_without_a_claim_is_refused(home: Path, name: str, text: str) -> None:
    (home / name).write_text(text)
    with pytest.raises(ClaimsInvalid, match=f"{name}: holds no claim; give a library as"):
        raise_from(CliRunner().invoke(app, ["claims", "import", str(home / name)]))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("expires=never", "key 'expires' ('never'): is no date; write it as 2027-12-31"),
        ("modes=3", "key 'modes' ('3'): has to be a list; write [a, b]"),
        ("text=Short.", "key 'text' ('Short.'): has to have at least 20 characters"),
        ("text=3", "key 'text' ('3'): has to be text"),
    ],
)
def test_an_impossible_value_of_a_claim_is_told_in_plain_words(home: Path, given: str, said: str) -> None:
    with pytest.raises(ClaimsInvalid) as refused:
        raise_from(CliRunner().invoke(app, ["claims", "edit", "HB-C-004", "--set", given]))
    assert said in str(refused.value)


def test_a_difference_between_versions_is_one_line_where_it_is_short(home: Path) -> None:
    CliRunner().invoke(app, ["claims", "edit", "HB-C-004", "--set", "expires=2027-12-31"])
    shown = CliRunner().invoke(app, ["claims", "diff", "HB-C-004"]).output
    assert "  state: approved -> draft\n" in shown
    assert "-> 2027-12-31\n" in shown


def raise_from(result: Result) -> None:
    if result.exception:
        raise result.exception


WRONG: dict[str, tuple[str | bytes, str]] = {
    "formula": ('P-90,A-1,"=HYPERLINK(""http://x"")",nurse,2,\n', "row 1, name: the cell holds a formula"),
    "command": ("P-90,A-1,+cmd|calc,nurse,2,\n", "row 1, name: the cell holds a formula"),
    "at": ("P-90,A-1,@SUM(A1),nurse,2,\n", "row 1, name: the cell holds a formula"),
    "1899": ("P-90,A-1,Ann Cee,nurse,2,1899-12-30\n", "row 1, consent_withdrawn: the date 1899-12-30 cannot be true"),
    "2199": ("P-90,A-1,Ann Cee,nurse,2,2199-01-01\n", "row 1, consent_withdrawn: the date 2199-01-01 cannot be true"),
    "two with one id": ("P-90,A-1,A C,nurse,2,\nP-90,A-1,B C,nurse,2,\n", "row 2: shares the id 'P-90' with row 1"),
    "NUL": (b"P-90,A-1,A\x00n,nurse,2,\n", "row 1, name: holds a character that is no text (code 0x00)"),
    "broken byte": (b"P-89,A-1,Mar\xc3\xada,nurse,2,\nP-90,A-1,A\xffn,nurse,2,\n", "row 2, name: holds a character"),
    "quote inside": ('P-90,A-1,"Ann" Cee,nurse,2,\n', "row 1: line 2 of the file cannot be read: a quotation mark stands"),
    "cut off": ("P-90,A-1,An", "row 1: row has 3 cells, the header 6"),
    "huge cell": ("P-90,A-1," + "x" * 70_000 + ",nurse,2,\n", "row 1: line 2 of the file cannot be read: a cell is longer"),
    "name for an id": ("P-90,Harold Penhallow,Ann,nurse,2,\n", "row 1, account_id: no account of this name"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_row_is_named_by_its_number_and_all_or_nothing_is_written(home: Path, name: str) -> None:
    rows, said = WRONG[name]
    content = PEOPLE.encode() + (rows if isinstance(rows, bytes) else rows.encode())
    content += b"" if content.endswith(b"An") else GOOD.encode()
    result = run(home, content)
    assert said in result.output
    assert "Penhallow" not in result.output
    assert isinstance(result.exception, ImportRefused)
    assert not stored("P-300")
    again = run(home, content, "--skip-bad")
    assert again.exit_code == 0
    assert stored("P-300") == (name != "cut off")


def test_a_quotation_mark_that_is_never_closed_names_the_lines_it_swallowed(home: Path) -> None:
    result = run(home, PEOPLE + 'P-90,A-1,"Ann Cee,nurse,2,\n' + GOOD)
    assert (
        "row 1: lines 2 to 3 of the file cannot be read: a quotation mark is opened and never closed" in result.output
    )


def stored(person_id: str) -> bool:
    with open_rooms() as rooms:
        return rooms.objects.get(Person, person_id) is not None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_come_in_whole_from_every_usual_encoding(home: Path, encoding: str) -> None:
    text = PEOPLE + "P-301,A-1,Zoë Ñandú,nurse,2,\n"
    assert run(home, text.encode(encoding)).exit_code == 0
    assert "1 unchanged" in run(home, text.encode(encoding)).output
    with open_rooms() as rooms:
        found = rooms.objects.get(Person, "P-301")
    assert found
    assert found.name == "Zoë Ñandú"


def test_a_header_alone_and_a_thousand_columns_are_told(home: Path) -> None:
    assert "the file holds no rows" in run(home, PEOPLE).output
    wide = "person_id,account_id,name,role," + ",".join(f"c{n}" for n in range(1000)) + "\n"
    result = run(home, wide + "P-302,A-1,Ann Wide,nurse," + ",".join("x" * 1000) + "\n")
    assert result.exit_code == 0
    assert "1000 columns are in no field of people and stay out: c0, c1, c2, c3, c4, …" in result.output
    assert stored("P-302")


def test_errors_are_counted_kept_up_to_a_thousand_and_written_whole_if_asked(home: Path) -> None:
    rows = "".join(f"P-{n},A-404,Ann Bee,nurse,2,\n" for n in range(1, 2501))
    out = home / "errors.csv"
    result = run(home, PEOPLE + rows, "--preview", "--json", "--errors", str(out))
    told = json.loads(result.stdout)
    assert (len(told["errors"]), told["errors_total"]) == (KEPT, 2500)
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "row,column,problem"
    assert lines[-1].startswith("2500,account_id,")
    assert len(lines) == 2501
    plain = run(home, PEOPLE + rows, "--preview").output
    assert "2500 rows would be left out" in plain
    assert "and 2480 more; --errors FILE writes all of them" in plain


NOTE = "Her patient Harold Penhallow (MRN CF-0048291, born 1958-03-14) passed out after the capsule."


@pytest.mark.parametrize("row", ["I-903,2026-11-02,visit,A-1,P-1,access", "I-903,1899-12-30,visit,A-404,P-1,access"])
def test_a_patient_is_named_nowhere_and_an_event_is_relayed_whatever_becomes_of_its_row(
    home: Path, row: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    errors = home / "errors.csv"
    result = run(home, CALLS + f'{row},"{NOTE}"\n', "--errors", str(errors), mapping="interactions")
    with open_rooms() as rooms:
        reports = [r for r in rooms.documents.reports() if r.source == "interaction:I-903"]
        kept = repr([*rooms.objects.all(Interaction), *rooms.documents.reports(), *rooms.audit.events()])
        taken = rooms.objects.get(Interaction, "I-903") is not None
    assert taken == ("1899" not in row)
    assert len(reports) == 1
    said = result.output + repr(result.exception) + caplog.text + errors.read_text() + kept
    assert not [secret for secret in SECRETS if secret in said]


def test_a_first_row_of_data_is_not_repeated_and_the_imported_file_is_never_written_over(home: Path) -> None:
    row = f'I-9,2026-11-01,visit,A-1,P-1,call,"{NOTE}"\n'
    errors = home / "errors.csv"
    result = run(home, row, "--errors", str(errors), mapping="interactions")
    assert result.exit_code
    assert not [s for s in SECRETS if s in result.output + repr(result.exception) + errors.read_text()]
    (home / "same.csv").symlink_to(home / "f.csv")
    for same in ("f.csv", "same.csv"):
        refused = run(home, row, "--preview", "--errors", str(home / same), mapping="interactions")
        assert isinstance(refused.exception, ImportRefused)
        assert (home / "f.csv").read_text() == row


def test_a_call_report_that_cannot_be_saved_still_relays_its_event(home: Path) -> None:
    report = home / "call.json"
    row = {"id": "I-904", "account_id": "A-1", "people": ["P-1"], "type": "access", "channel": "visit", "note": NOTE}
    report.write_text(json.dumps(row))
    result = CliRunner().invoke(app, ["accounts", "log", str(report), *AT])
    assert str(result.exception) == "Call report, date: is empty."
    with open_rooms() as rooms:
        assert [r.account_id for r in rooms.documents.reports() if r.source == "interaction:I-904"] == ["A-1"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no JSON"),
        ("[1, 2]", "for a list of one kind of rows name a --mapping"),
        ("{}", "no export of ours"),
        (b'{"exported_at": "\x81"}', "holds bytes that are no"),
        ('{"exported_at": "2026-11-16T09:00:00Z", "accounts": [{"name": "Harold Penhallow"}]}', "accounts.0"),
    ],
)
def test_a_wrong_export_of_ours_is_one_line(home: Path, content: str | bytes, said: str) -> None:
    result = run(home, content, mapping=None, name="export.json")
    assert isinstance(result.exception, ImportRefused)
    assert said in str(result.exception)
    assert "Penhallow" not in str(result.exception)


def calendar(lines: str, uid: str = "ev-1", who: str = "Lakeshore Cancer Institute") -> str:
    event = f"BEGIN:VEVENT\nUID:{uid}\n{lines}\nSUMMARY:Label talk\nLOCATION:{who}\nEND:VEVENT\n"
    return f"BEGIN:VCALENDAR\n{event}END:VCALENDAR\n"


EVENTS = {
    "zone of Outlook": ("DTSTART;TZID=Pacific Standard Time:20261118T090000\nDURATION:PT20M", 1, "0 rows"),
    "unknown zone": ("DTSTART;TZID=Mars/Phobos:20261118T090000", 0, "row 1: the event's time zone is not known"),
    "no end": ("DTSTART:20261118T140000Z", 1, "row 1: the event has no end; 30 minutes are assumed"),
    "repeats": (
        "DTSTART:20261118T140000Z\nDURATION:PT20M\nRRULE:FREQ=YEARLY",
        1,
        "row 1: the event repeats in a way not read here; its first",
    ),
    "cancelled": ("DTSTART:20261118T140000Z\nSTATUS:CANCELLED", 0, "row 1: the event is cancelled and stays out"),
    "whole day": ("DTSTART;VALUE=DATE:20261118", 0, "row 1: an all-day event is no meeting"),
    "ends before it begins": ("DTSTART:20261118T140000Z\nDTEND:20261118T130000Z", 0, "row 1, minutes: Input should be"),
    "no start": ("DESCRIPTION:x", 0, "row 1: the event has no start"),
    "no time": ("DTSTART:soon", 0, "row 1: a time of the event cannot be read"),
    "1899": ("DTSTART:18991230T140000Z", 0, "row 1, start: the date 1899-12-30 cannot be true"),
}


@pytest.mark.parametrize("name", EVENTS)
def test_events_come_in_as_they_are_or_are_named(home: Path, name: str) -> None:
    lines, taken, said = EVENTS[name]
    result = run(home, calendar(lines), "--preview", mapping=None, name="c.ics")
    assert f"{taken} new" in result.output
    assert said in result.output


def test_the_zone_of_outlook_gives_the_true_hour_and_an_account_without_people_is_enough(home: Path) -> None:
    lines = EVENTS["zone of Outlook"][0]
    assert run(home, calendar(lines), mapping=None, name="c.ics").exit_code == 0
    with open_rooms() as rooms:
        meeting = rooms.objects.get(Meeting, "ev-1")
    assert meeting
    assert (meeting.start.isoformat(), meeting.person_ids) == ("2026-11-18T09:00:00-08:00", ())


def test_long_ids_stay_apart_and_a_cut_calendar_or_a_private_event_is_told(home: Path) -> None:
    uid = "040000008200E00074C5B7101A82E008" * 3
    start = "DTSTART:20261118T140000Z\nDURATION:PT20M"
    two = calendar(start, uid + "A").replace("END:VCALENDAR\n", "") + calendar(start, uid + "B")[16:]
    assert "2 new" in run(home, two, "--preview", mapping=None, name="c.ics").output
    cut = run(home, calendar(start).split("END:VEVENT")[0], "--preview", mapping=None, name="c.ics").output
    assert "row 1: the file ends within an event" in cut
    private = run(home, calendar(start, who="Dentist Penhallow"), "--preview", mapping=None, name="c.ics").output
    assert "row 1: the event names no account or person known here" in private
    assert "Penhallow" not in private


EVENT = CALLS + "I-981,2026-11-02,visit,A-1,P-1,access,A patient fainted after the capsule.\n"


def test_an_event_that_was_recorded_is_said_to_be_and_gets_no_second_task(home: Path) -> None:
    previewed = run(home, EVENT, "--preview", mapping="interactions")
    assert "1 possible adverse event or complaint would go to drug safety" in previewed.stderr
    first = run(home, EVENT, mapping="interactions")
    assert "1 possible adverse event or complaint went to drug safety" in first.stderr
    with open_rooms() as rooms:
        opened = rooms.documents.reports()
    again = run(home, EVENT, mapping="interactions")
    assert "went to drug safety" not in again.stderr
    assert "1 possible adverse event or complaint was recorded with drug safety already; no second task" in again.stderr
    told = json.loads(run(home, EVENT, "--json", mapping="interactions").stdout)
    assert (told["relayed"], told["relayed_before"]) == (0, 1)
    with open_rooms() as rooms:
        assert rooms.documents.reports() == opened


def test_a_call_logged_again_opens_no_second_task_and_says_so(home: Path) -> None:
    row = {
        "id": "I-982",
        "date": "2026-11-02",
        "channel": "visit",
        "account_id": "A-1",
        "people": ["P-1"],
        "type": "access",
    }
    (home / "call.json").write_text(json.dumps(row | {"note": "A patient fainted after the capsule."}))
    said = [CliRunner().invoke(app, ["accounts", "log", str(home / "call.json"), *AT]).stdout for _ in range(2)]
    assert "relayed to drug safety.\n" in said[0]
    assert "relayed to drug safety already; no second task is opened" in said[1]


def test_a_call_logged_here_is_corrected(home: Path) -> None:
    def said(*words: str) -> str:
        return CliRunner().invoke(app, ["accounts", *words, *AT]).stdout

    row = {
        "id": "I-983",
        "date": "2026-11-02",
        "channel": "visit",
        "account_id": "A-1",
        "people": ["P-1"],
        "type": "access",
        "note": "A patient fainted after the capsule.",
    }
    changes = {"minutes": 20, "questions": [{"text": "Is there a liquid?", "solicited": False, "handled": "routed"}]}
    (home / "call.json").write_text(json.dumps(row))
    (home / "changes.json").write_text(json.dumps(changes))
    said("log", str(home / "call.json"))
    told = said("correct", "I-983", str(home / "changes.json"))
    made = told.partition("Corrected I-983: ")[2].partition(" ")[0]
    assert "takes its place.\n" in told
    assert "drug safety already; no second task is opened" in told
    assert f"Routed to Medical as MIR-2026-{made}-1." in told
    again = json.loads(said("correct", "I-983", str(home / "changes.json"), "--json"))
    assert (again["contact_id"], again["corrected_id"], again["relayed"], again["relayed_before"]) == (
        made,
        "I-983",
        False,
        True,
    )
    (home / "changes.json").write_text(json.dumps(changes | {"minutes": 30}))
    result = CliRunner().invoke(app, ["accounts", "correct", "I-983", str(home / "changes.json"), *AT])
    assert f"corrected already, in other words; nothing was saved. Correct what took its place: {made}." in str(
        result.exception
    )


def test_a_file_that_is_no_record_is_named_once(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    (home / "bad.xml").write_text("no record at all\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        result = CliRunner().invoke(app, ["ingest", "files", str(home / "bad.xml")])
    assert result.exit_code == 1
    assert result.output.count("neither PubMed XML nor MEDLINE") == 1
    assert caplog.text == ""


def test_a_table_whose_columns_are_known_needs_no_mapping(home: Path) -> None:
    assert "1 new (person: 1)" in run(home, PEOPLE + GOOD, mapping=None).stdout
    refused = run(home, "person_id,shoe_size\nP-1,44\n", mapping=None)
    assert isinstance(refused.exception, ImportRefused)
    assert "its columns are those of no mapping at hand" in str(refused.exception)
    several = run(home, "account_id,name\nA-9,Northfield\n", mapping=None)
    assert "are those of accounts and people" in str(several.exception)


def test_the_list_of_mappings_names_every_column(home: Path) -> None:
    listed = CliRunner().invoke(app, ["accounts", "mappings"]).stdout
    for column in PEOPLE.strip().split(","):
        assert column in listed
