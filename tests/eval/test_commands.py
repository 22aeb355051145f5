"""Commands on stored runs and new sets: compare, history, matrix, drift, new."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from eval.cli.app import app
from eval.drift import drift_of
from eval.errors import UsageError
from eval.history import series, spark
from eval.parts import shown_now
from eval.runs import RunStore
from eval.skeletons import FORMATS
from tests.eval.fakes import report


def run(*arguments: str | Path, code: int = 0) -> Result:
    done = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done


def store(folder: Path, values: dict[str, float], second: int, **more: Any) -> str:
    record = {"started_at": f"2026-11-26T10:00:0{second}+00:00", "git": f"rev{second}"}
    return str(RunStore(folder).save(report(values, record, **more))["run"]["run_id"])


def test_compare_names_the_test_and_the_flipped_cases(tmp_path: Path) -> None:
    store(tmp_path, {"a": 1.0, "b": 0.0, "c": 0.0, "d": 1.0}, 1)
    store(tmp_path, {"a": 0.0, "b": 1.0, "c": 1.0, "d": 1.0}, 2)
    page = tmp_path / "c.html"
    shown = run("compare", "last~1:guardrail", "last:guardrail", "--runs", tmp_path, "--html", page).stdout
    assert "2 better, 1 worse; p = 1 (McNemar, exact)" in shown
    assert "worse: a expected ok, A ok, B violation" in shown
    found = json.loads(run("compare", "last~1", "last", "--runs", tmp_path, "--json").stdout)
    (metric,) = found["metrics"]
    assert (metric["metric"], metric["a"], metric["b"], metric["difference"]) == ("accuracy", 0.5, 0.75, 0.25)
    assert metric["intervals"]["a"]["low"] < 0.5 < metric["intervals"]["a"]["high"]
    assert [f["id"] for f in found["flipped"]] == ["a", "b", "c"]
    assert "<script" not in page.read_text()


def test_compare_refuses_runs_of_two_commands(tmp_path: Path) -> None:
    first, second = store(tmp_path, {"a": 1.0}, 1), store(tmp_path, {"a": 1.0}, 2, command="claims")
    with pytest.raises(UsageError, match="cannot be compared"):
        run("compare", first, second, "--runs", tmp_path)


def test_history_lists_runs_oldest_first_and_draws_the_trend(tmp_path: Path) -> None:
    assert "no run is stored" in run("history", "--runs", tmp_path).stdout
    store(tmp_path, {"a": 1.0, "b": 0.0}, 2)
    store(tmp_path, {"a": 0.0, "b": 0.0}, 1)
    page = tmp_path / "h.html"
    lines = run("history", "guardrail", "--runs", tmp_path, "--html", page).stdout.splitlines()
    assert lines[0] == "guardrail · hand.jsonl"
    assert [line.split()[1:] for line in lines[2:]] == [["rev1", "0.000"], ["rev2", "0.500"], ["▁█"]]
    assert page.read_text().count("<circle") == 2
    (row,) = json.loads(run("history", "--runs", tmp_path, "--last", "1", "--json").stdout)
    assert (row["git"], row["versions"], row["metrics"]) == ("rev2", "ruleset r1", {"accuracy": 0.5})


def test_runs_of_other_sets_or_settings_stand_on_lines_of_their_own() -> None:
    row = {"command": "claims", "sets": ["a.jsonl"], "settings": {}}
    rows = [row, {**row, "settings": {"limit": 5}}, {**row, "sets": ["b.jsonl"]}, {**row, "settings": {"documents": 9}}]
    assert [(title, len(runs)) for title, runs in series(rows).items()] == [
        ("claims · a.jsonl", 2), ("claims · a.jsonl · limit 5", 1), ("claims · b.jsonl", 1),
    ]  # fmt: skip


def test_the_course_of_a_metric_is_drawn_in_its_own_range() -> None:
    assert spark([0.90, None, 0.94, 1.0]) == "▁ ▄█"
    assert spark([0.7, 0.7]) == "▄▄"
    assert spark([None]) == " "


def test_matrix_measures_every_pair(tmp_path: Path) -> None:
    for name, text in (("one", "Our oil cures cancer."), ("two", "Our oil cures pain.")):
        row = {"id": name, "text": text, "label": "violation"}
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row))
    grid = tmp_path / "grid.yaml"
    grid.write_text(
        "command: guardrail\nsets: {first: [one.jsonl], both: [one.jsonl, two.jsonl]}\n"
        "configurations: {US: {}, NY: {jurisdiction: US-NY}}\nmetrics: [recall]\n"
    )
    page = tmp_path / "m.html"
    shown = run("matrix", grid, "--runs", tmp_path / "runs", "--html", page).stdout
    assert [line.split() for line in shown.splitlines()] == [
        ["recall", "first", "both"], ["US", "1.000", "1.000"], ["NY", "1.000", "1.000"],
    ]  # fmt: skip
    found = json.loads(run("matrix", grid, "--no-save", "--json").stdout)
    assert len(found["cells"]) == 4
    assert len(RunStore(tmp_path / "runs").all()) == 4
    grid.write_text(grid.read_text().replace("jurisdiction", "jurisdicton"))
    with pytest.raises(UsageError, match="configuration 'NY': jurisdicton"):
        run("matrix", grid, "--no-save")


def answers_run(sentences: list[str], cited: list[str], got: str = "answer") -> dict[str, Any]:
    run_record = {"started_at": "2026-11-26T10:00:00+00:00"}
    made = report({"q1": 1.0, "q2": 1.0}, run_record, command="answers")
    made["cases"][0] |= {"sentences": sentences, "cited": cited, "got": got}
    made["cases"][1] |= {"sentences": ["Same."], "cited": ["1"], "got": "abstain"}
    return made


def test_drift_by_hand() -> None:
    before = answers_run(["Nausea fell.", "Pain rose.", "Pain rose."], ["1", "2"])
    after = answers_run(["Pain rose.", "Sleep was better."], ["2", "3"], "answer_with_limits")
    found = drift_of(before, after, lambda sentence: sentence)
    case = found["cases"][0]
    assert (case["removed"], case["added"]) == (["Nausea fell.", "Pain rose."], ["Sleep was better."])
    assert (case["dropped"], case["cited"]) == (["1"], ["3"])
    figures = found["figures"]
    assert (figures["unchanged"], figures["sentences_kept"], figures["behaviour_changed"]) == (0.5, 2, 1)
    with pytest.raises(UsageError, match="drift compares answers"):
        drift_of(report({"q1": 1.0}), after, str)


def test_drift_shows_no_stored_sentence_that_would_not_pass_now() -> None:
    before = answers_run(["Our oil cures cancer."], [])
    found = drift_of(before, answers_run([], []), shown_now(datetime.now(UTC)))
    assert found["cases"][0]["removed"][0].startswith("[withheld: ")
    assert "cures" not in json.dumps(found)


@pytest.mark.parametrize("name", FORMATS)
def test_a_skeleton_is_valid_and_never_overwrites(tmp_path: Path, name: str) -> None:
    path = tmp_path / ("set" if name == "retrieval" else "set.jsonl")
    run("new", name, path)
    assert "nothing is wrong" in run("new", name, path, "--check").stdout
    with pytest.raises(UsageError, match="is there already"):
        run("new", name, path)


def test_every_fault_is_listed_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    good = {"id": "1", "text": "t", "label": "ok"}
    rows = [good, good, {**good, "id": "2", "label": "perhaps"}, {"id": "3", "label": "ok"}, {**good, "id": "4"}]
    path.write_text("\n".join([*map(json.dumps, rows), "{"]))
    found = json.loads(run("new", "guardrail", path, "--check", "--json", code=1).stdout)
    assert [fault.split(":")[0] for fault in found["faults"]] == [f"set.jsonl line {n}" for n in (2, 3, 4, 6)]
    with pytest.raises(UsageError, match="format 'poems' is unknown"):
        run("new", "poems", path)
