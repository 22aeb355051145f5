"""INJ-01: instructions to the model or the reviewer, characters that hide text, and what was planted in a record being quoted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from guardrails.case import Case, Check, severities
from guardrails.domain import Evidence, Finding, Mode, Severity, SourceSpan, Statement, StatementKind
from guardrails.screens.injection import find_injections
from guardrails.screens.planted import planted_in, why_no_report


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
    yield from _quoting(case)


def _quoting(case: Case) -> Iterator[Finding]:
    """A statement that rests on a planted sentence, or is one, goes: it is no finding of a study."""
    for statement, _, _ in case.draft.statements():
        if statement.kind is not StatementKind.EVIDENCE or not statement.citations:
            continue
        spans = tuple(_planted(statement, case.evidence))
        why = spans[0][1] if spans else why_no_report(statement.text)
        if why:
            yield Finding(
                "INJ-01",
                Severity.BLOCK,
                statement.start,
                statement.end,
                case.text[statement.start : statement.end],
                f"It, or the sentence it cites, {why}; that is no finding of a study and is not quoted.",
                None,
                tuple(span for span, _ in spans),
                CHECK.rule_refs,
                CHECK.version,
            )


def _planted(statement: Statement, evidence: Mapping[str, Evidence]) -> Iterator[tuple[SourceSpan, str]]:
    for citation in statement.citations:
        source = evidence.get(citation.evidence_id)
        for span in planted_in(source) if source is not None else ():
            if span.start < citation.end and citation.start < span.end:
                yield SourceSpan(citation.evidence_id, span.start, span.end), span.reason


CHECK = Check(
    check_id="INJ-01",
    title="Planted instructions",
    run=_run,
    severity=severities("N/N/N/N/N"),
    rule_refs=("house rule",),
)
