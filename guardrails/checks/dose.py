"""DOSE-01: the text advises how to start, dose, time, stop or swap a medicine."""

from __future__ import annotations

from collections.abc import Iterable

from guardrails.case import Case, Check, severities
from guardrails.domain import Finding
from guardrails.frames import findings_of, load_frames


def _run(case: Case) -> Iterable[Finding]:
    return findings_of(load_frames("dose"), case, CHECK, spare_claims=True)


CHECK = Check(
    check_id="DOSE-01",
    title="Dosing advice",
    run=_run,
    severity=severities("B/N/R/N/W"),
    rule_refs=("R6",),
)
