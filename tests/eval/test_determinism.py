"""Same input, same bytes: two runs, permuted lines, other processes; only what is under `run` and `timings` may differ."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eval.benches.retrieval import measure_retrieval
from eval.datasets.retrieval import RetrievalSet
from eval.jobs import Job, run_job
from eval.measuring import DATA
from eval.report.html import render_html
from eval.report.shape import report_of, steady, to_text
from eval.runs import run_id_of

ROOT = Path(__file__).parents[2]


def figures(job: Job, folder: Path) -> str:
    return to_text(steady(report_of(run_job(job, folder))))


@pytest.mark.parametrize("command", ["approved", "guardrail"])
def test_order_of_lines_changes_no_byte_but_the_hash_of_the_file(tmp_path: Path, command: str) -> None:
    source = DATA / ("approved.jsonl" if command == "approved" else "probes.jsonl")
    lines = source.read_text(encoding="utf-8").splitlines()[:25]
    shuffled = list(lines)
    random.Random(7).shuffle(shuffled)
    texts = []
    for name, order in (("first", lines), ("second", shuffled)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "set.jsonl").write_text("\n".join(order), encoding="utf-8")
        report = json.loads(figures(Job(command=command, sets=("set.jsonl",)), folder))
        for info in report["sets"]:
            info["sha256"], info["name"] = "", ""
        texts.append(json.dumps(report))
    assert texts[0] == texts[1]


def test_two_processes_print_the_same_json_apart_from_times(tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_bytes(b"\n".join((DATA / "approved.jsonl").read_bytes().splitlines()[:12]))
    printed = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", "from eval.cli import main; main()", "approved", "set.jsonl", "--json", "--no-save"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "CALLPREP_HOME": str(tmp_path)},
            capture_output=True,
            check=True,
        )
        printed.append(to_text(steady(json.loads(done.stdout))))
    assert printed[0] == printed[1]


def test_retrieval_does_not_depend_on_the_order_of_queries_or_documents() -> None:
    rankings = {"one?": ("d1", "d2"), "two?": ("d3",), "three?": ("d2", "d1")}
    judged = {"q1": {"d1": 2, "d2": 1}, "q2": {"d1": 1}, "q3": {"d1": 1, "d3": 0}}
    asked = {"q1": "one?", "q2": "two?", "q3": "three?"}
    made = []
    for turn in (1, -1):
        queries = dict(list(asked.items())[::turn])
        data = RetrievalSet("hand", (("d1", "", "x"),), queries, dict(list(judged.items())[::turn]))
        outcome = measure_retrieval(data, {"full": rankings.__getitem__, "rrf": lambda _: ("d1",)}, queries, {})
        made.append(to_text(steady(report_of(outcome))))
    assert made[0] == made[1]


def test_the_run_id_holds_the_figures_and_the_page_the_report() -> None:
    job = Job(command="rules")
    started = {"started_at": datetime(2026, 11, 26, tzinfo=UTC).isoformat()}
    first, second = (report_of(run_job(job, DATA), started) for _ in range(2))
    assert run_id_of(first) == run_id_of(second)
    assert run_id_of({**first, "checks_running": 0.5}) != run_id_of(first)
    assert render_html(first).split("<footer>")[0].count("NaN") == 0
