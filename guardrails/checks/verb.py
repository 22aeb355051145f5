"""CERT-02: a bare present-tense verb of effect on a source that only carries a hedge or what happened in the study."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.assertion import assess
from guardrails.case import Case, Check, severities
from guardrails.domain import Finding, Profile, Statement, StatementKind, Suggestion
from guardrails.evidence_bound import bare_verbs, level_of


def _run(case: Case) -> Iterator[Finding]:
    for sentence in case.sentences:
        statement, severity = sentence.statement, CHECK.severity[sentence.mode]
        if statement is None or severity is None or statement.kind is not StatementKind.EVIDENCE or statement.verbatim:
            continue
        level = _weakest(statement, case)
        for verb in bare_verbs(sentence.plain) if level else ():
            if not assess(sentence, verb.start, verb.end, case).claimed:
                continue
            start, end = sentence.start + verb.start, sentence.start + verb.end
            word, hedged = sentence.plain[verb.start : verb.end], verb.hedged
            reason = f"{word!r} is a general truth; a source of the level {level!r} carries {hedged!r} at most."
            offer = Suggestion("replace", hedged, start, end)
            yield Finding(
                "CERT-02", severity, start, end, case.text[start:end], reason, offer, rule_refs=CHECK.rule_refs
            )


def _weakest(statement: Statement, case: Case) -> str | None:
    """The name of the best level cited, if not even that carries the present tense."""
    sources = [case.evidence[c.evidence_id] for c in statement.citations if c.evidence_id in case.evidence]
    levels = [level_of(s) for s in sources if s.origin in ("abstract", "digest", "label")]
    if not levels or any(level["present"] for level in levels):
        return None
    return str(levels[0]["name"])


CHECK = Check(
    "CERT-02",
    "Verb above the evidence",
    _run,
    severities("R/R/R/R/W"),
    ("R2", "R7", "R16"),
    frozenset({Profile.DRAFT}),
)
