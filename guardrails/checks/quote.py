"""QUOTE-01: words in quotation marks that do not stand so in the cited source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.case import Case, Check, severities
from guardrails.domain import Evidence, Finding, Profile, SourceSpan, Statement, StatementKind

_QUOTED = re.compile(r"“([^”]{3,})”|\"([^\"]{3,})\"")
_LEAST_WORDS = 4
"""Shorter quotations are names and titles."""


def _run(case: Case) -> Iterator[Finding]:
    for statement, section, _ in case.draft.statements():
        if statement.kind is not StatementKind.EVIDENCE:
            continue
        sources = [case.evidence[c.evidence_id] for c in statement.citations if c.evidence_id in case.evidence]
        severity = CHECK.severity[section.mode if section.mode is not None else case.context.mode]
        if not sources or severity is None:
            continue
        for start, end in _unfound(statement, sources):
            first, last = statement.start + start, statement.start + end
            why = "These quoted words do not stand so in the cited source; quote it as it stands or restate it."
            spans = (SourceSpan(sources[0].evidence_id, 0, 0),)
            yield Finding("QUOTE-01", severity, first, last, case.text[first:last], why, None, spans, CHECK.rule_refs)


def _unfound(statement: Statement, sources: list[Evidence]) -> Iterator[tuple[int, int]]:
    texts = [" ".join(f"{source.title}\n{source.text}".split()) for source in sources]
    for quoted in _QUOTED.finditer(statement.text):
        group = 1 if quoted[1] else 2
        words = " ".join(quoted[group].split()).rstrip(".,;")
        if len(words.split()) >= _LEAST_WORDS and not any(_stands(words, text) for text in texts):
            yield quoted.span(group)


def _stands(words: str, text: str) -> bool:
    """Whether the words stand in the text, up to the case of the first letter and left-out stretches marked by dots."""
    parts = [part.strip() for part in re.split(r"\[?(?:…|\.\.\.)\]?", words) if part.strip()]
    place = 0
    for part in parts:
        found = max(text.find(part, place), text.find(part[:1].swapcase() + part[1:], place))
        if found < 0:
            return False
        place = found + len(part)
    return True


CHECK = Check(
    "QUOTE-01", "Quotation differs from source", _run, severities("B/B/B/B/R"), ("R2", "R4"), frozenset({Profile.DRAFT})
)
