"""The list of sources at the end of a document: Vancouver style, every cited source once, badges behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.artifacts.parts import FactBook
from assistant.domain import EvidenceItem
from guardrails import Line
from ingest import Article

MAX_AUTHORS = 6
"""More authors than these end in "et al." (ICMJE sample references)."""


def reference_lines(items: Iterable[EvidenceItem], facts: FactBook, *, short: bool = False) -> Iterator[Line]:
    """One line a source, in the order given, none twice. Short ones leave out the title of what a PMID finds."""
    seen: dict[str, EvidenceItem] = {}
    for item in items:
        seen.setdefault(item.evidence.evidence_id, item)
    for item in seen.values():
        yield facts.line(reference(item.record.article, item.evidence.badge, short=short), "bullet")


def reference(article: Article, badge: str = "", *, short: bool = False) -> str:
    """`Smith LA, Doe J. Title. J Clin Oncol 2024;42(3):1-9. doi:10.1/x. PMID 1 (digest).`; what is not known is left out."""
    titled = not (short and article.pmid and article.authors)
    parts = [_authors(article), f"“{article.title.rstrip('.')}”." if titled else "", _source(article)]
    if article.doi and titled:
        parts.append(f"doi:{article.doi}.")
    if article.pmid:
        parts.append(f"PMID {article.pmid}")
    elif article.kind != "label":
        parts.append("PMID not confirmed")
    text = " ".join(part for part in parts if part).rstrip(".")
    return f"{text} ({badge})." if badge else f"{text}."


def _authors(article: Article) -> str:
    names = [author.name for author in article.authors[:MAX_AUTHORS]]
    if not names:
        return ""
    known_short = article.declared is not None and len(article.authors) == 1
    more = len(article.authors) > MAX_AUTHORS or known_short
    return ", ".join(names) + (", et al." if more else ".")


def _source(article: Article) -> str:
    """Journal, year, volume, issue and pages: `J Clin Oncol 2024;42(3):1-9`."""
    year = str(article.year) if article.year else ""
    issue = f"({article.issue})" if article.issue else ""
    volume = f";{article.volume}{issue}" if article.volume else ""
    pages = f":{article.pages}" if article.pages and article.volume else ""
    where = " ".join(part for part in (article.journal_abbreviation or article.journal or "", year) if part)
    return f"{where}{volume}{pages}." if where else ""
