"""DOSE-01: the text advises how to start, dose, time, stop or swap a medicine."""

from __future__ import annotations

from collections.abc import Iterable

from guardrails.backing.on_case import from_record
from guardrails.case import Case, Check, severities
from guardrails.domain import Finding, Mode
from guardrails.frames import findings_of, load_frames


def _run(case: Case) -> Iterable[Finding]:
    """How a trial dosed, in the words of its record, is no advice; in promotion it is one all the same."""
    reported = [
        (statement.start, statement.end)
        for statement, section, _ in case.draft.statements()
        if (section.mode or case.context.mode) is not Mode.PROMOTIONAL and from_record(statement, case)
    ]
    for finding in findings_of(load_frames("dose"), case, CHECK, spare_claims=True):
        if not any(start <= finding.start and finding.end <= end for start, end in reported):
            yield finding


CHECK = Check(
    check_id="DOSE-01",
    title="Dosing advice",
    run=_run,
    severity=severities("B/N/R/N/W"),
    rule_refs=("R6",),
)
