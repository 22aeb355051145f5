"""A service killed in the middle of its writing has lost nothing that it acknowledged. On both stacks."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.engine import make_engine
from assistant.migrations import upgrade
from assistant.store.audit import AuditTrail
from assistant.store.documents import DocumentStore

ROOT = Path(__file__).parents[3]
KEY = b"k" * 32
KILLS = 5
WRITER = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from assistant.engine import make_engine
from assistant.store.audit import AuditTrail
from assistant.store.documents import DocumentStore

url, anchor, turn = sys.argv[1:]
engine = make_engine(url)
trail = AuditTrail(engine, b"k" * 32, anchor=Path(anchor))
drafts = DocumentStore(engine)
for n in range(100_000):
    name = f"D-{turn}-{n}"
    row = {"artifact": "text", "draft_sha256": "0" * 64, "decision": "BLOCK", "payload": {"n": n}}
    drafts.put_draft({"draft_id": name, "created_at": datetime.now(UTC), **row})
    seq = trail.append("U-1", "draft.judged", {"draft": name}, datetime.now(UTC))
    os.write(1, f"{name} {seq}\\n".encode())
"""


def killed(url: str, anchor: Path, turn: int, seed: random.Random) -> list[tuple[str, int]]:
    """(draft, number of its event) of everything that a writer acknowledged before it was killed."""
    command = [sys.executable, "-c", WRITER, url, str(anchor), str(turn)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        time.sleep(seed.uniform(0.05, 0.4))
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()
    assert writer.returncode == -signal.SIGKILL
    return [(line.split()[0], int(line.split()[1])) for line in lines if line.endswith("\n")]


@pytest.mark.parametrize("stack", ["sqlite", "postgresql"])
def test_what_was_acknowledged_is_there_after_every_kill(
    stack: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}" if stack == "sqlite" else request.getfixturevalue("postgres_url")
    engine, anchor, seed = make_engine(url), tmp_path / "anchor", random.Random(7)
    upgrade(engine)
    acknowledged: list[tuple[str, int]] = []
    for turn in range(KILLS):
        acknowledged += killed(url, anchor, turn, seed)
    stored = {row["draft_id"] for row in DocumentStore(engine).drafts()}
    trail = AuditTrail(engine, KEY, anchor=anchor)
    told = {event.seq: event.detail["draft"] for event in trail.events()}
    assert len(acknowledged) > KILLS
    assert {name for name, _ in acknowledged} <= stored
    assert all(told[seq] == name for name, seq in acknowledged)
    assert sorted(told) == list(range(1, len(told) + 1))
    assert trail.first_bad() is None
    assert len(stored) - len(acknowledged) <= KILLS  # at most the one that was being acknowledged
    engine.dispose()
