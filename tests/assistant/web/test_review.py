"""A document from submission to signature, through the doors."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.errors import Conflict, Forbidden, UsageError, WrongPassword
from assistant.review.redline import redline
from assistant.review.states import due_words, next_state
from assistant.reviewing import Choice, Remark, ReviewItem, ReviewState, Vote
from assistant.service.checking import bench_for
from assistant.service.review import change, comment, desk, sign, submit_text, withdraw
from assistant.service.signed import current_outcome, released_by_review
from assistant.users import UserRole
from guardrails import Quarantined, Released, Suggestion
from tests.assistant.web.site import PASSWORD, Site, token_in

MED, LEG, REG = UserRole.REVIEWER_MEDICAL, UserRole.REVIEWER_LEGAL, UserRole.REVIEWER_REGULATORY
CLAIM = "In a small trial, nabiximols reduced pain in adults with advanced cancer."
UNOBJECTED = "Whether nabiximols relieves cancer pain is not established; the trials disagree."
OBJECTED = "Our oil calms every patient on the infusion unit."
FAINTED = "One of your patients fainted after the capsules, Mrs. Adele Braun, born 3 April 1961."


def submitted(site: Site, text: str) -> ReviewItem:
    bench = bench_for(
        profile="screen", mode="promotional", jurisdiction="US", products=(), claims=site.rooms.claims,
        now=site.rooms.clock(),
    )  # fmt: skip
    author = site.people[UserRole.ACCOUNT_MANAGER]
    return submit_text(replace(site.rooms, actor=author.user_id), author, "Leave-behind", text, bench.context)


def signed(
    site: Site, item: ReviewItem, role: UserRole, choice: Choice = Choice.APPROVE, version: int = 1
) -> ReviewState:
    return sign(site.rooms, site.people[role], item.review_id, Vote(version, choice, "Read and agreed."), PASSWORD)[1]


def test_three_disciplines_approve_and_only_then_it_is_released(site: Site) -> None:
    item = submitted(site, OBJECTED)
    assert item.needed == ("M", "L", "R")
    assert isinstance(released_by_review(site.rooms, item, site.rooms.clock())[0], Quarantined)
    assert signed(site, item, MED) is ReviewState.OPEN
    assert signed(site, item, LEG) is ReviewState.OPEN
    assert signed(site, item, REG) is ReviewState.APPROVED
    done = site.rooms.reviews.item(item.review_id)
    assert done
    outcome, _ = released_by_review(site.rooms, done, site.rooms.clock())
    assert isinstance(outcome, Released)
    assert outcome.verdict.waived
    names = {d.name for d in site.rooms.reviews.decisions(item.review_id)}
    assert len(names) == 3
    body = site.api(MED).get(f"/api/v1/reviews/{item.review_id}").json()
    assert body["document"]["certificate"]["draft_sha256"] == outcome.draft.sha256


def test_a_text_no_rule_objects_to_waits_for_its_reviewers_all_the_same(site: Site) -> None:
    item = submitted(site, UNOBJECTED + " Ten.")
    assert item.decision == "RELEASE"
    assert isinstance(released_by_review(site.rooms, item, site.rooms.clock())[0], Quarantined)
    body = site.api(MED).get(f"/api/v1/reviews/{item.review_id}").json()
    assert body["document"] is None
    assert UNOBJECTED not in str({k: v for k, v in body.items() if k != "title"})


def test_a_signature_that_lapsed_releases_nothing(site: Site) -> None:
    item = submitted(site, CLAIM + " Two.")
    for role in (MED, LEG, REG):
        signed(site, item, role)
    done = site.rooms.reviews.item(item.review_id)
    assert done
    later = site.rooms.clock() + timedelta(days=400)
    assert isinstance(released_by_review(site.rooms, done, later)[0], Quarantined)


def test_a_change_makes_a_version_for_which_earlier_decisions_do_not_count(site: Site) -> None:
    item = submitted(site, CLAIM + " Three.")
    signed(site, item, LEG)
    start = CLAIM.index("reduced")
    edit = Suggestion("replace", "may have reduced", start, start + len("reduced"))
    made = change(site.rooms, site.people[MED], item.review_id, 1, [edit], "softer")
    assert made.version == 2
    with pytest.raises(Conflict, match="changed"):
        signed(site, item, REG, version=1)
    with pytest.raises(Forbidden, match="wrote"):
        signed(site, item, MED, Choice.APPROVE_WITH_CHANGES, 2)
    desk_page = f"/review/{item.review_id}"
    assert "You wrote this version. Another medical reviewer decides on it." in site.browser(MED)[0].get(desk_page).text
    second = site.person("second.medical", MED)
    sign(site.rooms, second, item.review_id, Vote(2, Choice.APPROVE_WITH_CHANGES, "Agreed."), PASSWORD)
    assert signed(site, item, REG, Choice.APPROVE_WITH_CHANGES, 2) is ReviewState.OPEN
    assert "Regulatory has decided on this version." in site.browser(REG)[0].get(desk_page).text
    assert signed(site, item, LEG, Choice.APPROVE_WITH_CHANGES, 2) is ReviewState.APPROVED
    old = CLAIM + " Three."
    runs = redline(old, made.kept.draft.text)
    assert "".join(r.text for r in runs if r.kind != "in") == old
    assert "".join(r.text for r in runs if r.kind != "out") == made.kept.draft.text


def test_no_signature_makes_personal_data_or_an_adverse_event_acceptable(site: Site) -> None:
    item = submitted(site, FAINTED)
    with pytest.raises(Conflict, match="cannot be accepted"):
        signed(site, item, MED)
    assert signed(site, item, MED, Choice.REJECT) is ReviewState.REJECTED
    with pytest.raises(Conflict):
        signed(site, item, LEG)


def test_who_may_not_sign(site: Site) -> None:
    item = submitted(site, CLAIM + " Four.")
    with pytest.raises(WrongPassword):
        sign(site.rooms, site.people[MED], item.review_id, Vote(1, Choice.APPROVE, ""), "not the password")
    with pytest.raises(Forbidden):
        sign(site.rooms, site.people[UserRole.ACCOUNT_MANAGER], item.review_id, Vote(1, Choice.APPROVE, ""), PASSWORD)
    with pytest.raises(UsageError, match="reason"):
        sign(site.rooms, site.people[MED], item.review_id, Vote(1, Choice.REJECT, " "), PASSWORD)
    with pytest.raises(UsageError, match="Nothing has been changed"):
        signed(site, item, MED, Choice.APPROVE_WITH_CHANGES)
    with pytest.raises(Forbidden):
        desk(site.rooms, site.person("am.other", UserRole.ACCOUNT_MANAGER), item.review_id)
    assert site.rooms.people.by_login("reviewer_medical")
    withdraw(site.rooms, site.people[UserRole.ACCOUNT_MANAGER], item.review_id)
    with pytest.raises(Conflict):
        signed(site, item, MED)


def test_of_200_simultaneous_approvals_one_wins(site: Site) -> None:
    item = submitted(site, CLAIM + " Five.")
    reviewer = site.api(MED)
    body = {"version": 1, "choice": "approve", "reason": "Agreed.", "password": PASSWORD}

    def knock(_: int) -> int:
        return reviewer.post(f"/api/v1/reviews/{item.review_id}/decisions", json=body).status_code

    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(knock, range(200)))
    assert statuses.count(201) == 1
    assert statuses.count(409) == 199
    assert len(site.rooms.reviews.decisions(item.review_id)) == 1
    assert site.rooms.audit.first_bad() is None


def test_the_same_draft_is_not_in_the_queue_twice(site: Site) -> None:
    submitted(site, CLAIM + " Six.")
    with pytest.raises(Conflict, match="already"):
        submitted(site, CLAIM + " Six.")


def test_approved_wording_alone_takes_the_fast_lane(site: Site) -> None:
    claim = next(c for c in site.rooms.claims.claims if c.state == "approved" and not c.product_ids)
    item = submitted(site, claim.text)
    assert item.novelty == 0
    other = submitted(site, CLAIM + " Seven.")
    assert other.novelty == 1
    assert other.lane == "normal"


@pytest.mark.parametrize(
    ("needed", "earlier", "discipline", "choice", "then"),
    [
        ("M", {}, "M", Choice.APPROVE, ReviewState.APPROVED),
        ("MLR", {}, "M", Choice.APPROVE, ReviewState.OPEN),
        ("MLR", {"M": Choice.APPROVE, "L": Choice.APPROVE_WITH_CHANGES}, "R", Choice.APPROVE, ReviewState.APPROVED),
        ("MLR", {"M": Choice.APPROVE}, "L", Choice.REJECT, ReviewState.REJECTED),
    ],
)
def test_states(needed: str, earlier: dict[str, Choice], discipline: str, choice: Choice, then: ReviewState) -> None:
    assert next_state(tuple(needed), earlier, discipline, choice) is then


@pytest.mark.parametrize(("needed", "earlier", "discipline"), [("M", {}, "L"), ("ML", {"M": Choice.APPROVE}, "M")])
def test_illegal_transitions(needed: str, earlier: dict[str, Choice], discipline: str) -> None:
    with pytest.raises(Conflict):
        next_state(tuple(needed), earlier, discipline, Choice.APPROVE)


def test_the_clock_says_how_long_and_warns_in_its_last_quarter(site: Site) -> None:
    item = submitted(site, CLAIM + " Eight.")
    start = item.submitted_at
    assert due_words(item, start) == ("1 d left", "")
    assert due_words(item, start + timedelta(hours=20, minutes=30)) == ("3 h 30 min left", "soon")
    assert due_words(item, start + timedelta(hours=27)) == ("Overdue 3 h", "overdue")


def test_pages_fence_what_is_not_released_and_record_each_view(site: Site) -> None:
    item = submitted(site, CLAIM + " Nine.")
    client, csrf = site.browser(MED)
    before = sum(1 for _ in site.rooms.audit.search(action="review.viewed"))
    page = client.get(f"/review/{item.review_id}").text
    assert "NOT RELEASED" in page
    assert "data-copy" not in page
    assert "/files/" not in page
    assert sum(1 for _ in site.rooms.audit.search(action="review.viewed")) == before + 1
    form = {"csrf": csrf, "act": "comment", "version": "1", "text": "Name the comparator."}
    assert client.post(f"/review/{item.review_id}", data=form).status_code == 303
    assert "Name the comparator." in client.get(f"/review/{item.review_id}").text
    again = {**form, "once": token_in(client.get(f"/review/{item.review_id}").text)}
    for text, held in (("Which dose?", 2), ("Which dose?", 2), ("Which dose, and when?", 3)):
        sent = client.post(f"/review/{item.review_id}", data={**again, "text": text})
        assert sent.headers["location"].endswith("told=commented")
        assert len(site.rooms.reviews.comments(item.review_id)) == held, "sent twice it is one, other words are another"
    assert sum(1 for e in site.rooms.audit.search(about=item.review_id) if e.action == "review.commented") == 3
    sign_form = {"csrf": csrf, "act": "sign", "version": "1", "choice": "approve", "password": PASSWORD}
    assert client.post(f"/review/{item.review_id}", data={**sign_form, "password": "wrong one"}).status_code == 401
    assert client.post(f"/review/{item.review_id}", data=sign_form).status_code == 303
    assert "Medical: approve" in client.get(f"/review/{item.review_id}").text


def test_a_change_takes_lane_and_disciplines_from_the_new_text(site: Site) -> None:
    item = submitted(site, CLAIM + " Eleven.")
    site.rooms.reviews.close(item.review_id, ReviewState.WITHDRAWN, site.rooms.clock())
    fast = replace(item, review_id="RV-fastlane", lane="fast", needed=("R",))
    first = site.rooms.reviews.version(item.review_id, 1)
    assert first
    site.rooms.reviews.open(fast, replace(first, review_id="RV-fastlane"))
    start = CLAIM.index("reduced")
    edit = Suggestion("replace", "cured", start, start + len("reduced"))
    change(site.rooms, site.people[MED], "RV-fastlane", 1, [edit], "")
    changed = site.rooms.reviews.item("RV-fastlane")
    assert changed
    assert (changed.lane, changed.needed) == ("normal", ("M", "L", "R"))


def test_a_bad_version_number_in_the_form_is_told(site: Site) -> None:
    item = submitted(site, CLAIM + " Twelve.")
    client, csrf = site.browser(MED)
    form = {"csrf": csrf, "act": "comment", "version": "x"}
    assert client.post(f"/review/{item.review_id}", data=form).status_code == 400


def test_a_rejected_or_locked_draft_is_held(site: Site) -> None:
    item = submitted(site, UNOBJECTED + " Thirteen.")
    first = site.rooms.reviews.version(item.review_id, 1)
    assert first
    now = site.rooms.clock()
    assert isinstance(current_outcome(site.rooms, "D-none", first.kept, now)[0], Released)
    site.rooms.ledger.lock("D-none", "C-1", "A claim fell.", now)
    assert isinstance(current_outcome(site.rooms, "D-none", first.kept, now)[0], Quarantined)
    signed(site, item, MED, Choice.REJECT)
    assert isinstance(current_outcome(site.rooms, item.draft_id, first.kept, now)[0], Quarantined)


def test_a_locked_draft_is_held_on_the_desk_too(site: Site) -> None:
    item = submitted(site, CLAIM + " Fourteen.")
    for role in (MED, LEG, REG):
        signed(site, item, role)
    assert isinstance(desk(site.rooms, site.people[MED], item.review_id).outcome, Released)
    site.rooms.ledger.lock(item.draft_id, "C-2", "A claim fell.", site.rooms.clock())
    found = desk(site.rooms, site.people[MED], item.review_id)
    assert isinstance(found.outcome, Quarantined)
    assert found.lock == "A claim fell."
    assert site.api(MED).get(f"/api/v1/reviews/{item.review_id}").json()["document"] is None
    assert "A claim fell." in site.browser(MED)[0].get(f"/review/{item.review_id}").text


def test_what_people_type_beside_a_document_is_screened_as_a_question_is(site: Site) -> None:
    author = site.people[UserRole.ACCOUNT_MANAGER]
    first = submitted(site, CLAIM + " Fifteen.")
    before = len(site.rooms.documents.reports())
    item = submit_text(
        site.rooms, author, "Mrs. Adele Braun, born 3 April 1961, was hospitalised with seizures after the capsules",
        CLAIM + " Sixteen.", site.rooms.reviews.version(first.review_id, 1).kept.context,  # type: ignore[union-attr]
    )  # fmt: skip
    assert "Braun" not in item.title
    assert "1961" not in item.title
    assert len(site.rooms.documents.reports()) == before + 1
    comment(site.rooms, site.people[MED], item.review_id, Remark(1, 0, 4, "Ask Mrs. Adele Braun, born 3 April 1961."))
    sign(
        site.rooms,
        site.people[MED],
        item.review_id,
        Vote(1, Choice.REJECT, "Mrs. Adele Braun, born 3 April 1961."),
        PASSWORD,
    )
    (remark,) = site.rooms.reviews.comments(item.review_id)
    (decision,) = site.rooms.reviews.decisions(item.review_id)
    assert "Braun" not in remark.text + decision.reason
