"""Long measurements: a killed run is taken up, a full disk loses no figures, a model's cost is counted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.benches.answers import Reply, hold_against, outcome_of
from eval.cli.app import app
from eval.datasets.answers import Question
from eval.errors import EvalError
from eval.measuring import DATA, Options, measure
from eval.metrics.nuggets import is_forbidden, load_rules, match_fact
from eval.rating.items import Item, Side
from eval.rating.ratings import CRITERIA, rating_line
from tests.fakes_model import FakeModel, honest

ROOT = Path(__file__).parents[2]
RULES = load_rules()


def approved_run(folder: Path, *options: str) -> list[str]:
    code = "from eval.cli import main; main()"
    return [
        sys.executable,
        "-c",
        code,
        "approved",
        str(DATA / "approved.jsonl"),
        "--runs",
        str(folder),
        "--json",
        *options,
    ]


def test_a_killed_run_goes_on_with_the_same_figures(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "CALLPREP_HOME": str(tmp_path)}
    unfinished = tmp_path / "unfinished"
    killed = subprocess.Popen(approved_run(tmp_path), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and killed.poll() is None:
        if any(path.stat().st_size > 2_000 for path in unfinished.glob("*.jsonl")):
            break
        time.sleep(0.005)
    killed.kill()
    killed.wait()
    (journal,) = unfinished.iterdir()
    assert not list(tmp_path.glob("*.json"))
    known = len(journal.read_text(encoding="utf-8").splitlines()) - 1
    journal.write_text(journal.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    done = subprocess.run(approved_run(tmp_path, "--resume"), env=env, capture_output=True, check=True)
    resumed = json.loads(done.stdout)
    whole = measure("approved", [DATA / "approved.jsonl"], Options())
    assert resumed["verdict_accuracy"] == pytest.approx(whole.metrics["verdict_accuracy"].value, abs=1e-9)
    assert [c["got"] for c in resumed["cases"]] == [c.got for c in whole.cases]
    (note,) = resumed["notes"]
    assert 0 < int(note.split()[0]) <= known + 1
    assert resumed["timings"] == {"count": 0}
    assert not list(unfinished.iterdir())


def test_figures_are_printed_even_where_the_run_cannot_be_stored(tmp_path: Path) -> None:
    ratings = tmp_path / "ann.jsonl"
    item = Item("Q", "?", (Side("old", "A text."),))
    ratings.write_text(rating_line(item, "ann", [dict.fromkeys(CRITERIA, 4)], None, ""), encoding="utf-8")
    done = CliRunner().invoke(app, ["rate", "report", str(ratings), "--json", "--runs", str(ratings / "runs")])
    assert json.loads(done.stdout)["command"] == "rate"
    assert isinstance(done.exception, EvalError)
    assert "could not be stored" in str(done.exception)


def answered(case_id: str, reply: Reply, **question: Any) -> Any:
    return hold_against(case_id, Question(case_id, "Why?", **question), reply, {}.get, RULES)


def test_answer_figures_by_hand() -> None:
    said = ("Nausea fell in 17/70 (24%) with the drug and 6/74 (8%) with placebo.",)
    first = answered(
        "a",
        Reply("answer", said, said, ("1", "2", "3", "4"), 1, words=14, model=(1, 100, 10)),
        behaviour="answer_with_limits",
        pmids=("1", "9"),
        key_facts=("nausea fell 24% and 8%", "sleep was better"),
        must_not_say=("the drug cures nausea",),
    )
    second = answered("b", Reply("held", findings=("CURE-01",), model=(2, 50, 5)), behaviour="abstain")
    found = {m: s.value for m, s in outcome_of([second, first], (), {}, (2.0, 8.0)).metrics.items()}
    assert (found["behaviour_accuracy"], found["behaviour_accuracy_coarse"], found["released_rate"]) == (0, 0.5, 0.5)
    assert (found["citation_precision"], found["citation_recall"]) == (0.25, 0.5)
    assert (found["nugget_recall"], found["quote_verified"], found["must_not_say_rate"]) == (0.5, 1, 0)
    assert (found["model_requests"], found["model_input_tokens"]) == (3, 150)
    assert found["model_cost"] == pytest.approx((150 * 2 + 15 * 8) / 1e6)
    plain = outcome_of([answered("a", Reply("answer"))], (), {}).metrics
    assert "model_requests" not in plain
    assert plain["behaviour_accuracy"].reason == "no behaviour is expected"


@pytest.mark.parametrize(
    ("fact", "sentence", "said"),
    [
        ("pain fell by 1.37 points, P=.02", "Pain fell by 1.37 points with THC (P=0.02).", True),
        ("pain fell by 1.37 points", "Pain fell by 1.73 points with THC.", False),
        ("no effect on sleep quality was detected", "No effect on the quality of sleep was detected.", True),
        ("a pilot in twelve women", "It was a pilot in 12 women.", True),
    ],
)
def test_key_facts_are_matched_by_number_and_word(fact: str, sentence: str, said: bool) -> None:
    assert match_fact(fact, (sentence,), RULES).said is said


def test_a_denied_statement_is_not_the_forbidden_one() -> None:
    assert is_forbidden("the combination is better", ("The combination did no better than one drug.",), RULES) is None
    assert is_forbidden("that the combination is better", ("The combination is better here.",), RULES)


def test_what_a_model_drafts_is_counted_and_passes_the_same_gate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = next(r for r in (DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines() if '"QD-001"' in r)
    (tmp_path / "one.jsonl").write_text(line, encoding="utf-8")
    monkeypatch.setenv("CALLPREP_HOME", str(tmp_path / "home"))
    with FakeModel(honest) as model:
        monkeypatch.setenv("CALLPREP_MODEL", "played")
        monkeypatch.setenv("CALLPREP_MODEL_BASE_URL", model.base_url)
        outcome = measure("answers", [tmp_path / "one.jsonl"], Options(journals=tmp_path, prices=(1.0, 1.0)))
    assert outcome.versions["drafter"] == "model:played"
    assert (outcome.metrics["model_requests"].value or 0) >= 1
    spent = [outcome.metrics[f"model_{m}_tokens"].value or 0 for m in ("input", "output")]
    assert min(spent) > 0
    assert outcome.metrics["model_cost"].value == pytest.approx(sum(spent) / 1e6)
