"""A gate: measurements with the limits that they must keep, from one YAML file; it says in one line what broke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from eval.errors import EvalError, UsageError
from eval.jobs import Job, Measure
from eval.report.shape import Report
from eval.report.table import columns
from eval.runs import RunStore
from eval.settings_file import Settings
from eval.thresholds import Breach, breaches, regressions


class GateCheck(Settings):
    """One measurement and its limits. `may_fall` and `may_rise` are measured from `baseline`."""

    name: str = ""
    job: Job
    at_least: Mapping[str, float] = Field(default_factory=dict)
    at_most: Mapping[str, float] = Field(default_factory=dict)
    may_fall: Mapping[str, float] = Field(default_factory=dict)
    may_rise: Mapping[str, float] = Field(default_factory=dict)
    baseline: str | None = None
    """A stored run: path relative to the gate's file, run id, or `last:COMMAND`."""

    @property
    def title(self) -> str:
        """What the check is called."""
        return self.name or self.job.command


class Gate(Settings):
    """The file of a gate."""

    checks: tuple[GateCheck, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Passage:
    """What became of one check of a gate: its report, or why it could not be measured."""

    check: GateCheck
    report: Report | None
    breaches: tuple[Breach, ...]
    error: str = ""

    @property
    def title(self) -> str:
        """What the check is called."""
        return self.check.title

    @property
    def seconds(self) -> float:
        """How long it was measured; 0 where it could not be."""
        return float(self.report["run"].get("seconds", 0.0)) if self.report else 0.0

    @property
    def passed(self) -> bool:
        """True where it was measured and kept every limit."""
        return not self.breaches and not self.error

    @property
    def reason(self) -> str:
        """Why it did not pass, in one line."""
        return self.error or "; ".join(b.reason for b in self.breaches)


def run_gate(gate: Gate, folder: Path, measure: Measure, store: RunStore) -> list[Passage]:
    """Every check of a gate, in order. A measurement that fails is a broken check, not the end of the gate.

    Raises:
        UsageError: A limit names a metric that the measurement does not have, or a baseline that is not there.
    """
    for check in gate.checks:
        if (check.may_fall or check.may_rise) and not check.baseline:
            raise UsageError(f"{check.title}: may_fall and may_rise need a baseline.")
    return [_pass(check, folder, measure, store) for check in gate.checks]


def gate_json(passages: list[Passage]) -> dict[str, Any]:
    """The result of a gate as JSON: passed or not, and per check its metrics and what broke."""
    return {
        "command": "gate",
        "passed": all(p.passed for p in passages),
        "checks": [
            {
                "name": p.title,
                "passed": p.passed,
                "reason": p.reason,
                "metrics": {m: p.report[m] for m in p.report["metrics"]} if p.report else {},
                "limits": _limits(p),
                "seconds": round(p.seconds, 1),
            }
            for p in passages
        ],
    }


def gate_lines(passages: list[Passage]) -> list[str]:
    """The result of a gate as lines for the terminal."""
    rows = [[p.title, "passed" if p.passed else "BROKEN", f"{p.seconds:.1f} s"] for p in passages]
    return columns([["check", "result", "time"], *rows])


def _pass(check: GateCheck, folder: Path, measure: Measure, store: RunStore) -> Passage:
    try:
        report = measure(check.job, folder)
    except UsageError:
        raise
    except EvalError as exc:
        return Passage(check, None, (), " ".join(str(exc).split()))
    broken = breaches(report, check.at_least, check.at_most)
    if check.baseline:
        before = store.get(_baseline(check.baseline, folder))
        broken += regressions(report, before, check.may_fall, check.may_rise)
    return Passage(check, report, tuple(broken))


def _limits(passage: Passage) -> list[dict[str, Any]]:
    """Each limit of a check in words, with the figure and its interval."""
    check, report = passage.check, passage.report
    ruled = [
        *((m, f"at least {v:g}") for m, v in check.at_least.items()),
        *((m, f"at most {v:g}") for m, v in check.at_most.items()),
        *((m, f"may fall by {v:g}") for m, v in check.may_fall.items()),
        *((m, f"may rise by {v:g}") for m, v in check.may_rise.items()),
    ]
    return [
        {
            "metric": metric,
            "rule": rule,
            "value": report[metric] if report else None,
            **(report["intervals"].get(metric, {}) if report else {}),
        }
        for metric, rule in ruled
    ]


def _baseline(name: str, folder: Path) -> str:
    path = folder / name
    return str(path) if path.is_file() else name
