"""A Chroma server of its own on loopback, as `chroma run` of the environment starts it; skips where there is none."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

WAIT_S = 60.0


class ChromaServer:
    """A server over a folder that can be killed, held still and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self._port}"
        self.folder = folder

    def start(self) -> None:
        """Return once it takes connections."""
        command = [_program(), "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self._port)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        until = time.monotonic() + WAIT_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
                return
            except OSError:
                assert time.monotonic() < until, "chroma run takes no connections"
                time.sleep(0.05)

    def kill(self) -> None:
        """End it at once, as a crash does."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)

    def hold(self) -> None:
        """Let it take connections and never answer."""
        os.killpg(self._process.pid, signal.SIGSTOP)


@contextmanager
def chroma_server(folder: Path) -> Iterator[ChromaServer]:
    """A running server."""
    server = ChromaServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def _program() -> str:
    found = shutil.which("chroma", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if found is None:
        pytest.skip("no `chroma` command (it comes with chromadb)")
    return found
