"""One pair, one answer: nothing in it hangs on the order in which Python walks a set."""

import os
import subprocess
import sys

import pytest

_ASK = """
import json
from pathlib import Path
from guardrails.backing.judge import support
wanted = {"SP-R3-08-1", "SP-R3-10-1", "SP-R5-08-4", "SP-R3-02-4"}
rows = map(json.loads, Path("eval/data/support.jsonl").read_text(encoding="utf-8").splitlines())
print(*(support(row["claim"], row["evidence"]) for row in rows if row["id"] in wanted), sep="\\n")
"""


def _answers(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", _ASK], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def first() -> str:
    return _answers("1")


@pytest.mark.parametrize("seed", ["2", "3", "4"])
def test_another_order_of_sets_gives_the_same_answers(first: str, seed: str) -> None:
    assert first.count("Support(") == 4
    assert _answers(seed) == first
