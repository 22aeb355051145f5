"""DTC-01: the text speaks to patients or the public."""

from __future__ import annotations

from collections.abc import Iterable

from guardrails.case import Case, Check, severities
from guardrails.domain import Finding
from guardrails.frames import findings_of, load_frames


def _run(case: Case) -> Iterable[Finding]:
    return findings_of(load_frames("dtc"), case, CHECK)


CHECK = Check(
    check_id="DTC-01",
    title="Lay-directed voice",
    run=_run,
    severity=severities("B/B/B/B/R"),
    rule_refs=("house rule",),
)
