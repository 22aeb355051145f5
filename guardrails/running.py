"""Runs checks so that none can release a text by crashing or by hanging.

All checks of a text share one worker thread; the caller waits for each result no longer than its budget. A worker
that is overdue is abandoned (a thread cannot be killed) and a new one takes the remaining checks. A pattern that
backtracks inside `re` holds the interpreter and cannot be interrupted: data patterns must be linear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from time import perf_counter

from guardrails.case import Case, Check
from guardrails.domain import Finding


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check did: findings, or why it has none."""

    check: Check
    findings: tuple[Finding, ...] = ()
    error: str | None = None
    timed_out: bool = False
    ms: float = 0.0


class _Worker(Thread):
    def __init__(self, case: Case, checks: Sequence[Check]) -> None:
        super().__init__(daemon=True, name="guardrail-checks")
        self.results: SimpleQueue[Outcome] = SimpleQueue()
        self.abandoned = False
        self._case = case
        self._checks = checks

    def run(self) -> None:
        for check in self._checks:
            if self.abandoned:
                return
            self.results.put(run_one(check, self._case))


def run_one(check: Check, case: Case) -> Outcome:
    """One check in this thread; whatever it raises becomes part of the outcome."""
    began = perf_counter()
    try:
        findings = tuple(check.run(case))
        error = next((reason for f in findings if (reason := _misplaced(f, case.text))), None)
    except Exception as exc:
        findings, error = (), f"{type(exc).__name__}: {exc}"
    return Outcome(check, () if error else findings, error, ms=(perf_counter() - began) * 1000)


def run_checks(case: Case, checks: Sequence[Check], budget_s: float) -> tuple[Outcome, ...]:
    """Every check's outcome in order; a check that takes longer than `budget_s` seconds counts as timed out."""
    outcomes: list[Outcome] = []
    while len(outcomes) < len(checks):
        worker = _Worker(case, checks[len(outcomes) :])
        worker.start()
        outcomes.extend(_collect(worker, checks[len(outcomes) :], budget_s))
    return tuple(outcomes)


def _collect(worker: _Worker, checks: Sequence[Check], budget_s: float) -> list[Outcome]:
    collected: list[Outcome] = []
    for check in checks:
        try:
            collected.append(worker.results.get(timeout=budget_s))
        except Empty:
            worker.abandoned = True
            collected.append(Outcome(check, error=f"no answer in {budget_s:g} s", timed_out=True, ms=budget_s * 1000))
            return collected
    return collected


def _misplaced(finding: Finding, text: str) -> str | None:
    """A finding whose quote is not at its place would point a reviewer to the wrong words: the check is at fault."""
    if not 0 <= finding.start <= finding.end <= len(text) or text[finding.start : finding.end] != finding.quote:
        return f"finding quotes {finding.quote[:40]!r}, which is not at {finding.start}-{finding.end}"
    return None
