import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from assistant.errors import Conflict, Forbidden, UsageError
from assistant.jobs.worker import LEASE, Steps, Stopped, Worker
from assistant.reviewing import Job, JobState
from assistant.service.gate_run import run_gate
from assistant.service.job_runs import run_job
from assistant.service.jobs import MAX_OPEN, cancel, enqueue, job_for
from assistant.service.people import change_user
from assistant.service.quality import gate_now
from assistant.service.rooms import Rooms
from assistant.users import UserRole
from tests.assistant.web.site import Site, token_in


def worker_of(rooms: Rooms) -> Worker:
    return Worker(rooms.jobs, lambda job, steps: run_job(rooms, job, steps), rooms.clock)


def drained(site: Site) -> None:
    worker = worker_of(site.rooms)
    while worker.work_once():
        pass


def test_a_day_is_prepared_in_the_background(site: Site) -> None:
    manager = site.people[UserRole.ACCOUNT_MANAGER]
    job = enqueue(replace(site.rooms, actor=manager.user_id), manager, "packs", {"day": "2026-11-18"})
    client, _ = site.browser(UserRole.ACCOUNT_MANAGER)
    waiting = client.get(f"/jobs/{job.job_id}")
    assert "Waiting to begin" in waiting.text
    assert 'http-equiv="refresh"' in waiting.text
    drained(site)
    done = job_for(site.rooms, manager, job.job_id)
    assert done.state is JobState.DONE
    assert done.done == done.total == len(done.result["drafts"]) == 4
    assert "4 packs" in client.get(f"/jobs/{job.job_id}").text
    assert client.get("/prepare?day=2026-11-18").text.count("Open<span") == 4


def test_a_territory_bounds_the_day(site: Site) -> None:
    ohio = site.person("am.ohio.jobs", UserRole.ACCOUNT_MANAGER, ("US-OH",))
    job = enqueue(replace(site.rooms, actor=ohio.user_id), ohio, "packs", {"day": "2026-11-18"})
    drained(site)
    assert len(job_for(site.rooms, ohio, job.job_id).result["drafts"]) == 2


def test_a_worker_that_died_is_followed_by_one_that_goes_on_from_the_checkpoint(site: Site) -> None:
    manager, store = site.people[UserRole.ACCOUNT_MANAGER], site.rooms.jobs
    drained(site)
    job = enqueue(site.rooms, manager, "packs", {"day": "2026-11-18"})
    now = site.rooms.clock()
    held = store.lease("dead", now, LEASE)
    assert held
    assert held.job_id == job.job_id
    steps = Steps(store, held, "dead", lambda: now)
    steps.reached("one is ready", 1, 4, drafts={"M-first": "D-1"})
    assert store.lease("early", now + LEASE / 2, LEASE) is None
    late = now + LEASE + timedelta(seconds=1)
    taken = store.lease("next", late, LEASE)
    assert taken
    assert taken.checkpoint == {"drafts": {"M-first": "D-1"}}
    with pytest.raises(Stopped):
        steps.reached("the dead one wakes", 2, 4)
    assert not store.finish(job.job_id, "dead", JobState.DONE, late, {})
    assert store.finish(job.job_id, "next", JobState.DONE, late, {})


def test_a_waiting_job_stops_at_once_a_running_one_at_its_next_step(site: Site) -> None:
    manager, store = site.people[UserRole.ACCOUNT_MANAGER], site.rooms.jobs
    drained(site)
    waiting = enqueue(site.rooms, manager, "packs", {"day": "2031-03-01"})
    assert cancel(site.rooms, manager, waiting.job_id).state is JobState.CANCELLED
    with pytest.raises(Conflict):
        cancel(site.rooms, manager, waiting.job_id)
    running = enqueue(site.rooms, manager, "packs", {"day": "2026-11-18"})
    seen: list[str] = []

    def run(job: Job, steps: Steps) -> dict[str, object]:
        steps.reached("begun", 0, 2)
        cancel(site.rooms, manager, job.job_id)
        seen.append("asked")
        steps.reached("never", 1, 2)
        seen.append("went on")
        return {}

    assert Worker(store, run, site.rooms.clock).work_once()
    assert seen == ["asked"]
    assert job_for(site.rooms, manager, running.job_id).state is JobState.CANCELLED


