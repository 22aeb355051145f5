"""How a source is named in brackets behind a sentence, and how a sentence gets its citation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from guardrails import Citation, Evidence, Statement, StatementKind
from ingest import Article, StoredArticle, TextOrigin


def short_name(article: Article) -> str:
    """First author and year ("Grimison 2024"); a label by its drug; without author its key, journal or title."""
    year = f" {article.year}" if article.year else ""
    if article.text_origin is TextOrigin.DOCUMENT:
        return (article.journal or article.title) + year
    if article.kind == "label":
        return "Label, " + article.article_id.rsplit("label-", 1)[-1]
    if body := _issuing_body(article):
        return body + year
    if article.authors:
        author = article.authors[0]
        return (author.name if author.collective else author.name.rsplit(" ", 1)[0]) + year
    if article.article_id.startswith("digest:"):
        words = article.article_id.removeprefix("digest:").replace("-", " ")
        return words[0].upper() + words[1:]
    return _without_author(article) + year


def _without_author(article: Article) -> str:
    """Its journal; where that is unknown too, its title in quotation marks, cut at a word."""
    where = article.journal_abbreviation or article.journal
    if where:
        return where
    words = article.title.rstrip(".").split()
    return f"“{' '.join(words[:_TITLE_WORDS])}{'…' if len(words) > _TITLE_WORDS else ''}”"


_TITLE_WORDS = 8
_BODY = re.compile(r"^([A-Z][A-Za-z]*[A-Z][A-Za-z]*) \(\d{4}\)")


def _issuing_body(article: Article) -> str | None:
    """`ASCO` for a digest of a guideline whose results name the body; None else."""
    results = next((s.text for s in article.sections if s.label == "RESULTS"), "")
    match = _BODY.match(results)
    return match[1] if match else None


def cite_label(record: StoredArticle, evidence: Evidence) -> str:
    """What stands in the brackets: PMID or name, then badges: `PMID 39151115, digest`."""
    article = record.article
    if article.pmid:
        parts = [f"PMID {article.pmid}"]
    elif article.text_origin is TextOrigin.DOCUMENT:
        parts = [short_name(article)]
    elif article.kind == "label":
        return f"{short_name(article)}, {article.text_origin.value}"
    else:
        parts = [short_name(article), "PMID not confirmed"]
    return ", ".join([*parts, evidence.badge] if evidence.badge else parts)


def brackets(labels: Sequence[str]) -> str:
    """`[a; b]`, each label once, in the order given."""
    return "[" + "; ".join(dict.fromkeys(labels)) + "]"


def cited(text: str, labels: Sequence[str], citations: Sequence[Citation], kind: StatementKind) -> Statement:
    """A statement: the sentence, its brackets before the full stop, its citations."""
    closing = text[-1] if text[-1:] in ".?!" else "."
    return Statement(
        text=f"{text.rstrip('.?! ')} {brackets(labels)}{closing}", kind=kind, citations=tuple(dict.fromkeys(citations))
    )


def span_of(evidence: Evidence, start: int, end: int) -> Citation:
    """A citation of `evidence.text[start:end]`."""
    return Citation(evidence.evidence_id, start, end, evidence.text[start:end])


def search_citation(evidence: Evidence) -> Citation:
    """A citation of a whole search log: what a sentence about absence rests on."""
    return span_of(evidence, 0, len(evidence.text))
