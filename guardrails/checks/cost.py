"""COST-01: coverage, payment, savings or paperwork is promised, or hinted to be no trouble."""

from __future__ import annotations

from collections.abc import Iterable

from guardrails.case import Case, Check, severities
from guardrails.domain import Finding
from guardrails.frames import findings_of, load_frames


def _run(case: Case) -> Iterable[Finding]:
    return findings_of(load_frames("cost"), case, CHECK, spare_claims=True)


CHECK = Check(
    check_id="COST-01",
    title="Coverage or cost promise",
    run=_run,
    severity=severities("B/N/B/N/W"),
    rule_refs=("R14",),
)
