"""Records as reference lists: RIS, BibTeX, CSV and Vancouver style. Bibliographic facts only, each record once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence

from guardrails import safe_cell
from ingest import Article, Integrity, StoredArticle

_AUTHORS_SHOWN = 6
_BIBTEX_SPECIAL = re.compile(r"([#$%&_{}])")
_BIBTEX_WORDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_CSV_COLUMNS = (
    "pmid doi pmcid title authors journal year volume issue pages design species sample_size evidence_level integrity "
    "text_origin"
).split()


def to_ris(records: Iterable[StoredArticle]) -> str:
    """RIS as reference managers read it, one entry a record, lines ended CR LF."""
    return "".join(_ris(record) for record in _once(records))


def to_bibtex(records: Iterable[StoredArticle]) -> str:
    """BibTeX, one @article a record, keyed by PMID."""
    return "\n".join(_bibtex(record) for record in _once(records))


def to_csv(records: Iterable[StoredArticle]) -> str:
    """CSV with a header line; a cell that a spreadsheet would take for a formula starts with an apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_CSV_COLUMNS)
    for record in _once(records):
        writer.writerow([safe_cell(None if value is None else _one_line(str(value))) for value in _row(record)])
    return stream.getvalue()


def to_vancouver(records: Iterable[StoredArticle]) -> str:
    """A numbered reference list in Vancouver style (NLM), the first six authors named."""
    return "".join(f"{n}. {vancouver(record)}\n" for n, record in enumerate(_once(records), start=1))


FORMATS: dict[str, Callable[[Iterable[StoredArticle]], str]] = {
    "ris": to_ris,
    "bibtex": to_bibtex,
    "csv": to_csv,
    "vancouver": to_vancouver,
}


def vancouver(record: StoredArticle) -> str:
    """One reference: authors, title, journal, year, volume, pages, identifiers, and any mark on its integrity."""
    article = record.article
    parts = [_names(article), _sentence(article.title), _journal(article), f"doi:{article.doi}." if article.doi else ""]
    parts.append(f"PMID: {article.pmid}." if article.pmid else "PMID not confirmed.")
    if record.integrity is not Integrity.OK:
        parts.append(f"[{record.integrity.value}]")
    return _one_line(" ".join(parts))


def _once(records: Iterable[StoredArticle]) -> Sequence[StoredArticle]:
    return tuple({record.article.article_id: record for record in records}.values())


def _names(article: Article) -> str:
    names = [author.name for author in article.authors]
    shown = names[:_AUTHORS_SHOWN] + (["et al"] if len(names) > _AUTHORS_SHOWN else [])
    return ", ".join(shown) + "." if shown else ""


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _journal(article: Article) -> str:
    name = article.journal_abbreviation or article.journal or ""
    place = (article.volume or "") + (f"({article.issue})" if article.issue else "")
    place += f":{article.pages}" if article.pages else ""
    when = str(article.year or "") + (f";{place}" if place else "")
    return " ".join(part for part in (f"{name}." if name else "", f"{when}." if when else "") if part)


def _ris(record: StoredArticle) -> str:
    article = record.article
    first, _, last = (article.pages or "").partition("-")
    fields = [("TY", "JOUR" if article.kind == "article" else "CHAP" if article.kind == "book" else "GEN")]
    fields += [("AU", _inverted(a.name, collective=a.collective)) for a in article.authors]
    fields += [("TI", article.title), ("T2", article.journal or ""), ("J2", article.journal_abbreviation or "")]
    fields += [("PY", str(article.year or "")), ("VL", article.volume or ""), ("IS", article.issue or "")]
    fields += [("SP", first), ("EP", last), ("DO", article.doi or ""), ("AN", article.pmid or "")]
    fields += [("C2", article.pmcid or ""), ("DB", "PubMed" if article.pmid else "")]
    fields += [("LA", language) for language in article.languages]
    if record.integrity is not Integrity.OK:
        fields.append(("N1", f"Integrity: {record.integrity.value}"))
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""]) + "\r\n"


def _inverted(name: str, *, collective: bool) -> str:
    """`Grimison P` -> `Grimison, P`; a group keeps its name."""
    last, _, initials = name.rpartition(" ")
    return f"{last}, {initials}" if last and not collective else name


def _bibtex(record: StoredArticle) -> str:
    article = record.article
    fields = {
        "author": " and ".join(
            f"{{{_tex(a.name)}}}" if a.collective else _tex(_inverted(a.name, collective=False))
            for a in article.authors
        ),
        "title": f"{{{_tex(article.title)}}}",
        "journal": _tex(article.journal or ""),
        "year": str(article.year or ""),
        "volume": _tex(article.volume or ""),
        "number": _tex(article.issue or ""),
        "pages": _tex((article.pages or "").replace("-", "--")),
        "doi": _tex(article.doi or ""),
        "pmid": article.pmid or "",
        "note": f"Integrity: {record.integrity.value}" if record.integrity is not Integrity.OK else "",
    }
    key = f"pmid{article.pmid}" if article.pmid else re.sub(r"\W+", "-", article.article_id)
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@article{{{key},\n{body}}}\n"


def _tex(text: str) -> str:
    """Text in which no character is a command."""
    escaped = "".join(_BIBTEX_WORDS.get(char) or _BIBTEX_SPECIAL.sub(r"\\\1", char) for char in text)
    return _one_line(escaped)


def _row(record: StoredArticle) -> list[object]:
    article, kind = record.article, record.classification
    return [
        article.pmid,
        article.doi,
        article.pmcid,
        article.title,
        "; ".join(author.name for author in article.authors),
        article.journal,
        article.year,
        article.volume,
        article.issue,
        article.pages,
        kind.design.value,
        kind.species.value,
        kind.sample_size,
        kind.level,
        record.integrity.value,
        article.text_origin.value,
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())
