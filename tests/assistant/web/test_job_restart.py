"""Background work survives the death of the process that does it, and PubMed is asked in the background."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from assistant.bootstrap import open_rooms
from assistant.home import AppSettings
from assistant.jobs.worker import Worker
from assistant.reviewing import JobState
from assistant.service.job_runs import run_job
from assistant.service.jobs import enqueue
from assistant.service.people import add_user
from assistant.users import UserRole
from ingest import EntrezSettings, PubMedFetcher
from tests.assistant.conftest import AS_OF
from tests.assistant.second_stack import places
from tests.assistant.web.site import PASSWORD, Site
from tests.fakes_ncbi import FakeNCBI, FakeRecord

WORK = """
import sys
from datetime import datetime
from pathlib import Path
from assistant.bootstrap import open_rooms
from assistant.home import AppSettings
from assistant.jobs.worker import Worker
from assistant.service.job_runs import run_job
with open_rooms(AppSettings(home=Path(sys.argv[1])), clock=lambda: datetime.fromisoformat(sys.argv[2])) as rooms:
    Worker(rooms.jobs, lambda job, steps: run_job(rooms, job, steps), rooms.clock).work_once()
"""


def test_a_killed_worker_is_followed_by_one_that_goes_on(demo_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    settings = AppSettings(home=home)
    with open_rooms(settings, clock=lambda: AS_OF) as rooms:
        user = add_user(rooms, "am.killed", "Ann Killed", UserRole.ACCOUNT_MANAGER, PASSWORD)
        job = enqueue(rooms, user, "packs", {"day": "2026-11-18"})
    command = [sys.executable, "-c", WORK, str(home), AS_OF.isoformat()]
    process = subprocess.Popen(command, env={**os.environ, **places(settings)})
    try:
        done = _first_pack(settings, job.job_id)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert done, "the worker noted its first pack"
    with open_rooms(settings, clock=lambda: AS_OF + timedelta(minutes=1)) as rooms:
        held = rooms.jobs.job(job.job_id)
        assert held
        assert held.state is JobState.RUNNING
        first = dict(held.checkpoint["drafts"])
        worker = Worker(rooms.jobs, lambda job, steps: run_job(rooms, job, steps), rooms.clock)
        assert not worker.work_once(), "the lease of the dead worker still holds"
        assert rooms.jobs.free_leases() == 1
        assert worker.work_once()
        over = rooms.jobs.job(job.job_id)
        assert over
        assert over.state is JobState.DONE
        assert len(over.result["drafts"]) == 4
        assert first.items() <= over.result["drafts"].items(), "what was done before is not done again"
        made = [row for row in rooms.documents.drafts(user.user_id) if row["artifact"] == "call_pack"]
        assert len(made) in (4, 5), "at most the pack under way when it was killed is made twice"


def _first_pack(settings: AppSettings, job_id: str) -> bool:
    """True once the checkpoint names a pack; read past the worker, which holds the library."""
    from assistant.engine import make_engine
    from assistant.store.jobs import JobStore

    engine = make_engine(settings.sql_url())
    try:
        for _ in range(1200):
            job = JobStore(engine).job(job_id)
            if job and job.checkpoint.get("drafts"):
                return True
            time.sleep(0.1)
    finally:
        engine.dispose()
    return False


def test_pubmed_is_asked_in_the_background(site: Site) -> None:
    admin = site.people[UserRole.ADMIN]
    rooms = replace(site.rooms, actor=admin.user_id)
    with FakeNCBI([FakeRecord("88000011", title="Oil and sleep"), FakeRecord("88000012")]) as ncbi:
        settings = EntrezSettings(entrez_base_url=ncbi.base_url, entrez_email="a@example.org")

        def drained() -> None:
            worker = Worker(
                rooms.jobs, lambda job, steps: run_job(rooms, job, steps, lambda: PubMedFetcher(settings)), rooms.clock
            )
            while worker.work_once():
                pass

        drained()
        job = enqueue(rooms, admin, "ingest", {"query": "oil"})
        drained()
        done = rooms.jobs.job(job.job_id)
        assert done
        assert done.state is JobState.DONE, done.error
        assert done.result["searches"][0]["new"] == 2
        assert done.done == done.total
        asked = enqueue(rooms, admin, "update", {})
        drained()
        updated = rooms.jobs.job(asked.job_id)
        assert updated
        assert updated.state is JobState.DONE, updated.error
        assert {"oil", "records at hand"} <= {row["query"] for row in updated.result["searches"]}
    page = site.browser(UserRole.ADMIN)[0].get(f"/jobs/{job.job_id}").text
    assert "2 new" in page


def test_without_a_way_to_pubmed_the_job_says_so(site: Site) -> None:
    admin = site.people[UserRole.ADMIN]
    job = enqueue(site.rooms, admin, "ingest", {"query": "oil"})
    worker = Worker(site.rooms.jobs, lambda job, steps: run_job(site.rooms, job, steps), site.rooms.clock)
    while worker.work_once():
        pass
    told = site.rooms.jobs.job(job.job_id)
    assert told
    assert (told.state, told.error) == (JobState.FAILED, "This service has no way to PubMed.")
