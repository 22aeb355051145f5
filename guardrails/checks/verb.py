"""CERT-02: a bare present-tense verb of effect on a source that only carries a hedge or what happened in the study."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from guardrails.assertion import assess
from guardrails.case import Case, Check, severities
from guardrails.data_files import load_data
from guardrails.domain import Evidence, Finding, Profile, Statement, StatementKind, Suggestion


def _run(case: Case) -> Iterator[Finding]:
    for sentence in case.sentences:
        statement, severity = sentence.statement, CHECK.severity[sentence.mode]
        if statement is None or severity is None or statement.kind is not StatementKind.EVIDENCE or statement.verbatim:
            continue
        level = _weakest(statement, case)
        for match in _verbs().finditer(sentence.plain) if level else ():
            if not assess(sentence, match.start(), match.end(), case).claimed:
                continue
            start, end = sentence.start + match.start(), sentence.start + match.end()
            hedged = f"{_table()['hedge']} {_table()['verbs'][match.group()]}"
            reason = (
                f"{match.group()!r} is a general truth; a source of the level {level!r} carries {hedged!r} at most."
            )
            offer = Suggestion("replace", hedged, start, end)
            yield Finding(
                "CERT-02", severity, start, end, case.text[start:end], reason, offer, rule_refs=CHECK.rule_refs
            )


def level_of(source: Evidence) -> Mapping[str, Any]:
    """The first level of the table whose conditions a source meets; the last one has none."""
    for level in _table()["levels"]:
        conditions = [(key, level[key]) for key in ("certainty", "origin", "species") if key in level]
        if all(getattr(source, key) in values for key, values in conditions):
            return level  # type: ignore[no-any-return]
    raise LookupError("the table of verbs has no last level")


def _weakest(statement: Statement, case: Case) -> str | None:
    """The name of the best level cited, if not even that carries the present tense."""
    sources = [case.evidence[c.evidence_id] for c in statement.citations if c.evidence_id in case.evidence]
    levels = [level_of(s) for s in sources if s.origin in ("abstract", "digest", "label")]
    if not levels or any(level["present"] for level in levels):
        return None
    return str(levels[0]["name"])


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_table()['verbs'])})\b")


def _table() -> Mapping[str, Any]:
    return load_data("evidence/verbs.yaml")


CHECK = Check(
    "CERT-02",
    "Verb above the evidence",
    _run,
    severities("R/R/R/R/W"),
    ("R2", "R7", "R16"),
    frozenset({Profile.DRAFT}),
)
