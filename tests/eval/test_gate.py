"""The gate: limits, regressions, JUnit; and it fails when a check is removed or a prompt loses a rule."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from eval.benches.rules import DATA, rules_outcome
from eval.domain import Outcome, Score
from eval.errors import EvalError, UsageError
from eval.gating import Gate, gate_json, run_gate
from eval.jobs import Job
from eval.junit import junit_xml
from eval.parts import checks_that_run, prompt_text
from eval.report.pages import gate_page
from eval.report.shape import Report, report_of
from eval.runs import RunStore
from eval.settings_file import read_settings
from tests.eval.fakes import outcome, report

ROOT = Path(__file__).parents[2]
ONE_WRONG = {"a": 1.0, "b": 1.0, "c": 1.0, "d": 0.0}


def gate_of(**check: Any) -> Gate:
    return Gate.model_validate({"checks": [{"name": "one", "job": {"command": "guardrail"}, **check}]})


def passed(gate: Gate, folder: Path, measured: Outcome | None = None) -> Any:
    def measure(job: Job, place: Path) -> Report:
        if measured is None:
            raise EvalError("the set\nis gone")
        return report_of(measured)

    return run_gate(gate, folder, measure, RunStore(folder))[0]


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"at_least": {"accuracy": 0.75}}, ""),
        ({"at_most": {"accuracy": 0.75}}, ""),
        ({"at_least": {"accuracy": 0.76}}, "accuracy is 0.7500, at least 0.76 is asked for"),
        ({"at_most": {"accuracy": 0.7}}, "accuracy is 0.7500, at most 0.7 is allowed"),
        ({"at_least": {"recall": 0.1}}, "recall is undefined: no violation"),
    ],
)
def test_limits(tmp_path: Path, limits: dict[str, Any], reason: str) -> None:
    found = passed(gate_of(**limits), tmp_path, outcome(ONE_WRONG, recall=Score(None, reason="no violation")))
    assert (found.passed, found.reason) == (not reason, reason)


def test_regressions_are_measured_from_a_baseline(tmp_path: Path) -> None:
    (tmp_path / "base.json").write_text(json.dumps(report({"a": 1.0, "b": 1.0})))
    broken = passed(gate_of(baseline="base.json", may_fall={"accuracy": 0.2}), tmp_path, outcome(ONE_WRONG))
    assert broken.reason == "accuracy fell from 1.0000 to 0.7500, 0.2 is allowed"
    assert passed(gate_of(baseline="base.json", may_fall={"accuracy": 0.3}), tmp_path, outcome(ONE_WRONG)).passed
    with pytest.raises(UsageError, match="need a baseline"):
        passed(gate_of(may_fall={"accuracy": 0.1}), tmp_path, outcome(ONE_WRONG))
    with pytest.raises(UsageError, match="metric 'f9' is unknown"):
        passed(gate_of(at_least={"f9": 0.1}), tmp_path, outcome(ONE_WRONG))


def test_a_measurement_that_fails_breaks_the_gate_in_one_line(tmp_path: Path) -> None:
    found = passed(gate_of(at_least={"accuracy": 0.1}), tmp_path)
    assert (found.passed, found.reason) == (False, "the set is gone")
    assert not gate_json([found])["passed"]


def test_junit_is_xml_with_failures_and_errors(tmp_path: Path) -> None:
    good = passed(gate_of(), tmp_path, outcome(ONE_WRONG))
    bad = passed(gate_of(name="<b&\x00>", at_least={"accuracy": 1}), tmp_path, outcome(ONE_WRONG))
    root = ElementTree.fromstring(junit_xml([good, bad, passed(gate_of(), tmp_path)]))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "1", "1")
    assert [case.get("name") for case in root.iter("testcase")] == ["one", "<b&>", "one"]
    failure = root.find(".//failure")
    assert failure is not None
    assert "at least 1" in str(failure.get("message"))


def test_the_page_shows_every_limit_beside_its_figure(tmp_path: Path) -> None:
    good = passed(gate_of(), tmp_path, outcome(ONE_WRONG))
    bad = passed(gate_of(name="<b>", at_least={"accuracy": 0.9}, at_most={"accuracy": 1}), tmp_path, outcome(ONE_WRONG))
    found = gate_json([good, bad])
    assert [(x["rule"], x["value"]) for x in found["checks"][1]["limits"]] == [
        ("at least 0.9", 0.75),
        ("at most 1", 0.75),
    ]
    page = gate_page(found)
    assert "1 of 2 checks broken" in page
    assert "accuracy is 0.7500, at least 0.9 is asked for" in page
    assert "<b>" not in page.replace("<b>0", "")
    assert "Every check passed" in gate_page(gate_json([good]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("checks: [{job: {command: guardrail}, at_lest: {a: 1}}]", r"checks.0.at_lest: Extra inputs"),
        ("checks: [{job: {command: poems}}]", r"checks.0.job.command"),
        ("checks: []", r"checks: "),
        ("- a", "line 1: holds a list"),
        ("checks: [", "line 1: no YAML"),
    ],
)
def test_faults_of_the_file_are_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "gate.yaml"
    path.write_text(text)
    with pytest.raises(UsageError, match=said):
        read_settings(path, Gate)
    with pytest.raises(UsageError, match="cannot be read"):
        read_settings(tmp_path / "none.yaml", Gate)


def test_the_shipped_gate_reads_and_its_limits_name_rules_and_sets() -> None:
    gate = read_settings(DATA / "gate.yaml", Gate)
    assert {c.job.command for c in gate.checks} >= {"rules", "approved", "retrieval", "answers", "mutate"}
    assert all(c.at_least or c.at_most for c in gate.checks)


def quiet(row: Any) -> Mapping[str, Any]:
    return {"decision": "RELEASE", "findings": []}


def metrics(running: Any, text: Callable[[str], str]) -> dict[str, float | None]:
    return {m: s.value for m, s in rules_outcome(running, quiet, text).metrics.items()}


def test_every_check_and_every_rule_of_a_prompt_counts() -> None:
    running = checks_that_run()
    whole = metrics(running, prompt_text)
    assert (whole["checks_running"], whole["prompt_rules_stated"], whole["probes_caught"]) == (1, 1, 0)
    expected = yaml.safe_load((DATA / "rules.yaml").read_text())
    assert set(expected["checks"]) == running
    for check in expected["checks"]:
        assert metrics(running - {check}, prompt_text)["checks_running"] != 1, check
    for words in expected["prompts"]["answer"].values():
        text = " ".join(prompt_text("answer").split()).replace(words, "")
        assert metrics(running, lambda _, text=text: text)["prompt_rules_stated"] != 1, words


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product in a folder of its own, with a gate on the rules alone."""
    folder = tmp_path_factory.mktemp("copy")
    for package in ("assistant", "eval", "guardrails", "ingest", "prompts"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    limits = "{checks_running: 1, probes_caught: 1, prompt_rules_stated: 1}"
    (folder / "gate.yaml").write_text(f"checks: [{{job: {{command: rules}}, at_least: {limits}}}]")
    return folder


def run_in(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "from eval.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "gate", "gate.yaml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "CALLPREP_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_passes_and_then_fails_when_a_check_or_a_rule_is_taken_out(copy: Path) -> None:
    assert run_in(copy).returncode == 0
    checks = copy / "guardrails" / "checks" / "__init__.py"
    whole = checks.read_text(encoding="utf-8")
    assert "    kick.CHECK,\n" in whole
    checks.write_text(whole.replace("    kick.CHECK,\n", ""), encoding="utf-8")
    without_check = run_in(copy)
    checks.write_text(whole, encoding="utf-8")
    assert without_check.returncode == 3
    assert "checks_running is" in without_check.stderr
    assert "probes_caught is" in without_check.stderr
    prompt = copy / "prompts" / "answer.v1.md"
    rule = "- An association is not an effect. A difference that was not significant is neither an effect nor equivalence.\n"
    text = prompt.read_text(encoding="utf-8")
    assert rule in text
    prompt.write_text(text.replace(rule, ""), encoding="utf-8")
    without_rule = run_in(copy)
    assert without_rule.returncode == 3
    assert without_rule.stderr.strip() == "callprep-eval: rules: prompt_rules_stated is 0.9048, at least 1 is asked for"


LAB_IN_GATE = """
from eval.benches.rules import DATA
from eval.gating import Gate, run_gate
from eval.mutation.clean import Drafted
from eval.mutation.lab import run_lab
from eval.report.shape import report_of
from eval.runs import RunStore
from eval.settings_file import read_settings
from tests.eval.test_mutation import document

checks = read_settings(DATA / "gate.yaml", Gate).checks
gate = Gate(checks=tuple(c for c in checks if c.job.command == "mutate"))
drafted = Drafted((document(),), 1, ())
measure = lambda job, folder: report_of(run_lab(drafted, per_operator=job.per_operator, seed=job.seed))
(passage,) = run_gate(gate, DATA, measure, RunStore(DATA))
print(passage.reason)
"""


def spoilt_in(folder: Path) -> str:
    """Why the shipped gate would hold the product in a folder after the mutants of one document; empty if it passes."""
    ran = subprocess.run(
        [sys.executable, "-c", LAB_IN_GATE],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.strip()


@pytest.mark.parametrize(
    ("check", "broken"),
    [("num", "critical_kill_rate is"), ("retraction", "kill_rate is"), ("cite_present", "kill_rate is")],
)
def test_spoilt_documents_that_pass_a_weakened_guard_fail_the_gate(copy: Path, check: str, broken: str) -> None:
    assert spoilt_in(copy) == ""
    checks = copy / "guardrails" / "checks" / "__init__.py"
    whole = checks.read_text(encoding="utf-8")
    assert f"    {check}.CHECK,\n" in whole
    checks.write_text(whole.replace(f"    {check}.CHECK,\n", ""), encoding="utf-8")
    reason = spoilt_in(copy)
    checks.write_text(whole, encoding="utf-8")
    assert broken in reason
