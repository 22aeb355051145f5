"""CITE-01: a sentence worth a claim without a citation that resolves, or a citation that does not hold.

Each kind of statement rests on its own kind of source: evidence on literature or a label, an absence on a search, a fact on
a record, a claim on its approved wording. A kind that needs none (logistics, cautions) is not believed on its word: if the
sentence is worth a claim it needs one all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.case import Case, Check, Sentence, severities
from guardrails.claims.matching import ClaimMatch, MatchKind, forbidden, matches_of, product_names
from guardrails.claims.usage import puts_forward, usable_owners, weight
from guardrails.claims.worthiness import claim_worthy, heading_claims
from guardrails.domain import Citation, Finding, Line, Mode, Profile, Severity, Statement, StatementKind

_MARK = re.compile(r"PMID:?\s*(\d{5,9})")
_PREFIXES = {
    StatementKind.ABSENCE: ("search:",),
    StatementKind.FACT: ("fact:", "label:", "search:"),
    StatementKind.ASKED: ("fact:",),
}
_NEEDED = {
    StatementKind.ABSENCE: "a search",
    StatementKind.FACT: "the record it comes from",
    StatementKind.ASKED: "the request",
}


def _run(case: Case) -> Iterator[Finding]:
    covered = {s.index for m in matches_of(case) if m.whole or _reworded(m, case) for s in m.sentences}
    shared = _shared_citations(case)
    names = product_names(case)
    done: set[int] = set()
    for sentence in case.sentences:
        statement = sentence.statement
        if statement is not None and statement.start not in done:
            done.add(statement.start)
            yield from (_finding(case, sentence, fault, statement) for fault in _faults(statement, case))
        if sentence.mode is Mode.PROMOTIONAL or sentence.index in covered or not _worth(sentence, case, names):
            continue  # in promotional zones a citation replaces no approval: the closed world judges there
        fault = _unsupported(sentence, case, shared)
        if fault is not None:
            yield _finding(case, sentence, fault, None)


def _reworded(match: ClaimMatch, case: Case) -> bool:
    """A claim in other words goes back to its approved wording, which needs no citation of its own."""
    soft = match.kind is MatchKind.NEAR and not match.adds_claim and not any(d.changes_meaning for d in match.diffs)
    return soft and any(puts_forward(s) for s in match.sentences) and bool(usable_owners(match, case))


def _faults(statement: Statement, case: Case) -> Iterator[str]:
    """Citations that do not hold, whatever the statement says."""
    if statement.kind is StatementKind.ASKED and not _was_asked(statement, case):
        yield "Quotes a requester in other words than the request has; quote the request as it stands."
    for citation in statement.citations:
        source = case.evidence.get(citation.evidence_id)
        if source is None:
            yield f"Cites {citation.evidence_id!r}, which is not among the sources; cite one that is."
        elif source.text[citation.start : citation.end] != citation.quote:
            yield f"The quote from {citation.evidence_id!r} is not in the source at its place; quote it as it stands."
        elif not citation.quote.strip():
            yield f"Cites {citation.evidence_id!r} without a passage; name the words that support it."
    cited = {case.evidence[c.evidence_id].pmid for c in statement.citations if c.evidence_id in case.evidence}
    for shown in (
        _MARK.findall(statement.text) if statement.citations and statement.kind is StatementKind.EVIDENCE else ()
    ):
        if shown not in cited:
            yield f"Shows PMID {shown} and rests on another source; show the source that it rests on."


def _was_asked(statement: Statement, case: Case) -> bool:
    """Whether the words between the quotation marks are the request's own, and the text is no promotion."""
    start, end = statement.text.find("“"), statement.text.rfind("”")
    words = statement.text[start + 1 : end]
    asked = case.context.request_text or ""
    return case.context.mode is not Mode.PROMOTIONAL and bool(words) and 0 <= start < end and words in asked


def _worth(sentence: Sentence, case: Case, names: frozenset[str]) -> bool:
    kind = sentence.statement.kind if sentence.statement is not None else None
    if kind in (StatementKind.EVIDENCE, StatementKind.ABSENCE, StatementKind.FACT, StatementKind.ASKED):
        return True
    if kind is StatementKind.CAUTION and sentence.mode is not Mode.PROMOTIONAL:
        return False
    if kind is None and case.draft.sections:
        return heading_claims(sentence.text, names)
    if kind is StatementKind.LOGISTICS and sentence.mode is Mode.INTERNAL:
        return False
    return claim_worthy(sentence.text, names) and not forbidden(sentence, case)


def _unsupported(sentence: Sentence, case: Case, shared: dict[int, tuple[Citation, ...]]) -> str | None:
    statement = sentence.statement
    if statement is None:
        return _lone(sentence, case)
    if statement.kind in (StatementKind.CLAIM, StatementKind.QUALIFIER):
        return "Marked as approved wording, but the library has no claim or qualifier with these words."
    cited = statement.citations or _inherited(statement, shared.get(statement.start, ()))
    if not cited:
        return f"Says something that needs {_NEEDED.get(statement.kind, 'a source')} and cites none; cite it."
    prefixes = _PREFIXES.get(statement.kind)
    if prefixes and not any(c.evidence_id.startswith(prefixes) for c in cited):
        return f"A statement of the kind {statement.kind} rests on {_NEEDED[statement.kind]}; cite that."
    return None


def _lone(sentence: Sentence, case: Case) -> str | None:
    """A lone text cites by marks in its words."""
    if sentence.line is not None and any(s.citations or s.claim for s in sentence.line.statements):
        return None  # the lead of a line rests on what the line cites
    if case.draft.sections:
        return "A title, heading, banner or footer says something that needs a source; say it in a cited statement."
    pmids = {source.pmid for source in case.evidence.values() if source.pmid}
    marks = _MARK.findall(sentence.text)
    if not marks:
        return "Says something that needs a source and cites none; add a citation."
    unknown = [mark for mark in marks if mark not in pmids]
    return f"Cites PMID {unknown[0]}, which is not among the sources given." if unknown else None


def _inherited(statement: Statement, unit: tuple[Citation, ...]) -> tuple[Citation, ...]:
    """A sentence without figures of its own may rest on the citations of its unit."""
    return () if any(c.isdigit() for c in statement.text) else unit


def _shared_citations(case: Case) -> dict[int, tuple[Citation, ...]]:
    """For each statement (by place) the citations of its line, or of its whole table row."""
    row_of = _rows(case)
    units: dict[int, list[Statement]] = {}
    for statement, _, line in case.draft.statements():
        units.setdefault(row_of.get(id(line), id(line)), []).append(statement)
    return {s.start: tuple(c for other in unit for c in other.citations) for unit in units.values() for s in unit}


def _rows(case: Case) -> dict[int, int]:
    blocks = [block for section in case.draft.sections for block in section.blocks if not isinstance(block, Line)]
    return {id(cell): id(row) for block in blocks for row in block.rows for cell in row}


def _finding(case: Case, sentence: Sentence, reason: str, statement: Statement | None) -> Finding:
    start, end = (statement.start, statement.end) if statement is not None else (sentence.start, sentence.end)
    severity = Severity.BLOCK if statement is not None else weight(CHECK.severity, sentence.mode)
    return Finding("CITE-01", severity, start, end, case.text[start:end], reason, rule_refs=CHECK.rule_refs)


CHECK = Check("CITE-01", "Citation missing", _run, severities("B/B/B/B/W"), ("R4", "R16"), frozenset({Profile.DRAFT}))