def test_an_error_is_told_and_an_unexpected_one_keeps_its_words(site: Site) -> None:
    manager, store = site.people[UserRole.ACCOUNT_MANAGER], site.rooms.jobs
    drained(site)

    def fail(exc: Exception) -> Job:
        def run(job: Job, steps: Steps) -> dict[str, object]:
            raise exc

        job = enqueue(site.rooms, manager, "packs", {"day": "2031-03-02"})
        assert Worker(store, run, site.rooms.clock).work_once()
        return job_for(site.rooms, manager, job.job_id)

    told = fail(UsageError("Row 3 cannot be read."))
    assert (told.state, told.error) == (JobState.FAILED, "Row 3 cannot be read.")
    hidden = fail(RuntimeError("secret path"))
    assert hidden.state is JobState.FAILED
    assert "secret" not in hidden.error


def test_everything_released_is_checked_again(site: Site) -> None:
    manager, admin = site.people[UserRole.ACCOUNT_MANAGER], site.people[UserRole.ADMIN]
    enqueue(replace(site.rooms, actor=manager.user_id), manager, "packs", {"day": "2026-11-18"})
    drained(site)
    at_later = replace(site.rooms, clock=lambda: datetime.fromisoformat("2031-01-01T12:00:00+00:00"))
    job = enqueue(at_later, admin, "recheck", {})
    worker_of(at_later).work_once()
    done = job_for(site.rooms, admin, job.job_id)
    assert done.state is JobState.DONE
    assert done.result["stale"], "claims that expired by 2031 hold nothing any more"
    with pytest.raises(Forbidden):
        job_for(site.rooms, site.people[UserRole.MSL], job.job_id)


@pytest.mark.parametrize(("kind", "day"), [("packs", "soon"), ("packs", ""), ("sweep-all", "")])
def test_what_cannot_be_done_is_refused(site: Site, kind: str, day: str) -> None:
    with pytest.raises(UsageError):
        enqueue(site.rooms, site.people[UserRole.ACCOUNT_MANAGER], kind, {"day": day})


def test_the_queue_is_the_askers_own_trade(site: Site) -> None:
    with pytest.raises(Forbidden):
        enqueue(site.rooms, site.people[UserRole.ADMIN], "packs", {"day": "2026-11-18"})


GATE = "checks:\n- name: rules in force\n  job: {command: rules}\n  at_least: {probes_caught: %s}\n"


@pytest.mark.parametrize(("floor", "words"), [(1, "Gate open"), (2, "Gate shut")])
def test_the_evaluator_measures_the_gate_of_this_installation(own_site: Site, floor: int, words: str) -> None:
    client, csrf = own_site.browser(UserRole.EVALUATOR)
    assert ">Measure the gate</button>" in client.get("/quality").text
    (own_site.rooms.home / "gate.yaml").write_text(GATE % floor, encoding="utf-8")
    job = client.post("/jobs/new", data={"csrf": csrf, "kind": "gate"}).headers["location"].partition("?")[0]
    drained(own_site)
    assert words in client.get(job).text
    assert words in client.get("/quality").text


def test_a_gate_that_cannot_be_measured_says_why_and_opens_nothing(own_site: Site) -> None:
    client, csrf = own_site.browser(UserRole.EVALUATOR)
    (own_site.rooms.home / "gate.yaml").write_text("checks:\n- job: {command: rain}\n", encoding="utf-8")
    before = gate_now(own_site.rooms.home / "runs")
    job = client.post("/jobs/new", data={"csrf": csrf, "kind": "gate"}).headers["location"].partition("?")[0]
    drained(own_site)
    assert re.search(r"The gate was not measured \(exit \d\)\..*gate\.yaml", client.get(job).text)
    assert gate_now(own_site.rooms.home / "runs") == before


