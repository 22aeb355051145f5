"""Small drafts, checks and keys for the tests of the gate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from guardrails.case import Case, Check, severities
from guardrails.checker import Bench
from guardrails.domain import Draft, Evidence, Finding, Line, Section, Severity, Statement, Suggestion

NOW = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
KEY = bytes(range(32))


def word_check(
    word: str, severity: Severity, check_id: str = "WORD-01", instead: str | None = None, column: str = "B/B/B/B/W"
) -> Check:
    """A check that finds a word, and offers another one for it if told."""

    def run(case: Case) -> Iterable[Finding]:
        for hit in re.finditer(re.escape(word), case.text):
            start, end = hit.span()
            offer = None if instead is None else Suggestion("replace", instead, start, end)
            yield Finding(check_id, severity, start, end, word, f"says {word!r}", offer)

    return Check(check_id, word, run, severities(column), ("R1",))


def check_of(run: Callable[[Case], Iterable[Finding]], check_id: str = "FAKE-01") -> Check:
    return Check(check_id, check_id, run, severities("B/B/B/B/B"), ())


def bench_of(*checks: Check, judges: tuple[Check, ...] = (), budget_s: float = 10.0) -> Bench:
    return Bench(tuple(checks), judges, budget_s, budget_s)


def line(*texts: str, style: str = "paragraph") -> Line:
    return Line(tuple(Statement(text) for text in texts), style)


def draft_of(*sections: Section, title: str = "Heading") -> Draft:
    return Draft("d1", "answer", title, sections)


def section_of(*blocks: Line, name: str = "s1", required: bool = True) -> Section:
    return Section(name, f"Part {name}", blocks, required)


def source(evidence_id: str = "1", text: str = "Nausea was lower with the drug.") -> Evidence:
    return Evidence(evidence_id, text, f"v-{evidence_id}", pmid=evidence_id)
