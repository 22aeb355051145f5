"""CHER-01: contrary evidence that was retrieved, or a low rating that the source itself gives, is left out.

A draft whose sentences all favour an effect, while a retrieved human source on the same subject concludes against it
and is cited nowhere, is one-sided. So is a sentence that states an effect flatly where its source grades it low.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from guardrails.case import Case, Check, Sentence, severities
from guardrails.claims.usage import weight
from guardrails.data_files import load_data
from guardrails.domain import Evidence, Finding, Profile, SourceSpan, Statement, StatementKind
from guardrails.normalise import fold
from guardrails.reading import read
from guardrails.statements import split_sentences

_TAIL = 0.4
"""Share of a record's text, from its end, in which its conclusion is looked for."""
_SUBJECT = ("symptom", "disease", "good")


def _run(case: Case) -> Iterator[Finding]:
    stated = [s for s in case.sentences if s.statement is not None and s.statement.kind is StatementKind.EVIDENCE]
    yield from _ungraded(case, stated)
    favourable = [s for s in stated if _says(s.text, "favours") and not _says(s.text, "balanced")]
    if favourable and not any(_says(s.text, "balanced") for s in stated):
        yield from _left_out(case, stated, favourable)


def _ungraded(case: Case, stated: list[Sentence]) -> Iterator[Finding]:
    whole = fold(" ".join(s.text for s in stated))
    for sentence in stated:
        low = [e for e in _sources(sentence, case) if e.certainty in ("low", "very low")]
        if low and _says(sentence.text, "favours") and not re.search(_data()["graded"][0], whole):
            reason = f"{_name(low[0])} rates this {low[0].certainty} certainty, which the text does not say; add it."
            yield _finding(case, sentence, low[0], reason)


def _left_out(case: Case, stated: list[Sentence], favourable: list[Sentence]) -> Iterator[Finding]:
    cited = {c.evidence_id for s in stated if s.statement for c in s.statement.citations}
    programs = {e.program_id for key in cited if (e := case.evidence.get(key)) and e.program_id}
    for source in case.evidence.values():
        if source.evidence_id in cited or not _weighs(source) or source.program_id in programs - {None}:
            continue
        for sentence in favourable:
            if _subject(sentence.text) & _subject(source.title + " " + source.text) and _concludes_against(source.text):
                reason = f"{_name(source)} was found and concludes otherwise, but is not mentioned; report it as well."
                yield _finding(case, sentence, source, reason)
                return


def _weighs(source: Evidence) -> bool:
    return source.citable and source.origin in ("abstract", "digest") and source.species in ("human", "mixed")


def _sources(sentence: Sentence, case: Case) -> list[Evidence]:
    statement: Statement | None = sentence.statement
    cited = statement.citations if statement is not None else ()
    return [case.evidence[c.evidence_id] for c in cited if c.evidence_id in case.evidence]


@lru_cache(maxsize=4096)
def _concludes_against(text: str) -> bool:
    spans = split_sentences(text)
    ending = [text[a:b] for a, b in spans if a >= len(text) * (1 - _TAIL)] or [text[a:b] for a, b in spans[-1:]]
    return any(_says(sentence, "against") for sentence in ending)


@lru_cache(maxsize=4096)
def _subject(text: str) -> frozenset[str]:
    words = {t.word for t in read(fold(text)).tokens if t.tags & set(_SUBJECT)}
    return frozenset(words - {"cancer", "cancers", "chemotherapy", "rest", "relief"})


@lru_cache(maxsize=8192)
def _says(text: str, which: str) -> bool:
    plain = fold(text)
    return any(pattern.search(plain) for pattern in _patterns(which))


@cache
def _patterns(which: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(source) for source in _data()[which])


@cache
def _data() -> dict[str, list[str]]:
    data = load_data("evidence/contrary.yaml")
    return {key: [data[key]] if isinstance(data[key], str) else list(data[key]) for key in _KEYS}


_KEYS = ("against", "balanced", "favours", "graded")


def _name(source: Evidence) -> str:
    return f"PMID {source.pmid}" if source.pmid else source.title or source.evidence_id


def _finding(case: Case, sentence: Sentence, source: Evidence, reason: str) -> Finding:
    start, end = sentence.start, sentence.end
    span = (SourceSpan(source.evidence_id, 0, 0),)
    severity = weight(CHECK.severity, sentence.mode)
    quote = case.text[start:end]
    return Finding("CHER-01", severity, start, end, quote, reason, evidence=span, rule_refs=CHECK.rule_refs)


CHECK = Check(
    "CHER-01", "Contrary evidence left out", _run, severities("N/N/R/R/W"), ("R4",), frozenset({Profile.DRAFT})
)