def test_a_cancelled_gate_ends_its_measurement(tmp_path: Path) -> None:
    class Cancelled:
        def reached(self, *_: object) -> None:
            raise Stopped

    (tmp_path / "gate.yaml").write_text(GATE % 1, encoding="utf-8")
    with pytest.raises(Stopped):
        run_gate(tmp_path, Cancelled())  # type: ignore[arg-type]
    assert gate_now(tmp_path / "runs") is None


def test_field_people_measure_no_gate(site: Site) -> None:
    with pytest.raises(Forbidden, match="by evaluators"):
        enqueue(site.rooms, site.people[UserRole.ACCOUNT_MANAGER], "gate", {})
    assert "Measure the gate" not in site.browser(UserRole.REVIEWER_LEGAL)[0].get("/quality").text


def test_the_same_work_waits_once_and_a_person_has_ten_jobs_at_most(own_site: Site) -> None:
    admin, field, msl = (own_site.people[r] for r in (UserRole.ADMIN, UserRole.ACCOUNT_MANAGER, UserRole.MSL))
    rooms = own_site.rooms
    for kind in ("recheck", "update", "cascade"):
        job = enqueue(rooms, admin, kind, {})
        with pytest.raises(Conflict, match="already"):
            enqueue(rooms, admin, kind, {})
        cancel(rooms, admin, job.job_id)
    enqueue(rooms, field, "digest", {})
    enqueue(rooms, msl, "digest", {})
    with pytest.raises(Conflict, match="already"):
        enqueue(rooms, field, "digest", {})
    for _ in range(MAX_OPEN - 1):
        enqueue(rooms, field, "packs", {"day": "2026-11-18"})
    with pytest.raises(Conflict, match="10 at most"):
        enqueue(rooms, field, "packs", {"day": "2026-11-18"})
    assert enqueue(rooms, msl, "packs", {"day": "2026-11-18"}).state is JobState.WAITING


@pytest.mark.parametrize(
    ("role", "room", "path", "form"),
    [
        (UserRole.ACCOUNT_MANAGER, "/prepare", "/prepare", {"act": "day", "day": "2026-11-18"}),
        (UserRole.ADMIN, "/admin", "/jobs/new", {"kind": "ingest", "query": "dronabinol"}),
    ],
)
def test_a_button_pressed_twice_begins_one_job(
    own_site: Site, role: UserRole, room: str, path: str, form: dict[str, str]
) -> None:
    person = own_site.person(f"twice.{role.value}", role)
    client, csrf = own_site.browser(person)
    pages = [client.get(f"{room}?day=2026-11-18").text for _ in range(2)]
    first, again, later = (
        client.post(path, data={"csrf": csrf, **form, "once": token_in(pages[n])}).headers["location"]
        for n in (0, 0, 1)
    )
    assert first == again != later
    made = sorted(job.job_id for job in own_site.rooms.jobs.jobs() if job.made_by == person.user_id)
    assert made == sorted(
        e.detail["job"] for e in own_site.rooms.audit.search(actor=person.user_id, action="job.queued")
    )
    assert len(made) == 2


