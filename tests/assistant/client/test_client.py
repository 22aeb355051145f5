"""The generated client against the demo service, over a real socket."""

import ast
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.app import app
from assistant.client import Client, Held, ServerRefused, operations
from assistant.errors import UsageError
from assistant.jobs.worker import Worker
from assistant.service.job_runs import run_job
from assistant.service.people import make_key
from assistant.service.rooms import Rooms
from assistant.users import UserRole
from assistant.web.client_source import client_source
from tests.assistant.web.chromium import served
from tests.assistant.web.site import PASSWORD, Site

CIPN = "Does CBD prevent chemotherapy-induced peripheral neuropathy?"
RUN = CliRunner()


@pytest.fixture(scope="module")
def site(rooms: Rooms) -> Site:
    return Site(rooms)


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    with served(site) as url:
        yield url


def key_of(site: Site, role: UserRole) -> str:
    return make_key(site.rooms, site.people[role], "client", (), 1)[1]


def client_of(site: Site, address: str, role: UserRole) -> Client:
    return Client(address, key_of(site, role))


def test_the_client_is_that_of_the_document() -> None:
    package = Path(operations.__file__).parent
    committed = {path.name: path.read_text(encoding="utf-8") for path in package.glob("*.py")}
    assert {name: ast.dump(ast.parse(source)) for name, source in client_source().items()} == {
        name: ast.dump(ast.parse(source)) for name, source in committed.items()
    }, "python -m assistant.web.client_source assistant/client/operations && ruff format assistant/client"


def test_no_module_of_the_client_is_long_and_every_name_is_at_its_face() -> None:
    package = Path(operations.__file__).parent
    assert max(len(path.read_text(encoding="utf-8").splitlines()) for path in package.glob("*.py")) <= 400
    declared = {
        part.name
        for path in package.glob("*.py")
        for part in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(part, ast.ClassDef)
    }
    assert declared <= set(operations.__all__)
    assert all(hasattr(operations, name) for name in operations.__all__)


def test_an_answer_and_a_list_come_typed(site: Site, address: str) -> None:
    msl = client_of(site, address, UserRole.MSL)
    answer = msl.post_ask({"question": CIPN})
    assert answer["certificate"]["draft_sha256"]
    assert msl.get_document(answer["draft_id"])["text"] == answer["text"]
    page = msl.get_claims(limit=2)
    assert len(page["items"]) == 2
    assert page["next"] == 2


def test_problems_become_errors_with_their_words(site: Site, address: str) -> None:
    manager = client_of(site, address, UserRole.ACCOUNT_MANAGER)
    with pytest.raises(ServerRefused, match="No account") as refused:
        manager.get_account("A-0")
    assert refused.value.status == 404
    with pytest.raises(ServerRefused, match="kind"):
        manager.post_job({"kind": "nothing"})
    account = manager.get_account("A-2")
    tag = manager.etag
    with pytest.raises(ServerRefused) as stale:
        manager.patch_account("A-2", {"tier": 2}, if_match='"old"')
    assert stale.value.status == 412
    assert manager.patch_account("A-2", {"tier": account["tier"]}, if_match=tag) == account
    with pytest.raises(ServerRefused, match="does not answer"):
        Client("http://127.0.0.1:9", "k").get_me()
    with pytest.raises(UsageError, match="https"):
        Client("http://callprep.example", "k")


def test_a_draft_that_is_held_comes_without_its_text(site: Site, address: str) -> None:
    from datetime import date

    from assistant.domain import Request

    site.rooms.objects.put([Request("MIR-C-1", CIPN, date(2026, 11, 2), "unsolicited")])
    with pytest.raises(Held) as held:
        client_of(site, address, UserRole.MSL).post_ask({"question": CIPN, "request_id": "MIR-C-1"})
    assert held.value.row["released"] is False
    assert "text" not in held.value.row


def test_steps_of_a_job_come_as_events(site: Site, address: str) -> None:
    manager = client_of(site, address, UserRole.ACCOUNT_MANAGER)
    job = manager.post_job({"kind": "packs", "day": "2026-11-18"})
    worker = Worker(site.rooms.jobs, lambda job, steps: run_job(site.rooms, job, steps), site.rooms.clock)
    threading.Thread(
        target=lambda: time.sleep(0.3) or [None for _ in iter(worker.work_once, False)], daemon=True
    ).start()
    steps = list(manager.get_job_events(job["job_id"]))
    assert steps[0]["state"] in ("waiting", "running")
    assert steps[-1]["state"] == "done"
    assert len(steps) >= 3
    with pytest.raises(ServerRefused):
        list(manager.get_job_events("J-none"))


@pytest.fixture
def line(site: Site, address: str, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def run(role: UserRole, *words: str, given: str = ""):  # type: ignore[no-untyped-def]
        monkeypatch.setenv("CALLPREP_API_KEY", key_of(site, role))
        return RUN.invoke(app, ["--server", address, *words], input=given)

    return run


def test_the_command_line_lets_a_service_do_it(line, site: Site) -> None:  # type: ignore[no-untyped-def]
    asked = line(UserRole.MSL, "ask", CIPN)
    assert asked.exit_code == 0
    assert "PMID" in asked.output
    assert "Routing card" in line(UserRole.ACCOUNT_MANAGER, "ask", CIPN).output
    assert line(UserRole.ACCOUNT_MANAGER, "prep", "--with", "Ellingsworth").exit_code == 0
    brief = ("brief", "--product", "QUILLMERA", "--indication", "chemotherapy-induced nausea and vomiting")
    drafted = line(UserRole.ACCOUNT_MANAGER, *brief)
    assert (drafted.exit_code, "not released" in drafted.output) == (0, False)
    assert line(UserRole.MSL, "check", "-", given="Our oil cures nausea.").exit_code == 3
    assert isinstance(line(UserRole.MSL, "ask", CIPN, "--as-of", "2026-01-01").exception, UsageError)
    assert isinstance(RUN.invoke(app, ["review", "list"]).exception, UsageError)


def test_a_document_is_reviewed_from_the_command_line(line, site: Site) -> None:  # type: ignore[no-untyped-def]
    author = site.api(UserRole.ACCOUNT_MANAGER)
    body = {
        "title": "Poster from the line",
        "text": "In a small trial, nabiximols reduced pain in adults. From the line.",
    }
    review_id = author.post("/api/v1/reviews", json=body).json()["review_id"]
    assert review_id in line(UserRole.REVIEWER_LEGAL, "review", "list").output
    said = line(
        UserRole.REVIEWER_LEGAL, "review", "comment", review_id, "--version", "1", "--text", "Name the comparator."
    )
    assert said.exit_code == 0
    signing = ("review", "sign", review_id, "--version", "1", "--choice", "approve")
    signed = line(UserRole.REVIEWER_LEGAL, *signing, given=PASSWORD + "\n")
    assert signed.exit_code == 0
    assert PASSWORD not in signed.output
    shown = line(UserRole.REVIEWER_LEGAL, "review", "show", review_id).output
    assert "L approve" in shown
    assert "Name the comparator." in shown
    assert "nabiximols" not in shown
