"""INJ-01: instructions to the model or the reviewer, or characters that hide text."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.case import Case, Check, severities
from guardrails.domain import Finding, Mode, StatementKind
from guardrails.screens.injection import find_injections


def _run(case: Case) -> Iterator[Finding]:
    cautions = [(s.start, s.end) for s, _, _ in case.draft.statements() if s.kind is StatementKind.CAUTION]
    for span in find_injections(case.text):
        if any(start <= span.start < end for start, end in cautions):
            continue
        severity = CHECK.severity[Mode.PROMOTIONAL]
        assert severity is not None
        yield Finding(
            check_id=CHECK.check_id,
            severity=severity,
            start=span.start,
            end=span.end,
            quote=case.text[span.start : span.end],
            reason=f"Planted text: it {span.reason}; quarantine the source",
            rule_refs=CHECK.rule_refs,
            check_version=CHECK.version,
        )


CHECK = Check(
    check_id="INJ-01",
    title="Planted instructions",
    run=_run,
    severity=severities("N/N/N/N/N"),
    rule_refs=("house rule",),
)
