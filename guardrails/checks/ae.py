"""AE-01: a possible adverse event, special situation or quality complaint in one person; drug safety must hear of it."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.backing.on_case import from_record
from guardrails.case import Case, Check, severities
from guardrails.domain import Finding, Mode, StatementKind
from guardrails.screens.adverse_events import find_adverse_events, find_complaints


def _run(case: Case) -> Iterator[Finding]:
    """A requester's quoted words are screened, and relayed, when they come in; the document is not held for them.

    Nor is it for the words of a published record that it cites: drug safety reads the literature itself.
    """
    known = [
        (s.start, s.end) for s, _, _ in case.draft.statements() if s.kind is StatementKind.ASKED or from_record(s, case)
    ]
    for finding in _found(case):
        if not any(start <= finding.start < end for start, end in known):
            yield finding


def _found(case: Case) -> Iterator[Finding]:
    for event in find_adverse_events(case.text, literature=True):
        missing = f"; not seen: {', '.join(event.missing)}" if event.missing else ""
        yield _finding(case, event.start, event.end, f"{event.reason}{missing}")
    for complaint in find_complaints(case.text):
        rule = "AE-01/defect" if complaint.plain else "AE-01/complaint"
        yield _finding(case, complaint.start, complaint.end, complaint.reason, rule)


def _finding(case: Case, start: int, end: int, reason: str, rule: str = "") -> Finding:
    severity = CHECK.severity[Mode.PROMOTIONAL]
    assert severity is not None
    return Finding(
        check_id=CHECK.check_id,
        severity=severity,
        start=start,
        end=end,
        quote=case.text[start:end],
        reason=f"{reason[0].upper()}{reason[1:]}; relay it to drug safety within one business day",
        rule_refs=CHECK.rule_refs,
        check_version=CHECK.version,
        rule=rule,
    )


CHECK = Check(
    check_id="AE-01",
    title="Adverse event or complaint to relay",
    run=_run,
    severity=severities("N/N/N/N/N"),
    rule_refs=("ICH E2D", "21 CFR 314.80"),
    waivable=False,
)
