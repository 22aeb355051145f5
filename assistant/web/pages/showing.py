"""What templates need to show a document: runs of bullets, chips behind sentences, source text with its marked quote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote

from assistant.documents.blocks import blocks_of
from assistant.drafting.citing import short_name
from assistant.material import spoken
from assistant.service.rooms import Rooms
from guardrails import Draft, Finding, Line, Section, Severity, Statement, Table
from ingest import StoredArticle, TextOrigin

TONES = {Severity.WARN: "note", Severity.REWRITE: "rewrite", Severity.REVIEW: "review", Severity.BLOCK: "block"}
ARTIFACTS = {
    "answer": "Answer",
    "call_pack": "Call pack",
    "email_fragment": "E-mail",
    "pt_brief": "P&T brief",
    "routing_card": "Routing card",
    "text": "Text",
    "response_letter": "Response letter",
    "evidence_table": "Evidence table",
    "deck": "Slides",
    "account_plan": "Account plan",
    "business_review": "Business review",
    "search_digest": "Digest of saved searches",
    "day_sheet": "Day sheet",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A citation behind a sentence: a link that works without script."""

    name: str
    href: str
    drawer: str
    fallen: bool
    """Retracted, withdrawn or under concern."""
    title: str = ""
    pmid: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Bullets that follow one another, one line, or a table."""

    kind: str
    lines: tuple[Line, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `finding` is its number if one lies on it, `quoted` if it is the cited span."""

    text: str
    quoted: bool = False
    finding: int = 0
    tone: str = ""
    last: bool = False


class Chips:
    """Chips of one document; records are read once."""

    def __init__(self, rooms: Rooms, draft: Draft) -> None:
        self._statements = [s for s, _, _ in draft.statements()]
        ids = {c.evidence_id for s in self._statements for c in s.citations}
        self._records = rooms.library.articles(sorted(ids))

    def all(self) -> list[Chip]:
        """One chip for every record that the document cites, in order of first use."""
        found: dict[str, Chip] = {}
        for statement in self._statements:
            for chip in self.of(statement):
                found.setdefault(chip.name + chip.title, chip)
        return list(found.values())

    def of(self, statement: Statement) -> list[Chip]:
        """One chip a source, in order of citation; searches and facts of the house have none."""
        found: dict[str, Chip] = {}
        for citation in statement.citations:
            record = self._records.get(citation.evidence_id)
            if record is not None and citation.evidence_id not in found:
                found[citation.evidence_id] = _chip(record, citation.start, citation.end)
        return list(found.values())


def _chip(record: StoredArticle, start: int, end: int) -> Chip:
    key = quote(record.article.article_id, safe="")
    span = f"start={start}&end={end}"
    return Chip(
        name=short_name(record.article),
        href=f"/evidence/{key}?{span}#quote",
        drawer=f"/evidence/{key}/drawer?{span}",
        fallen=not record.integrity.citable,
        title=record.article.title,
        pmid=record.article.pmid or "",
    )


def runs_of(section: Section) -> list[Run]:
    """The blocks of a section, bullets that follow one another together."""
    found: list[Run] = []
    for block in blocks_of(section):
        if isinstance(block, Table):
            found.append(Run("table", table=block))
        elif isinstance(block, tuple):
            found.append(Run("bullet", block))
        elif block.style == "paragraph":
            found += [Run("paragraph", (part,)) for part in spoken(block)]
        else:
            found.append(Run(block.style, (block,)))
    return found


@dataclass(frozen=True, slots=True)
class SourcePart:
    """One labelled section of a record, cut where the quote begins and ends."""

    label: str
    pieces: tuple[Piece, ...]


def source_parts(record: StoredArticle, start: int = 0, end: int = 0) -> list[SourcePart]:
    """The record's text by section; `start` and `end` mark the quoted span (code points of the whole text)."""
    parts, cursor = [], 0
    labels = {section.label for section in record.article.sections if section.label}
    for line in record.article.text.split("\n"):
        head, colon, _ = line.partition(": ")
        label = head if colon and head in labels else ""
        offset = len(label) + 2 if label else 0
        body = line[offset:]
        begin = cursor + offset
        a, b = max(0, min(len(body), start - begin)), max(0, min(len(body), end - begin))
        pieces = (Piece(body[:a]), Piece(body[a:b], quoted=True), Piece(body[b:])) if b > a else (Piece(body),)
        parts.append(SourcePart(label, tuple(p for p in pieces if p.text)))
        cursor += len(line) + 1
    return parts


def is_digest(record: StoredArticle) -> bool:
    """True where the text is our own restatement: never in serif, never in quotation marks."""
    return record.article.text_origin is TextOrigin.DIGEST


def marked(text: str, findings: list[Finding]) -> list[Piece]:
    """The text cut at every finding: where several lie on one another, the gravest shows and each keeps its number."""
    cuts = sorted({0, len(text), *(f.start for f in findings), *(f.end for f in findings)})
    return list(_pieces(text, findings, cuts))


def _pieces(text: str, findings: list[Finding], cuts: list[int]) -> Iterator[Piece]:
    for start, end in pairwise(cuts):
        over = [(f.severity, -n, n, f) for n, f in enumerate(findings, 1) if f.start <= start and end <= f.end]
        if not over:
            yield Piece(text[start:end])
            continue
        _, _, number, finding = max(over, key=lambda row: row[:2])
        yield Piece(text[start:end], finding=number, tone=TONES[finding.severity], last=end == finding.end)
