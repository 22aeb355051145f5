"""Runs checks so that none can release a text by crashing or by hanging.

All checks of a text share one worker thread; the caller waits for each result no longer than its budget. A worker
that is overdue is abandoned (a thread cannot be killed) and a new one takes the remaining checks. A pattern that
backtracks inside `re` holds the interpreter and cannot be interrupted: data patterns must be linear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic, perf_counter

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
    """Runs checks in order. It wakes the caller once, at the end: to be woken at every check costs more than most checks do."""

    def __init__(self, case: Case, checks: Sequence[Check]) -> None:
        super().__init__(daemon=True, name="guardrail-checks")
        self.outcomes: list[Outcome] = []
        self.done = Event()
        self.abandoned = False
        self.began = monotonic()
        """When the check that follows the outcomes was begun, or a little later."""
        self._case = case
        self._checks = checks

    def run(self) -> None:
        for check in self._checks:
            if self.abandoned:
                return
            outcome = run_one(check, self._case)
            self.began = monotonic()
            self.outcomes.append(outcome)
        self.done.set()


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
    left = budget_s
    while not worker.done.wait(left):
        outcomes = worker.outcomes[:]
        left = worker.began + budget_s - monotonic()
        if left <= 0 and len(outcomes) < len(checks):
            worker.abandoned = True
            late = checks[len(outcomes)]
            overdue = Outcome(late, error=f"no answer in {budget_s:g} s", timed_out=True, ms=budget_s * 1000)
            return [*outcomes, overdue]
    return worker.outcomes


def _misplaced(finding: Finding, text: str) -> str | None:
    """A finding whose quote is not at its place would point a reviewer to the wrong words: the check is at fault."""
    if not 0 <= finding.start <= finding.end <= len(text) or text[finding.start : finding.end] != finding.quote:
        return f"finding quotes {finding.quote[:40]!r}, which is not at {finding.start}-{finding.end}"
    return None
