from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant.domain import Account, AskedQuestion, Interaction
from assistant.errors import NotFound
from assistant.material import Occasion
from assistant.retrieval.retrieve import retrieve
from assistant.retrieval.understand import understand
from assistant.service.claims_in_force import relevant_units
from assistant.service.day import prepare_day
from assistant.service.delta import changes_since
from assistant.service.depth import depth_for, phase_line, phase_mismatches
from assistant.service.prep import find_visit, prepare
from assistant.service.products import product_named
from assistant.service.rooms import Rooms
from assistant.service.say import what_may_be_said
from assistant.service.sight import Sight
from guardrails import Released

AS_OF = datetime.fromisoformat("2026-11-17T18:00:00-05:00")


def test_a_day_has_a_sheet_and_a_pack_for_every_meeting(rooms: Rooms) -> None:
    told: list[tuple[int, int]] = []
    day = prepare_day(rooms, AS_OF, "Jonah Pell", lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert [meeting for meeting, pack in day.packs if isinstance(pack, Released)] == ["M-1", "M-2", "M-3", "M-4"]
    assert isinstance(day.sheet, Released)
    text = day.sheet.draft.text
    assert "Send the written company disclosure (overdue since October 15, 2026)" in text
    assert "Carla Nimmo, NP withdrew consent" in text
    assert "no pharmacist among the contacts" in text


def test_a_day_without_meetings_says_so(rooms: Rooms) -> None:
    with pytest.raises(NotFound, match="2027-01-02"):
        prepare_day(rooms, datetime.fromisoformat("2027-01-01T12:00:00-05:00"), "J. Pell")


def contact(day: str, told: tuple[str, ...] = (), question: str = "") -> Interaction:
    asked = (AskedQuestion(question, False, "routed", "MIR-1"),) if question else ()
    return Interaction(
        "I-x", datetime.fromisoformat(day).date(), "visit", "A-1", ("P-1",), "promotional", told=told, questions=asked
    )


def lines(rooms: Rooms, *contacts: Interaction) -> tuple[str, ...]:
    pack = retrieve(rooms.library, understand("chemotherapy nausea and vomiting", rooms.vocabulary))
    units = relevant_units(rooms, pack, Occasion("US-OH", AS_OF, product_named(rooms, "QUILLMERA")))
    return changes_since(rooms, contacts, pack, units, AS_OF, Sight(rooms, None))


def test_nothing_new_is_said_as_zero(rooms: Rooms) -> None:
    found = lines(rooms, contact("2026-10-22", question="Is there anything randomized on neuropathy?"))
    assert found[0].startswith("Evidence on the topic since October 22, 2026: 0 records new")
    assert found[1:] == (
        "Account: others here asked since; with Medical, not yours to discuss: REQ-PT-2026-07 of October 28, 2026; MIR-2026-0398 "
        "of November 4, 2026; MIR-2026-0401 of November 6, 2026; MIR-2026-0405 of November 10, 2026; MIR-2026-0407 of "
        "November 12, 2026.",
    )
    assert len(lines(rooms, contact("2026-11-13"))) == 1


def test_cards_are_read_in_order_and_class_benefit_comes_with_class_harms(rooms: Rooms) -> None:
    pack = retrieve(rooms.library, understand("chemotherapy nausea and vomiting", rooms.vocabulary))
    units = relevant_units(rooms, pack, Occasion("US-OH", AS_OF, product_named(rooms, "QUILLMERA")))
    assert [[c.key for c in unit.claims] for unit in units] == [
        ["HB-C-005 v1"], ["HB-C-001 v2", "HB-C-011 v1"], ["HB-B-001 v1", "HB-B-002 v1", "HB-B-003 v1"],
    ]  # fmt: skip


def test_what_belongs_in_the_footer_is_said_there_once(rooms: Rooms) -> None:
    made = prepare(rooms, find_visit(rooms, AS_OF, hcp="Ellingsworth"), AS_OF, "J. Pell")
    assert made.draft.footer == "Publications cited here were read as digests, not in full."
    assert made.draft.text.count(made.draft.footer) == 1


def test_evidence_on_an_earlier_question_is_named_when_the_library_got_it_later(rooms: Rooms) -> None:
    found = lines(
        rooms, contact("2026-08-13", question="Is there anything randomized on cannabinoids for chemo neuropathy?")
    )
    own = next(line for line in found if "the question of August 13, 2026 (MIR-1)" in line)
    assert " 0 records new" not in own
    assert "PMID" in own


def test_wording_heard_within_the_window_is_warned_about_once_a_day(rooms: Rooms) -> None:
    found = lines(rooms, contact("2026-10-22", ("HB-B-002 v1", "HB-B-003 v1")))
    assert [t for t in found if t.startswith("Repetition")] == [
        "Repetition: HB-B-002 v1, HB-B-003 v1 heard 26 days ago (window 30); ask whether the figures are wanted again."
    ]
    long_ago = AS_OF.date() - timedelta(days=30)
    assert not [t for t in lines(rooms, contact(long_ago.isoformat(), ("HB-B-002 v1",))) if t.startswith("Repetition")]


def test_no_contact_means_nothing_to_compare(rooms: Rooms) -> None:
    assert lines(rooms) == ("No earlier contact is recorded; nothing to compare with.",)


@pytest.mark.parametrize(("tier", "claims"), [(1, 3), (2, 2), (4, 1)])
def test_depth_follows_the_tier(rooms: Rooms, tier: int, claims: int) -> None:
    visit = find_visit(rooms, AS_OF, hcp="Ellingsworth")
    outcome = prepare(rooms, replace(visit, account=replace(visit.account, tier=tier)), AS_OF, "J. Pell")
    assert isinstance(outcome, Released)
    said = {s.claim.claim_id for s, _, line in outcome.draft.statements() if s.claim and line.style == "say"}
    assert len([claim_id for claim_id in said if claim_id.startswith("HB-C-")]) == claims
    assert depth_for(visit.account).class_units == 3


def test_wording_beyond_the_phase_is_warned_about(rooms: Rooms) -> None:
    pack = retrieve(rooms.library, understand("chemotherapy nausea and vomiting", rooms.vocabulary))
    units = relevant_units(rooms, pack, Occasion("US-OH", AS_OF, product_named(rooms, "QUILLMERA")))
    account = Account("A-1", "Lakeshore", "US-OH", 1, "awareness")
    (warning,) = phase_mismatches(account, units)
    assert "HB-B-002 v1" in warning
    assert "HB-B-001" not in warning
    assert phase_mismatches(replace(account, phase="formulary_evaluation"), units) == ()
    assert phase_mismatches(replace(account, phase="unheard of"), units) == ()
    assert phase_line(replace(account, phase="unheard of")) == "unheard of: no guidance on file."


def test_what_may_be_said_holds_cards_whole_and_reasons_for_the_rest(rooms: Rooms) -> None:
    outcome = what_may_be_said(rooms, "chemotherapy nausea", "US-OH", AS_OF, "QUILLMERA")
    assert isinstance(outcome, Released)
    said = [text for text, _, line in outcome.draft.lines() if line and line.style == "say"]
    product = next(text for text in said if "48 of 120" in text)
    assert "somnolence 31% vs 14%" in product
    assert "Copy a card whole" in outcome.draft.text
    nothing = what_may_be_said(rooms, "mycosis of the nail", "US-OH", AS_OF)
    assert isinstance(nothing, Released)
    assert "No approved line is in force" in nothing.draft.text


def test_of_an_unapproved_product_only_its_status_may_be_said(rooms: Rooms) -> None:
    outcome = what_may_be_said(rooms, "chemotherapy nausea", "US", AS_OF, "Verdanol")
    assert isinstance(outcome, Released)
    said = [text for text, _, line in outcome.draft.lines() if line and line.style == "say"]
    status = "Verdanol is a state-licensed 1:1 THC:CBD oral oil and has not been approved by the FDA for any use."
    assert said == [f"SAY: {status}"]
    assert "HB-C-001 v2: Verdanol is not approved; a class statement beside it implies a use." in outcome.draft.text
    assert "Never say “Verdanol helps”" in outcome.draft.text
    assert "label study" not in outcome.draft.text
    with_label = what_may_be_said(rooms, "chemotherapy nausea", "US", AS_OF, "Quillmera")
    assert isinstance(with_label, Released)
    assert "HB-C-001 v2, to" in with_label.draft.text


def test_a_note_names_people_not_their_ids(rooms: Rooms) -> None:
    outcome = prepare(rooms, find_visit(rooms, AS_OF, hcp="Ellingsworth"), AS_OF, "J. Pell")
    assert "(stated by Mara Ellingsworth)" in outcome.draft.text
