from datetime import datetime, timedelta

import pytest

from assistant.documents.rendering import FORMATS, render
from assistant.domain import Interaction, Person, Role
from assistant.errors import NotAllowed, NotFound, UsageError
from assistant.service.plans import account_plan, business_review
from assistant.service.rooms import Rooms
from assistant.service.verify import verify
from guardrails import Line, Mode, Released, Table, line_text

AS_OF = datetime.fromisoformat("2026-11-17T18:00:00-05:00")


def plan(rooms: Rooms, account: str = "Lakeshore", now: datetime = AS_OF) -> Released:
    made = account_plan(rooms, Role.ACCOUNT_MANAGER, account, now, "Jonah Pell")
    assert isinstance(made, Released), made.verdict.findings
    assert not made.withheld
    return made


def review(rooms: Rooms, account: str = "Lakeshore", days: int = 180) -> Released:
    made = business_review(rooms, Role.ACCOUNT_MANAGER, account, AS_OF, "Jonah Pell", days)
    assert isinstance(made, Released), made.verdict.findings
    assert not made.withheld
    return made


def part(made: Released, key: str) -> str:
    blocks = next(s for s in made.draft.sections if s.section_id == key).blocks
    rows = [[b] if isinstance(b, Line) else [c for row in b.rows for c in row] for b in blocks]
    return "\n".join(line_text(line) for row in rows for line in row)


def rows(made: Released, key: str) -> list[list[str]]:
    table = next(b for s in made.draft.sections if s.section_id == key for b in s.blocks if isinstance(b, Table))
    return [[line_text(cell) for cell in row] for row in table.rows]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("account", "formulary evaluation"),
        ("account", "Quillmera not listed"),
        ("account", "(stated by Mara Ellingsworth)"),
        ("objective", "before the committee meets on December 10, 2026"),
        ("decision", "Next P&T meeting: December 10, 2026."),
        ("people", "Mara Ellingsworth, MD"),
        ("people", "4 of 5"),
        ("people", "Hal Mendrick, MD, P&T chair"),
        ("pillars", "HB-B-002 v1"),
        ("pillars", "pharmacokinetics"),
        ("promises", "Current prescribing information on paper"),
        ("touches", "2026-11-18 09:00"),
        ("risks", "HB-C-009 v1 ends on 2026-11-18, before the next review."),
        ("measures", "December 11, 2026, the day after the committee meets."),
    ],
)
def test_each_part_of_a_plan_says_what_it_is_for(rooms: Rooms, key: str, said: str) -> None:
    assert said in part(plan(rooms), key)


def test_the_most_influential_stand_first_with_what_stands_in_the_way(rooms: Rooms) -> None:
    shown = rows(plan(rooms), "people")
    influence = [int(row[1][0]) for row in shown if row[1][0].isdigit()]
    assert influence == sorted(influence, reverse=True)
    later = rows(plan(rooms, now=AS_OF + timedelta(days=400)), "people")
    assert any("no contact within 90 days" in row[4] for row in later)


def test_superseded_and_ended_lines_are_not_offered(rooms: Rooms) -> None:
    keys = {key for row in rows(plan(rooms), "pillars") for key in row[1].split(", ")}
    assert "HB-C-001 v2" in keys
    assert "HB-C-001 v1" not in keys
    assert "No approved line is in force here." in part(plan(rooms, now=AS_OF + timedelta(days=900)), "pillars")


def test_a_missing_pharmacist_an_overdue_promise_and_withdrawn_consent_are_risks(rooms: Rooms) -> None:
    told = {account: part(plan(rooms, account), "risks") for account in ("A-1", "A-2", "A-3")}
    together = "\n".join(told.values())
    assert "No pharmacist is among the contacts" in together
    assert "Overdue since" in together
    assert "A contact withdrew consent on" in together


@pytest.mark.parametrize("account", ["A-1", "A-2", "A-3"])
def test_who_withdrew_consent_is_nowhere_named_in_a_plan(rooms: Rooms, account: str) -> None:
    gone = [p.name for p in rooms.objects.all(Person) if p.consent_withdrawn]
    assert gone
    text = plan(rooms, account).draft.text
    assert [name for name in gone if name.split(",")[0] in text] == []


def test_figures_of_a_review_are_counts_of_the_period(rooms: Rooms) -> None:
    made = review(rooms)
    held = [i for i in rooms.objects.all(Interaction) if i.account_id == "A-1"]
    counted = {row[0]: int(row[1]) for row in rows(made, "activity")}
    assert sum(counted.values()) == len(held)
    assert counted["visit"] == sum(i.channel == "visit" for i in held)
    said = {row[0]: row[2] for row in rows(made, "said")}
    assert said["HB-C-001 v1"] == "no"
    assert said["HB-B-002 v1"] == "yes"
    assert "“Was anyone on olanzapine?”" in part(made, "asked")
    assert {row[0] for row in rows(made, "promises")} == {"kept", "open", "overdue"}


def test_a_short_period_leaves_older_contacts_out(rooms: Rooms) -> None:
    made = review(rooms, days=3)
    assert "No contact is recorded in the period." in part(made, "activity")
    assert "0 contacts with 0 of" in part(made, "summary")


@pytest.mark.parametrize("suffix", FORMATS)
def test_both_views_leave_as_files_that_prove_every_word(rooms: Rooms, suffix: str) -> None:
    for made in (plan(rooms), review(rooms)):
        assert verify(render(made, suffix), f"x.{suffix}", AS_OF).problems == 0
        assert all(s.mode is Mode.INTERNAL for s in made.draft.sections)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ACCOUNT_MANAGER])
def test_they_are_the_account_managers_alone(rooms: Rooms, role: Role) -> None:
    with pytest.raises(NotAllowed):
        account_plan(rooms, role, "A-1", AS_OF, "x")
    with pytest.raises(NotAllowed):
        business_review(rooms, role, "A-1", AS_OF, "x", 90)


def test_unknown_accounts_and_impossible_periods_are_named(rooms: Rooms) -> None:
    with pytest.raises(NotFound, match="Lakeshore"):
        account_plan(rooms, Role.ACCOUNT_MANAGER, "Nowhere", AS_OF, "x")
    with pytest.raises(UsageError, match="0 days"):
        business_review(rooms, Role.ACCOUNT_MANAGER, "A-1", AS_OF, "x", 0)
