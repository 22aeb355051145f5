"""A service that is told to stop ends within seconds, whoever still listens or sends."""

import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from assistant.bootstrap import open_rooms
from assistant.engine import make_engine
from assistant.home import AppSettings
from assistant.reviewing import Job, JobState
from assistant.service.people import add_user, make_key
from assistant.store.jobs import JobStore
from assistant.users import UserRole
from assistant.web.listening import GRACE_S
from tests.assistant.conftest import AS_OF
from tests.assistant.machine import Machine
from tests.assistant.web.site import PASSWORD

CLOSING_S = 6.0
"""For worker and stores, on a busy machine."""


def test_neither_an_open_stream_nor_half_a_request_holds_the_service(tmp_path: Path) -> None:
    machine, settings = Machine(tmp_path), AppSettings(home=tmp_path / "home")
    with open_rooms(settings) as rooms:
        user = add_user(rooms, "am.stream", "Ann Stream", UserRole.ACCOUNT_MANAGER, PASSWORD)
        _, key = make_key(rooms, user, "stream", ["jobs"], 1)
    with machine.serving() as (address, _), half_a_request(address):
        path = f"{address}/api/v1/jobs/{a_job_that_never_ends(settings, user.user_id)}/events"
        headers = {"Authorization": f"Bearer {key}"}
        with httpx2.stream("GET", path, headers=headers, timeout=30, trust_env=False) as stream:
            lines = stream.iter_lines()
            assert next(lines) == "event: step"
            machine.service.terminate()
            began = time.monotonic()
            rest = [line for line in lines if line]
        assert [line[:6] for line in rest] == ["data: "], "the stream ends whole, it is not cut off"
        assert time.monotonic() - began < GRACE_S, "and before requests are cancelled"
        assert machine.service.wait(30) == 0
        assert time.monotonic() - began < GRACE_S + CLOSING_S
    assert not list(settings.home.rglob("*-wal")), "the database is closed"


def half_a_request(address: str) -> socket.socket:
    """A form that never comes to its end."""
    where = urlsplit(address)
    line = socket.create_connection((where.hostname, where.port), timeout=30)
    line.sendall(b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nname=")
    return line


def a_job_that_never_ends(settings: AppSettings, owner: str) -> str:
    """Running by name, with no lease that could run out: no worker takes it up."""
    engine = make_engine(settings.sql_url())
    job = Job("J-0123456789", "packs", {"day": "2026-11-18"}, JobState.RUNNING, owner, AS_OF)
    JobStore(engine).add(job)
    engine.dispose()
    return job.job_id
