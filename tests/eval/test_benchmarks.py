"""The generated part of the figures: replaced in place, absent sets said, hand-written sections kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from eval.benchmarks import BEGIN, END, Plan, generated_part, measure_plan, with_part
from eval.errors import DatasetInvalid, UsageError
from eval.jobs import Job
from eval.measuring import DATA
from eval.provenance import run_record
from eval.report.shape import Report
from eval.settings_file import read_settings
from tests.eval.fakes import report

RECORD = run_record(*[datetime(2026, 11, 26, tzinfo=UTC)] * 2)
PLAN = Plan.model_validate(
    {
        "tables": [
            {
                "title": "Texts",
                "metrics": ["accuracy"],
                "lines": [
                    {"name": "own", "job": {"command": "guardrail"}},
                    {"name": "theirs", "public": True, "job": {"command": "guardrail", "sets": ["a.jsonl"]}},
                ],
            }
        ]
    }
)


def measure(job: Job, folder: Path) -> Report:
    if job.sets:
        assert folder == Path("public")
        raise DatasetInvalid(f"{str(folder / job.sets[0])!r} is no file; give a set")
    return report({"a": 1.0, "b": 0.0}, RECORD)


def test_the_part_holds_figures_intervals_and_what_is_absent() -> None:
    part = generated_part(list(measure_plan(PLAN, Path("own"), Path("public"), measure)))
    assert "| own | 2 | 0.500 [0.095, 0.905] | – |" in part
    assert "| theirs | – | the set is not here | |" in part
    assert "ruleset r1" in part


def test_only_the_generated_part_of_a_document_changes() -> None:
    first = with_part("# Figures\n\nBy hand.\n", f"{BEGIN}\nold\n{END}")
    assert first == f"# Figures\n\nBy hand.\n\n{BEGIN}\nold\n{END}\n"
    second = with_part(f"{first}\nMore by hand.\n", f"{BEGIN}\nnew\n{END}")
    assert second == f"# Figures\n\nBy hand.\n\n{BEGIN}\nnew\n{END}\n\nMore by hand.\n"
    with pytest.raises(UsageError, match="do not fit together"):
        with_part(f"{END}\n{BEGIN}", "x")


def test_a_metric_that_does_not_exist_is_refused() -> None:
    plan = Plan.model_validate(
        {"tables": [{"title": "t", "metrics": ["f9"], "lines": [{"name": "own", "job": {"command": "guardrail"}}]}]}
    )
    with pytest.raises(UsageError, match="metric 'f9' is unknown"):
        generated_part(list(measure_plan(plan, Path("own"), Path("public"), measure)))


def test_the_shipped_plan_reads() -> None:
    plan = read_settings(DATA / "benchmarks.yaml", Plan)
    assert {line.job.command for table in plan.tables for line in table.lines} == {
        "rules", "approved", "guardrail", "claims", "retrieval", "answers",
    }  # fmt: skip