@pytest.mark.parametrize(
    ("ended", "says"),
    [(JobState.FAILED, "This work failed"), (JobState.CANCELLED, "was stopped"), (JobState.DONE, "This work is done")],
)
def test_a_form_sent_again_says_how_its_work_ended_and_what_did_not_succeed_is_run_again_once(
    own_site: Site, ended: JobState, says: str
) -> None:
    site = own_site
    person = site.person(f"again.{ended.value}", UserRole.ACCOUNT_MANAGER)
    client, csrf = site.browser(person)
    form = {
        "csrf": csrf,
        "act": "day",
        "day": "2026-11-18",
        "once": token_in(client.get("/prepare?day=2026-11-18").text),
    }
    first = client.post("/prepare", data=form).headers["location"]
    assert "The work has begun" in client.get(first).text
    closed(site, job_of(first), ended)
    again = client.post("/prepare", data=form).headers["location"]
    page = client.get(again).text
    assert job_of(again) == job_of(first)
    assert "The work has begun" not in page
    assert says in page
    if ended is JobState.DONE:
        assert "Run it again" not in page
        refused = client.post(f"/jobs/{job_of(first)}", data={"csrf": csrf, "act": "again"})
        assert refused.status_code == 409
        return
    assert "Run it again" in page
    rerun = {"csrf": csrf, "act": "again", "once": token_in(page)}
    begun = [client.post(f"/jobs/{job_of(first)}", data=rerun).headers["location"] for _ in range(2)]
    assert begun[0] == begun[1] != first, "pressed twice it begins one"
    fresh = job_for(site.rooms, person, job_of(begun[0]))
    assert (fresh.kind, fresh.params, fresh.state) == ("packs", {"day": "2026-11-18"}, JobState.WAITING)
    assert "The work has begun" in client.get(begun[0]).text
    other, other_csrf = site.browser(site.person("again.other", UserRole.ACCOUNT_MANAGER))
    assert other.post(f"/jobs/{job_of(first)}", data={**rerun, "csrf": other_csrf}).status_code == 403
    admin, _ = site.browser(UserRole.ADMIN)
    assert "Run it again" not in admin.get(first).text, "only to those who may begin such work"


def job_of(location: str) -> str:
    return location.removeprefix("/jobs/").partition("?")[0]


def closed(site: Site, job_id: str, state: JobState) -> None:
    """The job as a worker leaves it."""
    store, now = site.rooms.jobs, site.rooms.clock()
    if state is JobState.CANCELLED:
        store.cancel(job_id, now)
        return
    while (held := store.lease("w", now, LEASE)) and held.job_id != job_id:
        store.finish(held.job_id, "w", JobState.DONE, now, {})
    assert store.finish(job_id, "w", state, now, {"error": "It fell."} if state is JobState.FAILED else {})


def test_the_gate_is_measured_once_at_a_time(own_site: Site) -> None:
    evaluator, admin = own_site.people[UserRole.EVALUATOR], own_site.people[UserRole.ADMIN]
    for _ in range(5):  # measurements that are over, of the same moment
        cancel(own_site.rooms, evaluator, enqueue(own_site.rooms, evaluator, "gate", {}).job_id)
    job = enqueue(own_site.rooms, evaluator, "gate", {})
    client, csrf = own_site.browser(UserRole.EVALUATOR)
    assert client.post("/jobs/new", data={"csrf": csrf, "kind": "gate"}).status_code == 409
    with pytest.raises(Conflict, match="measured already"):
        enqueue(own_site.rooms, admin, "gate", {})
    cancel(own_site.rooms, evaluator, job.job_id)
    assert enqueue(own_site.rooms, admin, "gate", {}).state is JobState.WAITING


def test_whoever_is_switched_off_hears_no_more_of_his_job(own_site: Site) -> None:
    person = own_site.person("listener", UserRole.ACCOUNT_MANAGER)
    job = enqueue(own_site.rooms, person, "packs", {"day": "2031-05-01"})
    heard: list[str] = []
    listening = Thread(
        target=lambda: heard.append(own_site.api(person).get(f"/api/v1/jobs/{job.job_id}/events").text), daemon=True
    )
    listening.start()
    try:
        listening.join(timeout=1.5)
        assert listening.is_alive(), "the job waits, and so does who listens"
        change_user(own_site.rooms, person.user_id, role=person.role, active=False, territories=(), products=())
        listening.join(timeout=20)
        assert not listening.is_alive()
    finally:
        own_site.app.state.stopping = lambda: True
        listening.join(timeout=20)
        own_site.app.state.stopping = lambda: False
    assert len(heard) == 1
    assert heard[0].count("event: step") == 1
