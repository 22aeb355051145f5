"""Killed runs are taken up: journals, and every long command that keeps one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.cli.app import app
from eval.errors import EvalError
from eval.jobs import Job, long_run
from eval.journal import Journal
from eval.measuring import SearchOptions, measure_search
from eval.report.shape import Report
from tests.eval.fakes import report

ROOT = Path(__file__).parents[2]
WORDS = ("nausea", "pain", "sleep", "appetite", "anxiety", "neuropathy", "fatigue", "itch")


def test_a_journal_gives_what_it_knew_and_drops_a_line_that_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "unfinished" / "one.jsonl"
    first = Journal(path)
    assert [first.remember(n, lambda n=n: [n, "\u2028"]) for n in (1, 2, 2)] == [[n, "\u2028"] for n in (1, 2, 2)]
    assert (first.is_fresh, first.reused) == (True, 0)
    path.write_text(path.read_text(encoding="utf-8")[:-5], encoding="utf-8")
    second = Journal(path, resume=True)
    assert second.remember(1, lambda: "anew") == [1, "\u2028"]
    assert second.remember(3, lambda: "anew") == "anew"
    assert (second.is_fresh, second.reused) == (False, 1)
    second.done()
    assert not path.exists()
    assert Journal(None).remember(1, lambda: "made") == "made"


def test_a_journal_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EvalError, match="Give --runs another folder, or --no-save"):
        Journal(tmp_path / "file" / "one.jsonl")


def test_a_killed_list_of_jobs_goes_on_and_a_changed_set_is_measured_again(tmp_path: Path) -> None:
    plan, case = tmp_path / "plan.yaml", tmp_path / "one.jsonl"
    plan.write_text("")
    case.write_text("1")
    asked: list[Job] = []
    jobs = [Job(command="claims", sets=("one.jsonl",)), Job(command="guardrail"), Job(command="approved")]

    def measure(job: Job, folder: Path) -> Report:
        if len(asked) == 2:
            raise KeyboardInterrupt
        asked.append(job)
        return report({"a": 1.0}, command=job.command)

    def run(resume: bool) -> list[str]:
        with long_run("matrix", plan, tmp_path / "unfinished", resume) as remembered:
            return [remembered(measure)(job, tmp_path)["command"] for job in jobs]

    with pytest.raises(KeyboardInterrupt):
        run(False)
    asked.clear()
    assert run(True) == ["claims", "guardrail", "approved"]
    assert asked == [jobs[2]]
    assert not list((tmp_path / "unfinished").iterdir())
    asked.clear()
    with pytest.raises(KeyboardInterrupt):
        run(False)
    asked.clear()
    case.write_text("12")
    run(True)
    assert asked == [jobs[0], jobs[2]]


def beir_folder(folder: Path, queries: int = 300) -> Path:
    (folder / "qrels").mkdir(parents=True)
    texts = [f"{a} and {b}" for a in WORDS for b in WORDS]
    documents = ({"_id": f"d{n}", "title": text, "text": f"A trial of {text}."} for n, text in enumerate(texts))
    (folder / "corpus.jsonl").write_text("".join(json.dumps(d) + "\n" for d in documents))
    asked = ({"_id": f"q{n}", "text": f"{texts[n % len(texts)]} {n}"} for n in range(queries))
    (folder / "queries.dev.jsonl").write_text("".join(json.dumps(q) + "\n" for q in asked))
    (folder / "qrels" / "dev.tsv").write_text("".join(f"q{n}\td{n % len(texts)}\t1\n" for n in range(queries)))
    return folder


def test_a_killed_search_run_goes_on_with_the_same_figures(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "set")
    command = [sys.executable, "-c", "from eval.cli import main; main()", "retrieval", str(folder), "--json"]
    command += ["--system", "words", "--runs", str(tmp_path / "runs")]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "CALLPREP_HOME": str(tmp_path)}
    unfinished = tmp_path / "runs" / "unfinished"
    killed = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and killed.poll() is None:
        if any(path.stat().st_size for path in unfinished.glob("*.jsonl")):
            break
        time.sleep(0.002)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    done = subprocess.run([*command, "--resume"], env=env, capture_output=True, check=True)
    resumed = json.loads(done.stdout)
    whole = measure_search(SearchOptions(folder=folder, systems=("words",)))
    assert [c["value"] for c in resumed["cases"]] == [round(c.value or 0, 9) for c in whole.cases]
    assert resumed["ndcg@10"] == pytest.approx(whole.metrics["ndcg@10"].value, abs=1e-9)
    assert "were reused" in resumed["notes"][-1]
    assert resumed["timings"] == {"count": 0}
    assert not list(unfinished.iterdir())


def test_a_further_cutoff_is_measured(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "set", 12)
    metrics = measure_search(SearchOptions(folder=folder, systems=("words",), cutoffs=(3,))).metrics
    assert {"ndcg@3", "recall@3", "mrr@3", "map@3", "success@3", "ndcg@10"} <= set(metrics)
    assert (metrics["recall@3"].value or 0) <= (metrics["recall@10"].value or 0)


def test_an_embedding_cache_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "set", 12)
    no_database = tmp_path / "notes.txt"
    no_database.write_text("These are notes, and they are long enough to be no empty database file. " * 20)
    for cache in (no_database, no_database / "below" / "cache.sqlite"):
        done = CliRunner().invoke(
            app, ["retrieval", str(folder), "--system", "vectors", "--cache", str(cache), "--no-save"]
        )
        assert isinstance(done.exception, EvalError)
        assert f"The embedding cache {str(cache)!r} cannot be used" in str(done.exception)
        assert "--cache" in str(done.exception)
    assert no_database.read_text().startswith("These are notes")


LONG = ("retrieval", "guardrail", "claims", "approved", "answers", "mutate", "clean", "drift", "matrix", "benchmarks")


@pytest.mark.parametrize("command", LONG)
def test_every_long_command_can_be_resumed(command: str) -> None:
    assert "--resume" in CliRunner().invoke(app, [command, "--help"]).stdout
