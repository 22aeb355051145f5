"""GUIDE-01: a statement goes against a stored recommendation of a guideline; the recommendation is named and quoted in our words."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.assertion import assess
from guardrails.case import Case, Check, severities
from guardrails.domain import Finding
from guardrails.evidence_bound import against_guideline


def _run(case: Case) -> Iterator[Finding]:
    for sentence in case.sentences:
        severity = CHECK.severity[sentence.mode]
        found = against_guideline(sentence.text) if severity is not None else None
        if severity is None or found is None:
            continue
        recommendation, match = found
        if assess(sentence, match.start(), match.end(), case).claimed:
            start, end = sentence.start + match.start(), sentence.start + match.end()
            reason = f"Goes against {recommendation.name}: the guideline {recommendation.says}."
            yield Finding(
                "GUIDE-01", severity, start, end, case.text[start:end], reason, rule_refs=(recommendation.name,)
            )


CHECK = Check("GUIDE-01", "Against a guideline", _run, severities("B/R/R/R/W"), ("ASCO 2024", "MASCC 2023"))
