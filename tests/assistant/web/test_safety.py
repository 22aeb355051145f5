"""Relay tasks tell of people's health: who sees which, and who closes them."""

from dataclasses import replace

import pytest

from assistant.domain import Asker, Role
from assistant.errors import Conflict, Forbidden, NotFound, UsageError
from assistant.service.asked import screened_question
from assistant.service.safety import close_report, open_report, reports_for
from assistant.users import User, UserRole
from tests.assistant.web.site import Site

EVENT = "A patient on the infusion unit developed a severe rash and was hospitalised after the capsules, case {}."


def told(site: Site, user: User, number: int) -> str:
    """A question of this person that tells of an event; the id of its task."""
    before = {r.report_id for r in site.rooms.documents.reports()}
    rooms = replace(site.rooms, actor=user.user_id)
    screened_question(rooms, EVENT.format(number), Asker(Role.ACCOUNT_MANAGER, user.user_id), rooms.clock())
    (new,) = {r.report_id for r in site.rooms.documents.reports()} - before
    return new


def seen(site: Site, user: User) -> set[str]:
    return {r.report_id for r in reports_for(site.rooms, user)}


def test_field_roles_see_what_they_reported_themselves_alone(site: Site) -> None:
    ann, bob = site.person("am.ann", UserRole.ACCOUNT_MANAGER), site.person("am.bob", UserRole.ACCOUNT_MANAGER)
    report = told(site, ann, 1)
    assert seen(site, ann) == {report}
    assert seen(site, bob) == set()
    assert report not in seen(site, site.people[UserRole.MSL])
    for role in (UserRole.DRUG_SAFETY, UserRole.REVIEWER_MEDICAL, UserRole.ADMIN):
        assert report in seen(site, site.people[role])
    words = EVENT.format(1)[:40]
    assert words in site.browser(ann)[0].get("/safety").text
    assert words not in site.browser(bob)[0].get("/safety").text
    assert words not in site.api(bob).get("/api/v1/safety-reports").text


def test_those_who_see_all_see_their_territory_alone(site: Site) -> None:
    imported = next(r for r in site.rooms.documents.reports() if r.source.startswith("interaction:"))
    everywhere = site.people[UserRole.REVIEWER_LEGAL]
    assert imported.report_id in seen(site, everywhere)
    nowhere = replace(everywhere, territories=("US-WY",))
    assert imported.report_id not in seen(site, nowhere)
    every = [replace(everywhere, territories=(place,)) for place in ("US-OH", "US-PA", "US-NY")]
    assert sum(imported.report_id in seen(site, user) for user in every) == 1


def test_drug_safety_closes_a_task_once_with_its_case_number(site: Site) -> None:
    officer = site.people[UserRole.DRUG_SAFETY]
    report = told(site, site.people[UserRole.ACCOUNT_MANAGER], 2)
    with pytest.raises(Forbidden):
        close_report(site.rooms, site.people[UserRole.REVIEWER_MEDICAL], report, "Case PV-1")
    with pytest.raises(UsageError):
        close_report(site.rooms, officer, report, "  ")
    with pytest.raises(NotFound):
        close_report(site.rooms, replace(officer, territories=("US-WY",)), report, "Case PV-1")
    client, csrf = site.browser(officer)
    form = {"csrf": csrf, "report": report, "closing": "Case PV-1"}
    assert client.post("/safety", data=form).status_code == 303
    assert "Case PV-1" in client.get("/safety").text
    with pytest.raises(Conflict):
        close_report(site.rooms, officer, report, "Case PV-2")
    assert next(e for e in site.rooms.audit.search(action="safety.relay_closed")).detail["report_id"] == report
    url = f"/api/v1/safety-reports/{report}/closing"
    assert site.api(officer).post(url, json={"closing": "Case PV-3"}).status_code == 409


def test_a_report_that_came_in_on_the_command_line_names_no_internal_word(site: Site) -> None:
    asker = Asker(Role.ACCOUNT_MANAGER, "P-1")
    screened_question(site.rooms, EVENT.format(77), asker, site.rooms.clock())
    (new,) = (r for r in site.rooms.documents.reports() if "77" in r.text)
    assert (new.reporter, new.entered_by) == ("P-1", "P-1")
    own = replace(new, report_id="SR-LOCAL", source="text:local-1")
    open_report(site.rooms, own, site.rooms.actor, "A-1")
    shown = site.browser(UserRole.DRUG_SAFETY)[0].get("/safety").text
    assert "written down by an administrator, on the command line," in shown
    assert "by local" not in shown
