"""AGENT-01: a cited statement names a drug that none of its sources names; a combination is not its component."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from guardrails.case import Case, Check, severities
from guardrails.data_files import load_data
from guardrails.domain import Finding, Profile, Statement, StatementKind
from guardrails.normalise import fold


def _run(case: Case) -> Iterator[Finding]:
    done: set[int] = set()
    for sentence in case.sentences:
        statement = sentence.statement
        if statement is None or id(statement) in done or statement.kind is not StatementKind.EVIDENCE:
            continue
        done.add(id(statement))
        missing = _unsourced(statement, case)
        severity = CHECK.severity[sentence.mode]
        if missing and severity is not None:
            start, end = statement.start, statement.end
            reason = f"Names {missing[0]!r}, which none of the cited sources names; cite one that does or take it out."
            quote = case.text[start:end]
            yield Finding("AGENT-01", severity, start, end, quote, reason, rule_refs=CHECK.rule_refs)


def _unsourced(statement: Statement, case: Case) -> list[str]:
    sources = [case.evidence[c.evidence_id] for c in statement.citations if c.evidence_id in case.evidence]
    if not sources or not all(source.origin in ("abstract", "digest", "label") for source in sources):
        return []
    text = fold(statement.text)
    if _denying().search(text):
        return []
    known = {agent for source in sources for agent, _ in agents_in(f"{source.title}\n{source.text}")}
    return [word for agent, word in agents_in(statement.text) if agent not in known] if known else []


@lru_cache(maxsize=4096)
def agents_in(text: str) -> tuple[tuple[str, str], ...]:
    """Agents that a text names, each with its first wording, in order of the data; a combination hides its parts."""
    rest = fold(text)
    found: list[tuple[str, str]] = []
    for agent, pattern in _patterns():
        match = pattern.search(rest)
        if match:
            found.append((agent, match.group()))
            rest = pattern.sub(lambda m: "\u2026" * len(m.group()), rest)
    return tuple(found)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    agents = load_data("evidence/agents.yaml")["agents"]
    return tuple((name, re.compile(rf"\b(?:{'|'.join(words)})\b")) for name, words in agents.items())


@cache
def _denying() -> re.Pattern[str]:
    return re.compile(load_data("evidence/agents.yaml")["denying"])


CHECK = Check(
    "AGENT-01",
    "Product not in the source",
    _run,
    severities("B/B/B/B/R"),
    ("R2", "R6", "R16"),
    frozenset({Profile.DRAFT}),
)
