"""GUIDE-01: a statement goes against a stored recommendation of a guideline; the recommendation is named and quoted in our words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guardrails.assertion import assess
from guardrails.case import Case, Check, severities
from guardrails.data_files import load_data
from guardrails.domain import Finding

_DENYING = re.compile(r"\b(?:not|no|never|against|without|neither|nor|avoid|advises? against|should not)\b")


def _run(case: Case) -> Iterator[Finding]:
    for sentence in case.sentences:
        severity = CHECK.severity[sentence.mode]
        if severity is None or _DENYING.search(sentence.plain):
            continue
        for name, says, pattern in _recommendations():
            match = pattern.search(sentence.plain)
            if match and assess(sentence, match.start(), match.end(), case).claimed:
                start, end = sentence.start + match.start(), sentence.start + match.end()
                reason = f"Goes against {name}: the guideline {says}."
                yield Finding("GUIDE-01", severity, start, end, case.text[start:end], reason, rule_refs=(name,))
                break


@cache
def _recommendations() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    rows = load_data("evidence/guidelines.yaml")["recommendations"]
    return tuple((row["id"], row["says"], re.compile("|".join(row["conflict"]))) for row in rows)


CHECK = Check("GUIDE-01", "Against a guideline", _run, severities("B/R/R/R/W"), ("ASCO 2024", "MASCC 2023"))
