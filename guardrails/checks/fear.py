"""FEAR-01: urgency, guilt or the threat of abandonment instead of information."""

from __future__ import annotations

from collections.abc import Iterable

from guardrails.case import Case, Check, severities
from guardrails.domain import Finding
from guardrails.frames import findings_of, load_frames


def _run(case: Case) -> Iterable[Finding]:
    return findings_of(load_frames("fear"), case, CHECK)


CHECK = Check(
    check_id="FEAR-01",
    title="Urgency or fear",
    run=_run,
    severity=severities("R/R/R/R/W"),
    rule_refs=("house rule",),
)
