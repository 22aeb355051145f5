"""RETR-01: support by a source that is retracted, withdrawn, of concern or superseded."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.case import Case, Check, Sentence, severities
from guardrails.claims.matching import library_matches
from guardrails.claims.usage import weight
from guardrails.claims.words import keys_of
from guardrails.data_files import load_data
from guardrails.domain import Evidence, Finding, Profile, SourceSpan


def _run(case: Case) -> Iterator[Finding]:
    seen: set[tuple[int, str]] = set()
    for sentence in case.sentences:
        statement = sentence.statement
        for citation in statement.citations if statement is not None else ():
            source = case.evidence.get(citation.evidence_id)
            if source is None or statement is None or (statement.start, source.evidence_id) in seen:
                continue
            seen.add((statement.start, source.evidence_id))
            if (fault := _fault(source)) and not _says_so(statement.text):
                yield _finding(case, sentence, statement.start, statement.end, source, fault)
    yield from _claims(case)


def _claims(case: Case) -> Iterator[Finding]:
    """Approved wording whose reference has fallen."""
    for match in library_matches(case):
        ids = [r.source_id for c in match.claims if match.whole for r in c.references if r.in_library]
        for source_id in dict.fromkeys(ids):
            source = case.evidence.get(source_id)
            if source is not None and (fault := _fault(source)):
                yield _finding(case, match.sentences[0], match.start, match.end, source, fault)


def _fault(source: Evidence) -> str | None:
    words = load_data("evidence/integrity.yaml")["faults"]
    if source.integrity in words:
        return str(words[source.integrity])
    if source.superseded_by:
        return f"was superseded by {source.superseded_by}"
    return None if source.citable else "is not citable"


def _says_so(text: str) -> bool:
    """True where the sentence itself reports that the source fell or was left out."""
    return bool(set(keys_of(text)) & set(load_data("evidence/integrity.yaml")["disclosing"]))


def _finding(case: Case, sentence: Sentence, start: int, end: int, source: Evidence, fault: str) -> Finding:
    name = f"PMID {source.pmid}" if source.pmid else source.evidence_id
    reason = f"Rests on {name}, which {fault}; support it by another source or leave it out."
    severity = weight(CHECK.severity, sentence.mode)
    span = (SourceSpan(source.evidence_id, 0, 0),)
    rule = f"RETR-01/{source.evidence_id}/{source.integrity}"
    quote = case.text[start:end]
    return Finding("RETR-01", severity, start, end, quote, reason, evidence=span, rule_refs=("R4", "R7"), rule=rule)


CHECK = Check("RETR-01", "Fallen source", _run, severities("B/B/B/B/W"), ("R4", "R7"), frozenset({Profile.DRAFT}))
