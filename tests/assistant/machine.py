"""A folder of its own with the commands and the service in it, as real processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from assistant.home import AppSettings
from tests.assistant.second_stack import places

ROOT = Path(__file__).parents[2]


class Machine:
    """An empty folder with the commands at hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        outside = {name: value for name, value in os.environ.items() if not name.startswith("CALLPREP_")}
        self.outside = {**outside, "PYTHONPATH": str(ROOT)}

    def env(self, home: str = "home") -> dict[str, str]:
        """What a command or service sees: this home, and nothing that whoever runs the tests has set for theirs."""
        settings = AppSettings(home=self.folder / home)
        return {**self.outside, "CALLPREP_HOME": str(settings.home), **places(settings)}

    def run(self, *words: str, status: int = 0, home: str = "home") -> str:
        command = [sys.executable, "-m", "assistant.cli", *words]
        done = subprocess.run(
            command, cwd=self.folder, env=self.env(home), capture_output=True, text=True, timeout=600, check=False
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
            service = self.service = subprocess.Popen(command, cwd=self.folder, env=self.env(), stderr=stream)
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
            service.terminate()
            assert service.wait(60) == 0, "a stopped service closes its stores"
