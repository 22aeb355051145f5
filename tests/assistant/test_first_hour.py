"""The administrator's first hour as docs/operations.md tells it: with the commands and pages themselves, in an empty folder."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.ingest.records import FULL

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "assistant" / "demo" / "data"
PASSWORD = "correct horse battery 9"


class Machine:
    """An empty folder with the commands at hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        outside = {name: value for name, value in os.environ.items() if not name.startswith("CALLPREP_")}
        self.env = {**outside, "PYTHONPATH": str(ROOT), "CALLPREP_HOME": str(folder / "home")}

    def run(self, *words: str, status: int = 0, home: str = "home") -> str:
        env = {**self.env, "CALLPREP_HOME": str(self.folder / home)}
        command = [sys.executable, "-m", "assistant.cli", *words]
        done = subprocess.run(
            command, cwd=self.folder, env=env, capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == status, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    @contextmanager
    def serving(self) -> Iterator[tuple[str, Path]]:
        """Address of a service, and what it writes to standard error."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        told = self.folder / "serve.log"
        with told.open("w", encoding="utf-8") as stream:
            command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)]
            service = subprocess.Popen(command, cwd=self.folder, env=self.env, stderr=stream)
        address = f"http://127.0.0.1:{port}"
        try:
            until = time.monotonic() + 180
            while time.monotonic() < until:
                try:
                    if httpx2.get(f"{address}/readyz", timeout=30, trust_env=False).status_code == 200:
                        break
                except httpx2.HTTPError:
                    time.sleep(0.3)
            yield address, told
        finally:
            service.send_signal(signal.SIGTERM)
            assert service.wait(60) == 0, "a stopped service closes its stores"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_from_an_empty_folder_to_a_drilled_backup(machine: Machine) -> None:
    assert "made on first use" in machine.run("doctor")
    with machine.serving() as (address, told):
        people_are_made(address, told)
        refused = machine.run("claims", "import", str(DEMO / "claims.yaml"), status=1)
        assert "in use by process" in refused
        assert address in refused, "the message says where the service is"
        assert "holds the stores and says 200" in machine.run("doctor", "--deep")
    assert "24 new" in machine.run("claims", "import", str(DEMO / "claims.yaml"))
    accounts = str(DEMO / "day.json")
    assert "0 rows would be left out" in machine.run("accounts", "import", accounts, "--preview")
    assert "35 new" in machine.run("accounts", "import", accounts)
    (machine.folder / "records").mkdir()
    page = f"<PubmedArticleSet>{FULL}</PubmedArticleSet>"
    (machine.folder / "records" / "one.xml").write_text(page, encoding="utf-8")
    assert "new 1" in machine.run("ingest", "files", "records")
    assert "PMID 101" in machine.run("search", "oil against nausea")
    machine.run("backup", "one.tar")
    assert "every hash and the audit trail fit" in machine.run("restore", "one.tar", "--home", "drill")
    examined = machine.run("doctor", "--deep", home="drill")
    assert "MEND" not in examined
    assert "1 records; passages:" in examined
    assert "all in order" in machine.run("audit", "verify", home="drill")


def people_are_made(address: str, told: Path) -> None:
    """The wizard with the code that was printed, then an account manager on the page for people."""
    text = told.read_text(encoding="utf-8")
    (code,) = re.findall(r"Setup code for \S+ : ([0-9a-f]{8})", text)
    with httpx2.Client(base_url=address, timeout=60, trust_env=False) as client:
        assert client.get("/").headers["location"] == "/setup"
        form = {"login": "root.admin", "name": "Root Admin", "password": PASSWORD}
        assert client.post("/setup", data={**form, "code": "00000000"}).status_code in (400, 401, 403)
        made = client.post("/setup", data={**form, "code": code})
        assert (made.status_code, made.headers["location"]) == (303, "/admin")
        csrf = client.get("/me").text.split('name="csrf" value="')[1].split('"')[0]
        person = {"act": "add", "login": "am.one", "name": "Am One", "role": "account_manager", "territories": "US-OH"}
        added = client.post("/admin", data={**person, "csrf": csrf, "password": PASSWORD})
        assert added.status_code == 303
        assert "am.one" in client.get("/admin").text
