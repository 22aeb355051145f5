"""Measures everything in a list of jobs and writes the generated part of docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from eval.errors import DatasetInvalid, EvalError, UsageError
from eval.jobs import Job, Measure
from eval.report.shape import Report
from eval.report.table import number
from eval.settings_file import Settings

BEGIN, END = "<!-- begin: written by `make benchmarks` -->", "<!-- end: written by `make benchmarks` -->"


class Line(Settings):
    """One row of a table."""

    name: str
    job: Job
    public: bool = False
    """Paths are below the folder of public sets instead of beside the file."""


class Table(Settings):
    """Measurements that share their metrics."""

    title: str
    metrics: tuple[str, ...] = Field(min_length=1)
    lines: tuple[Line, ...] = Field(min_length=1)


class Plan(Settings):
    """The file of what is measured."""

    tables: tuple[Table, ...] = Field(min_length=1)

    def only(self, words: str) -> Plan:
        """The plan with those tables alone whose title holds the words.

        Raises:
            UsageError: No title does.
        """
        kept = tuple(table for table in self.tables if words.lower() in table.title.lower())
        if not kept:
            raise UsageError(f"no table's title holds {words!r}; there are {', '.join(t.title for t in self.tables)}.")
        return Plan(tables=kept)


@dataclass(frozen=True, slots=True)
class Measured:
    """One row with its report, or why there is none."""

    line: Line
    report: Report | None
    reason: str = ""


def measure_plan(plan: Plan, beside: Path, public: Path, measure: Measure) -> Iterator[tuple[Table, list[Measured]]]:
    """Every table with its rows, in order. A set that is not there is said to be absent."""
    for table in plan.tables:
        yield table, [_measured(line, public if line.public else beside, measure) for line in table.lines]


def generated_part(tables: Sequence[tuple[Table, list[Measured]]]) -> str:
    """The Markdown between the marks, marks included."""
    reports = [m.report for _, rows in tables for m in rows if m.report]
    parts = [BEGIN, "## Every set at once", "", "Command: `make benchmarks`. " + _made_with(reports)]
    for table, rows in tables:
        parts += ["", f"### {table.title}", "", *_table(table, rows), *_differences(rows)]
    return "\n".join([*parts, END])


def with_part(text: str, part: str) -> str:
    """A document with its generated part replaced, or added at its end.

    Raises:
        UsageError: Only one of the two marks is there, or they are turned round.
    """
    start, end = text.find(BEGIN), text.find(END)
    if start < 0 and end < 0:
        return f"{text.rstrip()}\n\n{part}\n" if text.strip() else f"{part}\n"
    if start < 0 or end < start:
        raise UsageError("The marks of the generated part do not fit together; remove them and run again.")
    return text[:start] + part + text[end + len(END) :]


def _measured(line: Line, folder: Path, measure: Measure) -> Measured:
    try:
        return Measured(line, measure(line.job, folder))
    except DatasetInvalid as exc:
        return Measured(
            line, None, "the set is not here" if "is no file" in str(exc) or "has no" in str(exc) else str(exc)
        )
    except EvalError as exc:
        return Measured(line, None, " ".join(str(exc).split()))


def _made_with(reports: Sequence[Report]) -> str:
    if not reports:
        return "Nothing could be measured."
    run = reports[0]["run"]
    versions: dict[str, str] = {}
    for report in reports:
        versions |= {k: v for k, v in report["versions"].items() if k in ("ruleset", "prompts", "embedder", "drafter")}
    machine = run["machine"]
    said = "; ".join(f"{k} {v}" for k, v in versions.items())
    where = f"{machine['cpus']} cores, {machine['system']} {machine['machine']}, Python {machine['python']}"
    return f"Revision {run['git']}, {run['started_at'][:10]}; {said}. {where}. Brackets: 95 % intervals."


def _table(table: Table, rows: Sequence[Measured]) -> Iterator[str]:
    yield "| set | cases | " + " | ".join(table.metrics) + " | p95 ms |"
    yield "|---" * (len(table.metrics) + 3) + "|"
    for row in rows:
        if row.report is None:
            yield f"| {row.line.name} | – | {row.reason} |" + " |" * len(table.metrics)
            continue
        cases = sum(s["cases"] for s in row.report["sets"])
        cells = [_cell(row.report, metric) for metric in table.metrics]
        yield f"| {row.line.name} | {cases} | {' | '.join(cells)} | {_latency(row.report)} |"


def _cell(report: Report, metric: str) -> str:
    if metric not in report["metrics"]:
        raise UsageError(f"metric {metric!r} is unknown to {report['command']}; it has {', '.join(report['metrics'])}.")
    interval = report["intervals"].get(metric, {})
    span = "" if interval.get("low") is None else f" [{interval['low']:.3f}, {interval['high']:.3f}]"
    return f"{number(report[metric])}{span}"


def _latency(report: Report) -> str:
    value = report["timings"].get("p95_ms")
    return "–" if value is None else f"{value:.0f}"


def _differences(rows: Sequence[Measured]) -> Iterator[str]:
    for row in rows:
        for cut in row.report["cuts"] if row.report else ():
            if cut["signed"]:
                for line in cut["rows"]:
                    said = ", ".join(f"{m} {_signed(s)}" for m, s in line["scores"].items())
                    yield f"\n{row.line.name}, {line['part']}, query by query: {said}."


def _signed(score: Mapping[str, Any]) -> str:
    if score["value"] is None:
        return "undefined"
    return f"{score['value']:+z.4f} [{score['low']:+z.4f}, {score['high']:+z.4f}]"
