"""May this version go live? The bench measures in a process of its own: nothing here imports it, and it holds no store of ours."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired
from tempfile import TemporaryFile
from typing import Any

from assistant.errors import NotFound, StoreUnavailable
from assistant.jobs.worker import Steps

GATE = "gate.yaml"
POLL_S = 1.0
MEASURED = (0, 3)
"""Exit codes of a gate that was measured: every limit held, or one is broken."""


def gate_file(home: Path) -> Path:
    """The limits of this installation: `gate.yaml` in the home folder, else those that ship.

    Raises:
        NotFound: The bench is not installed, and the home folder has no file of its own.
    """
    bench = find_spec("eval")
    shipped = [Path(folder) / "data" / GATE for folder in (bench and bench.submodule_search_locations) or ()]
    found = next((path for path in (home / GATE, *shipped) if path.is_file()), None)
    if found is None:
        raise NotFound(f"There are no limits to measure against: put {GATE} into the home folder.")
    return found


def run_gate(home: Path, steps: Steps) -> dict[str, Any]:
    """Measure every check of the file; the result is stored where the quality page reads it.

    Raises:
        Stopped: Cancelled; the measurement is ended with it.
        StoreUnavailable: It could not be measured or stored; the message is the bench's own.
    """
    file = gate_file(home)
    command = [sys.executable, "-m", "eval.cli", "gate", str(file), "--runs", str(home / "runs")]
    with TemporaryFile() as said, Popen(command, stdin=DEVNULL, stdout=DEVNULL, stderr=said) as bench:  # noqa: S603 - our own bench, no shell
        try:
            _wait(bench, steps, file.name)
        finally:
            bench.kill()
        said.seek(max(0, said.seek(0, os.SEEK_END) - 2000))
        last = said.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
    if bench.returncode not in MEASURED:
        raise StoreUnavailable(f"The gate was not measured (exit {bench.returncode}). {last}".strip())
    steps.reached("Measured", 1, 1)
    return {"passed": bench.returncode == 0, "file": file.name}


def _wait(bench: Popen[bytes], steps: Steps, name: str) -> None:
    while True:
        steps.reached(f"Measuring the limits of {name}", 0, 0)
        try:
            bench.wait(POLL_S)
        except TimeoutExpired:
            continue
        return
