import json
from datetime import date
from typing import Any

import pytest

from assistant.accounts.loading import read_crm_export, without_withdrawn
from assistant.demo.load import DATA
from assistant.domain import Account, Interaction, Meeting, Person, Request
from assistant.errors import ImportRefused
from guardrails import screen_note

DAY = (DATA / "day.json").read_text(encoding="utf-8")


def changed(**changes: Any) -> str:
    return json.dumps(json.loads(DAY) | changes)


def test_the_demo_export_is_read_whole() -> None:
    result = read_crm_export(DAY, "day.json", screen_note)
    kinds = [type(o) for o in result.objects]
    assert (kinds.count(Account), kinds.count(Person), kinds.count(Interaction), kinds.count(Meeting)) == (3, 9, 12, 4)
    requests = {o.request_id: o for o in result.objects if isinstance(o, Request)}
    assert requests["REQ-PT-2026-07"].origin == "committee"
    assert requests["MIR-2026-0389"].origin == "unsolicited"


def test_planted_adverse_event_is_relayed_although_the_box_says_no() -> None:
    result = read_crm_export(DAY, "day.json", screen_note)
    assert [r.source for r in result.reports] == ["interaction:I-10"]
    assert result.reports[0].due_at > result.reports[0].opened_at


def test_planted_patient_data_is_redacted_and_the_note_kept() -> None:
    result = read_crm_export(DAY, "day.json", screen_note)
    assert "I-12" in result.redacted_notes
    note = next(o.note for o in result.objects if isinstance(o, Interaction) and o.interaction_id == "I-12")
    for secret in ("Penhallow", "03/14/1958", "0048291", "555-0147"):
        assert secret not in note
    assert "Wants a paper label" in note
    assert "Weiscz" in note


def test_missing_pharmacist_before_a_committee_date_is_warned() -> None:
    result = read_crm_export(DAY, "day.json", screen_note)
    assert any("A-3" in warning and "pharmacist" in warning for warning in result.warnings)


def test_people_who_withdrew_consent_are_left_out() -> None:
    result = read_crm_export(DAY, "day.json", screen_note)
    people = {o.person_id: o for o in result.objects if isinstance(o, Person)}
    meeting = next(o for o in result.objects if isinstance(o, Meeting) and o.meeting_id == "M-3")
    kept, gone = without_withdrawn(meeting, people, date(2026, 11, 18))
    assert kept.person_ids == ("P-6",)
    assert [p.person_id for p in gone] == ["P-7"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "no JSON"),
        (changed(accounts=[{"account_id": "A-1"}]), "accounts.0"),
        (changed(people=[{"person_id": "P", "account_id": "A-404", "name": "N", "role": "nurse"}]), "A-404"),
        (changed(people=[], interactions=[]), "no person"),
        (changed(accounts=json.loads(DAY)["accounts"] * 2), "share one id"),
    ],
)
def test_a_wrong_export_is_refused_with_its_row(text: str, named: str) -> None:
    with pytest.raises(ImportRefused, match=named):
        read_crm_export(text, "bad.json", screen_note)
