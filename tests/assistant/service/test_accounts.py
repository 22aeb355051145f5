import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from assistant.bootstrap import open_rooms
from assistant.domain import Account, Interaction, Meeting, Person, Request, Role
from assistant.errors import Conflict, Forbidden, ImportRefused, NotFound, UsageError
from assistant.home import AppSettings
from assistant.service import accounts
from assistant.service.calls import log_contact
from assistant.service.checking import bench_for
from assistant.service.outreach import in_service
from assistant.service.products import person_called
from assistant.service.rooms import Rooms

AS_OF = datetime.fromisoformat("2026-11-17T18:00:00-05:00")


@pytest.fixture
def own(demo_home: Path, tmp_path: Path) -> Iterator[Rooms]:
    """A copy of the demo that a test may change."""
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
        yield rooms


def people_file(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("person_id,account_id,name,role\n" + rows)
    return path


def test_a_preview_writes_nothing_and_a_bad_row_stops_the_rest_unless_skipped(own: Rooms, tmp_path: Path) -> None:
    path = people_file(tmp_path, "P-20,A-1,Ann Bee,nurse\nP-21,A-404,Bea Cee,nurse\n")
    plan = accounts.preview(own, path, "people", AS_OF)
    assert own.objects.get(Person, "P-20") is None
    with pytest.raises(ImportRefused, match="row 2, account_id"):
        accounts.apply(own, plan, AS_OF)
    assert own.objects.get(Person, "P-20") is None
    assert accounts.apply(own, plan, AS_OF, skip_bad=True) == 1
    assert own.objects.get(Person, "P-20") is not None
    assert accounts.preview(own, path, "people", AS_OF).unchanged == 1


def test_the_rows_of_a_long_file_are_counted_while_they_are_read(own: Rooms, tmp_path: Path) -> None:
    path = people_file(tmp_path, "".join(f"P-{n},A-1,Ann Bee {n},nurse\n" for n in range(1000, 1250)))
    heard: list[tuple[str, int, int | None]] = []
    accounts.preview(own, path, "people", AS_OF, tick=lambda *told: heard.append(told))
    assert heard == [("rows", 0, None), ("rows", 100, None), ("rows", 200, None)]


def test_the_demo_export_read_again_changes_nothing(own: Rooms) -> None:
    from assistant.demo.load import DATA

    plan = accounts.preview(own, DATA / "day.json", None, AS_OF)
    assert (len(plan.new), len(plan.changed)) == (0, 0)


def test_forgetting_a_person_leaves_dates_and_an_audit_entry(own: Rooms) -> None:
    assert accounts.forget(own, "P-1", AS_OF) >= 5
    assert own.objects.get(Person, "P-1") is None
    everything = repr(
        [*own.objects.all(Interaction), *own.objects.all(Meeting), *own.objects.all(Request), *own.objects.all(Person)]
    )
    assert "Ellingsworth" not in everything
    assert "denominator" not in everything
    contact = own.objects.get(Interaction, "I-06")
    assert contact is not None
    assert contact.on.isoformat() == "2026-10-22"
    assert [e.action for e in own.audit.events()][-1] == "person.forgotten"
    with pytest.raises(NotFound):
        accounts.forget(own, "P-1", AS_OF)


def test_the_map_names_missing_roles_silence_and_doubts(own: Rooms) -> None:
    found = accounts.account_map(own, "A-3", AS_OF)
    assert "pharmacist" in found.missing_roles
    silent = {s.person.person_id: s.silent for s in found.people}
    assert silent == {"P-8": True, "P-9": False}
    stale = Account(
        "A-9",
        "Old Place",
        "US-OH",
        3,
        "awareness",
        pt_next=AS_OF.date().replace(year=2025),
        formulary=(("QUILLMERA", "listed"),),
    )
    own.objects.put([stale])
    doubts = accounts.account_map(own, "A-9", AS_OF).doubts
    assert len(doubts) == 2
    nimmo = accounts.account_map(own, "A-2", AS_OF)
    assert nimmo.people[0].person.person_id == "P-6"


def test_a_call_report_is_screened_relayed_and_its_question_routed(own: Rooms) -> None:
    row = {
        "id": "I-90",
        "date": "2026-11-17",
        "channel": "visit",
        "account_id": "A-1",
        "people": ["P-1"],
        "type": "promotional",
        "note": "Her patient Harold Penhallow, MRN CF-0048291, passed out after the capsule.",
        "questions": [{"text": "Does it interact with cisplatin?", "solicited": False, "handled": "routed"}],
    }
    done = log_contact(own, row, AS_OF)
    assert (done.redacted, done.relayed, done.requests) == (True, True, ("MIR-2026-I-90-1",))
    assert "Penhallow" not in repr(own.objects.get(Interaction, "I-90"))
    assert "MIR-2026-I-90-1" in [r.request_id for r in accounts.requests_due(own)]
    with pytest.raises(ImportRefused, match="unknown"):
        log_contact(own, row | {"account_id": "A-404"}, AS_OF)
    with pytest.raises(ImportRefused) as refused:
        log_contact(own, row | {"date": "1899-12-30"}, AS_OF)
    assert "Penhallow" not in str(refused.value)


def test_export_knows_its_kinds_and_mappings(own: Rooms) -> None:
    assert accounts.export(own, "people", None).startswith("person_id,account_id,name")
    with pytest.raises(NotFound, match="accounts, people"):
        accounts.export(own, "shoes", None)
    with pytest.raises(ImportRefused, match="is for interaction"):
        accounts.export(own, "people", "veeva-calls")


def test_a_file_that_may_not_be_imported_still_takes_its_event_to_drug_safety(own: Rooms) -> None:
    from assistant.demo.load import DATA
    from assistant.service.importing import apply_plan, preview_upload
    from assistant.users import User, UserRole

    export = (DATA / "day.json").read_text(encoding="utf-8").replace('"I-10"', '"I-99"')
    here = User("U-1", "am", "Jonah Pell", UserRole.ACCOUNT_MANAGER)
    elsewhere = replace(here, territories=("US-WY",))
    with pytest.raises(Forbidden):
        preview_upload(own, elsewhere, "day.json", export.encode(), "")
    (report,) = [r for r in own.documents.reports() if r.source == "interaction:I-99"]
    assert "passed out" in report.text
    assert own.objects.get(Interaction, "I-99") is None
    plan = preview_upload(own, here, "day.json", export.replace('"I-99"', '"I-98"').encode(), "")
    with pytest.raises(Forbidden):
        apply_plan(own, elsewhere, plan, skip_bad=False)
    assert [r for r in own.documents.reports() if r.source == "interaction:I-98"]


def test_accounts_people_and_products_go_by_their_names(own: Rooms) -> None:
    assert accounts.account_map(own, "Lakeshore", AS_OF).account.account_id == "A-1"
    with pytest.raises(NotFound, match=r"No account 'Nowhere'\. Known: A-1 Lakeshore Cancer Institute"):
        accounts.account_map(own, "Nowhere", AS_OF)
    made = in_service(own, Role.ACCOUNT_MANAGER, "lakeshore", "quillmera", AS_OF)
    assert made.draft == in_service(own, Role.ACCOUNT_MANAGER, "A-1", "QUILLMERA", AS_OF).draft
    assert person_called(own, "Ellingsworth").person_id == person_called(own, "P-1").person_id == "P-1"
    with pytest.raises(NotFound, match="More than one person 'MD'"):
        person_called(own, "MD")


def test_a_check_knows_products_by_id_and_name(own: Rooms) -> None:
    def bench(*products: str) -> tuple[str, ...]:
        return bench_for(
            profile="draft", mode="promotional", jurisdiction="US", products=products, claims=own.claims, now=AS_OF
        ).context.product_ids

    assert bench("Quillmera", "tesnabone", "VERDANOL") == ("QUILLMERA", "QUILLMERA", "VERDANOL")
    with pytest.raises(UsageError, match="--product is 'nosuch'"):
        bench("nosuch")


REPORT: dict[str, object] = {
    "id": "I-200",
    "date": "2026-11-17",
    "channel": "visit",
    "place": "Infusion unit, second floor",
    "account_id": "A-1",
    "people": ["P-4"],
    "minutes": 15,
    "type": "promotional",
    "note": "Label overview for the nurses.",
    "told": ["HB-B-003 v1"],
    "questions": [{"text": "How long does it last?", "solicited": False, "handled": "routed"}],
    "materials": ["HB-M-014 v2"],
    "insights": "Nurses chart nausea once a shift.",
    "objections": "Wants figures on cost.",
    "event_noted": False,
    "commitments": [{"text": "Bring the label", "owner": "J. Pell", "due": "2026-11-20", "status": "open"}],
    "outcome": "follow-up agreed",
    "value_given": False,
}


@pytest.mark.parametrize(
    ("field", "kept"),
    [
        ("on", "2026-11-17"), ("channel", "visit"), ("place", "Infusion unit, second floor"), ("person_ids", "P-4"),
        ("minutes", "15"), ("kind", "promotional"), ("note", "Label overview"), ("questions", "How long does it last?"),
        ("questions", "solicited=False"), ("materials", "HB-M-014 v2"), ("told", "HB-B-003 v1"),
        ("insights", "once a shift"), ("objections", "Wants figures on cost."), ("event_noted", "False"),
        ("commitments", "J. Pell"), ("commitments", "2026, 11, 20"), ("outcome", "follow-up agreed"), ("value_given", "False"),
    ],
)  # fmt: skip
def test_each_field_of_a_call_record_is_kept(logged: Interaction, field: str, kept: str) -> None:
    assert kept in (str if field == "on" else repr)(getattr(logged, field))


@pytest.fixture(scope="module")
def logged(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Interaction:
    """The record as it is stored, and as an export writes and an import reads it again."""
    home = tmp_path_factory.mktemp("log") / "home"
    shutil.copytree(demo_home, home)
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as rooms:
        log_contact(rooms, REPORT, AS_OF)
        event = list(rooms.audit.events())[-1]
        assert (event.action, event.actor, event.at) == ("contact.logged", rooms.actor, AS_OF.isoformat())
        stored = rooms.objects.get(Interaction, "I-200")
        assert stored is not None
        path = home / "calls.csv"
        path.write_text(accounts.export(rooms, "interactions", None), encoding="utf-8")
        again = accounts.preview(rooms, path, "interactions", AS_OF)
        assert (again.new, again.changed, again.errors) == ((), (), ())
        return stored


def test_a_ticked_box_goes_to_drug_safety_whatever_the_words_tell(own: Rooms) -> None:
    made = log_contact(own, REPORT | {"id": "I-201", "event_noted": True}, AS_OF)
    assert made.relayed
    (report,) = [r for r in own.documents.reports() if r.source == "interaction:I-201"]
    assert report.text == "Label overview for the nurses."
    assert log_contact(own, REPORT | {"id": "I-202", "event_noted": True, "note": ""}, AS_OF).relayed
    assert not log_contact(own, REPORT | {"id": "I-203"}, AS_OF).relayed


@pytest.mark.parametrize("wrong", [{"account_id": "A-999"}, {"date": "soon"}])
def test_a_ticked_box_goes_to_drug_safety_though_the_report_is_not_saved(own: Rooms, wrong: dict[str, str]) -> None:
    with pytest.raises(ImportRefused):
        log_contact(own, REPORT | {"id": "I-205", "event_noted": True} | wrong, AS_OF)
    (report,) = [r for r in own.documents.reports() if r.source == "interaction:I-205"]
    assert report.text == "Label overview for the nurses."


def test_an_event_told_under_an_id_that_was_used_for_another_is_not_lost(own: Rooms) -> None:
    refused = REPORT | {"id": "I-206", "account_id": "A-999", "note": "A patient fainted after the capsules."}
    with pytest.raises(ImportRefused):
        log_contact(own, refused, AS_OF)
    log_contact(own, REPORT | {"id": "I-206", "note": "A patient died after the capsules."}, AS_OF)
    told = [r.text for r in own.documents.reports() if r.source.startswith("interaction:I-206")]
    assert len(told) == 2
    assert any("died" in text for text in told)


def test_a_report_told_again_is_saved_once_and_in_other_words_refused(own: Rooms) -> None:
    row = REPORT | {"id": "I-207"}
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: log_contact(own, row, AS_OF).interaction, range(4)))
    kept = own.objects.get(Interaction, "I-207")
    assert told == [kept] * 4
    with pytest.raises(Conflict, match="I-207 is logged already, in other words"):
        log_contact(own, row | {"note": "A patient fainted after the capsules."}, AS_OF)
    assert own.objects.get(Interaction, "I-207") == kept
    assert [r.text for r in own.documents.reports() if r.source == "interaction:I-207"]
    logged = [e for e in own.audit.events() if e.detail.get("interaction") == "I-207"]
    assert [e.action for e in logged] == ["contact.logged"]


def test_insights_and_objections_are_screened_and_forgotten_with_the_person(own: Rooms) -> None:
    words = "Harold Penhallow, MRN CF-0048291, developed a severe rash after the capsules."
    made = log_contact(own, REPORT | {"id": "I-204", "insights": words}, AS_OF)
    assert made.relayed
    assert made.redacted
    assert "0048291" not in repr(own.objects.get(Interaction, "I-204"))
    accounts.forget(own, "P-4", AS_OF)
    contact = own.objects.get(Interaction, "I-204")
    assert contact is not None
    assert "rash" not in repr(contact)
    assert "figures on cost" not in repr(contact)
