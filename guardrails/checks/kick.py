"""KICK-01: something of value is tied to prescribing, certifying, switching or listing, openly or by a hint."""

from __future__ import annotations

from collections.abc import Iterable

from guardrails.case import Case, Check, severities
from guardrails.domain import Finding
from guardrails.frames import findings_of, load_frames


def _run(case: Case) -> Iterable[Finding]:
    return findings_of(load_frames("kick"), case, CHECK)


CHECK = Check(
    check_id="KICK-01",
    title="Inducement",
    run=_run,
    severity=severities("B/B/B/B/B"),
    rule_refs=("42 USC 1320a-7b(b)", "PhRMA Code"),
    waivable=False,
)
