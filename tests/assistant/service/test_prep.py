import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from assistant.bootstrap import open_rooms
from assistant.domain import Account, Person, Role
from assistant.errors import NotFound, UsageError
from assistant.home import AppSettings
from assistant.service.prep import find_visit, prepare, tomorrow, visits_on, with_names
from assistant.service.rooms import Rooms
from guardrails import Line, Mode, Quarantined, Released, Table, line_text

AS_OF = datetime.fromisoformat("2026-11-17T18:00:00-05:00")


def pack(rooms: Rooms, hcp: str, now: datetime = AS_OF) -> Released:
    outcome = prepare(rooms, find_visit(rooms, now, hcp=hcp), now, "Jonah Pell")
    assert isinstance(outcome, Released), outcome.verdict.findings
    return outcome


def said(released: Released) -> str:
    return "\n".join(text for text, _, line in released.draft.lines() if line and line.style == "say")


def test_sixteen_sections_in_the_order_of_a_pre_call_plan(rooms: Rooms) -> None:
    titles = [s.title for s in pack(rooms, "Ellingsworth").draft.sections if s.title[0].isdigit()]
    assert [t.split(". ", 1)[1] for t in titles][:4] == [
        "Header",
        "Objectives",
        "Profile",
        "Open commitments first, then the last interactions",
    ]
    assert len(titles) == 16


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("header", "Lakeshore Cancer Institute, US-OH; tier 1; phase: formulary evaluation"),
        ("objectives", "by 09:20 Dr. Ellingsworth can state who Quillmera is labeled for"),
        ("objectives", "sets or declines a date"),
        ("profile", "Quillmera not listed; P&T meets December 10, 2026."),
        ("commitments", "Current prescribing information on paper"),
        ("changed", "use HB-C-001 v2"),
        ("changed", "Evidence on the topic since October 22, 2026"),
        ("changed", "Account: others here asked since"),
        ("agenda", "0-2"),
        ("questions", "“Which regimen do you follow today?”"),
        ("messages", "HB-B-002 v1, to 2027-04-05"),
        ("balance", "[Label QUIL-PI-03 §7]"),
        ("anticipated", "“Is it covered?”"),
        ("do_not_say", "“just a bit sleepy”: plays harm down."),
        ("resources", "prescribing information QUIL-PI-03"),
        ("hand_offs", "Drug safety:"),
        ("next_step", "Fallback:"),
        ("success", "The safety block was delivered"),
        ("basis", "60 records"),
    ],
)
def test_each_section_of_a_pack_says_what_it_is_for(rooms: Rooms, key: str, said: str) -> None:
    section = next(s for s in pack(rooms, "Ellingsworth").draft.sections if s.section_id == key)
    rows = [[b] if isinstance(b, Line) else [c for row in b.rows for c in row] for b in section.blocks]
    assert said in "\n".join(line_text(line) for row in rows for line in row)


@pytest.mark.parametrize(
    ("key", "title", "said"),
    [
        ("header", "Header", "Dana Amsel, medical science liaison"),
        ("objectives", "Scientific objective", "has the evidence on each logged question"),
        ("profile", "Profile", "influence 4 of 5"),
        ("commitments", "Open commitments first, then the last interactions", "Written reply from Medical Information"),
        ("changed", "What changed since the last meeting", "Evidence on the topic since"),
        ("agenda", "Agenda", "Listen"),
        ("requests", "Questions that may be answered", "MIR-2026-0389"),
        ("listening", "Listening priorities", "Which outcome decides"),
        ("do_not_say", "Do not say", "an MSL promotes nothing"),
        ("hand_offs", "Hand-offs", "Drug safety:"),
        ("insights", "Insight fields", "In their words"),
        ("next_step", "Next step and fallback", "Fallback:"),
        ("success", "Success measure", "At least one insight"),
        ("basis", "Basis", "60 records"),
    ],
)
def test_each_section_of_an_msls_pack_says_what_it_is_for(rooms: Rooms, key: str, title: str, said: str) -> None:
    section = next(s for s in msl_pack(rooms).draft.sections if s.section_id == key)
    assert section.title.split(". ", 1)[1] == title
    tables = ["\n".join(b.header) for b in section.blocks if isinstance(b, Table)]
    rows = [[b] if isinstance(b, Line) else [c for row in b.rows for c in row] for b in section.blocks]
    assert said in "\n".join([*tables, *(line_text(line) for row in rows for line in row)])


def test_an_msls_pack_has_no_promotional_line(rooms: Rooms) -> None:
    made = msl_pack(rooms)
    assert said(made) == ""
    assert {s.mode for s in made.draft.sections} == {Mode.INTERNAL}
    assert not any(s.claim for s, _, _ in made.draft.statements())
    assert made.draft.draft_id != pack(rooms, "Ellingsworth").draft.draft_id


def test_an_msl_without_a_logged_question_is_told_to_log_one(rooms: Rooms) -> None:
    made = prepare(rooms, find_visit(rooms, AS_OF, hcp="Castellane"), AS_OF, "Dana Amsel", Role.MSL)
    assert "No question of these people is logged." in made.draft.text
    assert "none is logged yet" in made.draft.text


def msl_pack(rooms: Rooms) -> Released:
    made = prepare(rooms, find_visit(rooms, AS_OF, hcp="Ellingsworth"), AS_OF, "Dana Amsel", Role.MSL)
    assert isinstance(made, Released)
    return made


def test_say_lines_are_approved_wording_with_the_safety_block(rooms: Rooms) -> None:
    lines = said(pack(rooms, "Ellingsworth"))
    assert "48 of 120 patients (40%)" in lines
    assert "somnolence 31% vs 14%" in lines
    assert "calls the effect uncertain" in lines


def test_a_superseded_claim_that_was_heard_is_named(rooms: Rooms) -> None:
    assert (
        "HB-C-001 v1 was heard on October 22, 2026; it is superseded, use HB-C-001 v2"
        in pack(rooms, "Ellingsworth").draft.text
    )


def test_an_overdue_promise_comes_first_and_no_line_is_said_where_none_is_in_force(rooms: Rooms) -> None:
    released = pack(rooms, "Castellane")
    text = released.draft.text
    assert "Send the written company disclosure" in text
    assert "overdue: settle it first" in text
    assert "overdue, overdue" not in text
    assert "HB-V-001 v1" in text
    assert said(released) == ""
    assert "P&T meets February 4, 2027; no pharmacist" in text


def test_a_person_who_withdrew_consent_is_left_out_with_a_warning(rooms: Rooms) -> None:
    text = pack(rooms, "Weiscz").draft.text
    assert "Carla Nimmo, NP withdrew consent" in text
    assert "Penhallow" not in text


def test_an_account_without_contacts_says_so_and_its_pack_is_complete(demo_home: Path, tmp_path: Path) -> None:
    shutil.copytree(demo_home, tmp_path / "home")
    with open_rooms(AppSettings(home=tmp_path / "home"), clock=lambda: AS_OF) as own:
        own.objects.put([Account("A-0", "Lone Clinic", "US-OH", 2, "awareness")])
        visit = find_visit(own, AS_OF, account="A-0", topic="chemotherapy nausea")
        outcome = prepare(own, visit, AS_OF, "Jonah Pell")
    assert isinstance(outcome, Released)
    assert len([s for s in outcome.draft.sections if s.title[:1].isdigit()]) == 16
    assert "No contact at this account in the record." in outcome.draft.text
    assert "None known." not in outcome.draft.text


def test_names_in_a_note_are_written_as_they_are(demo_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    with open_rooms(AppSettings(home=home), clock=lambda: AS_OF) as own:
        first, second = own.objects.all(Person)[:2]
        own.objects.put([replace(first, name=rf"Dr. \u{second.person_id} \1, MD")])
        note = f"See {first.person_id}, then {second.person_id}."
        assert with_names(own, note) == rf"See Dr. \u{second.person_id} \1, then {second.name.split(',')[0]}."
        assert with_names(own, None) is None


def test_tomorrow_has_four_meetings_and_all_are_released(rooms: Rooms) -> None:
    visits = visits_on(rooms, tomorrow(AS_OF))
    assert [v.meeting.meeting_id for v in visits] == ["M-1", "M-2", "M-3", "M-4"]
    for visit in visits:
        assert isinstance(prepare(rooms, visit, AS_OF, "Jonah Pell"), Released)


def test_after_expiry_the_line_is_withheld_with_its_reason(rooms: Rooms) -> None:
    later = AS_OF + timedelta(days=365)
    visit = find_visit(rooms, later, hcp="Ellingsworth", topic="chemotherapy nausea and vomiting")
    outcome = prepare(rooms, visit, later, "Jonah Pell")
    assert not isinstance(outcome, Quarantined)
    assert "48 of 120" not in said(outcome)
    assert "expired" in outcome.draft.text


def test_unknown_people_and_missing_topics_are_told_in_one_line(rooms: Rooms) -> None:
    with pytest.raises(NotFound, match="Nobody"):
        find_visit(rooms, AS_OF, hcp="Nobody")
    with pytest.raises(UsageError, match=r"--topic. Meetings are on 2026-11-18; .* --as-of"):
        find_visit(rooms, AS_OF + timedelta(days=400), hcp="Ellingsworth")
