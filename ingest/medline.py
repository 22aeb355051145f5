"""MEDLINE text (.nbib, efetch rettype=medline) to articles; the door of Bio.Medline.

The format has no length and no end mark, and the parser behind takes whatever it is given: a cut record, an error
message, half a page. So every line is checked first, folded lines are joined (the parser would lose where one link
ends and the next begins), and a record counts as whole only with its PMID and its last field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from Bio import Medline

from ingest.domain import (
    AbstractSection,
    Article,
    Author,
    Chemical,
    Grant,
    Link,
    MeshHeading,
    OtherAbstract,
    PublicationType,
    nfc,
)
from ingest.errors import RecordError, TruncatedFile
from ingest.pubmed_parts import clean_label, title_of, year_in

_FIELD = re.compile(r"([A-Z][A-Z0-9]{1,3}) *- ?")
_MAX_LINE = 1 << 20
_LINKS = {
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "EIN": "ErratumIn",
    "EFR": "ErratumFor",
    "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom",
    "RRI": "RetractedandRepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RPI": "RepublishedIn",
    "RPF": "RepublishedFrom",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
    "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor",
    "SPIN": "SummaryForPatientsIn",
    "ORI": "OriginalReportIn",
}
_LINK_PMID = re.compile(r"\bPMID: *(\d+)\.?")
_SECTION = re.compile(r"(?:^|(?<=[.?!)\]%] ))([A-Z][A-Z0-9 /&,()'’-]{2,60}): (?=\S)")
_DOI = re.compile(r"(\S+) \[doi\]")


def read_medline(stream: BinaryIO, source: str) -> Iterator[Article]:
    """Articles in file order.

    As with XML, a file is one unit: discard what came out if an error follows.

    Args:
        stream: Open binary stream of UTF-8 text.
        source: Name of the file or answer, for messages.

    Raises:
        TruncatedFile: The last record lacks its last field.
        RecordError: A line that is no MEDLINE line, or a record without PMID.
    """
    for first_line, lines, last in _blocks(stream, source):
        record: dict[str, Any] = next(iter(Medline.parse(lines)), {})  # type: ignore[no-untyped-call]
        yield _article(_whole(record, source, first_line, last))


def _blocks(stream: BinaryIO, source: str) -> Iterator[tuple[int, list[str], bool]]:
    """Unfolded lines of each record with the number of its first line, and whether it is the last one."""
    waiting: tuple[int, list[str]] | None = None
    current: list[str] = []
    began = 0
    for number, line in enumerate(_lines(stream, source), start=1):
        if not line.strip():
            if current and not line:
                if waiting:
                    yield (*waiting, False)
                waiting, current = (began, current), []
        elif line.startswith("      ") and current:
            current[-1] += " " + line.strip()
        elif _FIELD.match(line):
            began = began if current else number
            current.append(line.rstrip())
        else:
            raise RecordError(
                f"{source!r}, line {number} is no MEDLINE line: {line[:60]!r}; export again in PubMed format"
            )
    if current:
        if waiting:
            yield (*waiting, False)
        waiting = (began, current)
    if waiting:
        yield (*waiting, True)


def _lines(stream: BinaryIO, source: str) -> Iterator[str]:
    first = True
    while raw := stream.readline(_MAX_LINE):
        if len(raw) >= _MAX_LINE:
            raise RecordError(f"{source!r} has a line of more than {_MAX_LINE} bytes; it is no MEDLINE text")
        try:
            line = raw.decode("utf-8-sig" if first else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as exc:
            raise RecordError(f"{source!r} is not UTF-8 text ({exc.reason}); export again from PubMed") from exc
        first = False
        yield nfc(line)


def _whole(record: dict[str, Any], source: str, first_line: int, last: bool) -> dict[str, Any]:
    """The record, if it has a PMID and was not cut off."""
    pmid = record.get("PMID", "")
    if not (pmid.isascii() and pmid.isdigit()):
        raise RecordError(
            f"{source!r}: the record at line {first_line} has no PMID (it reads {pmid!r}); export again from PubMed"
        )
    ends = str(record.get("SO", "")).rstrip().endswith(".") or ("BTI" in record and "AID" in record)
    if not ends:
        kind = TruncatedFile if last else RecordError
        raise kind(f"{source!r}: record {pmid!r} is cut before its source line (SO); download it again")
    return record


def _article(record: dict[str, Any]) -> Article:
    book = _line(record, "BTI")
    ids = " ; ".join([*_many(record, "AID"), _line(record, "LID")])
    doi = _DOI.search(ids)
    printed = _line(record, "DP")
    return Article(
        article_id=record["PMID"],
        pmid=record["PMID"],
        title=title_of(_line(record, "TI") or book or "", _line(record, "TT")),
        sections=_sections(_line(record, "AB")),
        kind="book" if book else "article",
        vernacular_title=_line(record, "TT") or None,
        other_abstracts=_other_abstracts(record),
        journal=book or _line(record, "JT") or None,
        journal_abbreviation=_line(record, "TA") or None,
        year=year_in(printed),
        medline_date=printed if _is_range(printed) else None,
        volume=_line(record, "VI") or None,
        issue=_line(record, "IP") or None,
        pages=_line(record, "PG") or None,
        authors=_authors(record),
        languages=_many(record, "LA"),
        publication_types=tuple(PublicationType("", name) for name in _many(record, "PT")),
        doi=doi[1] if doi else None,
        pmcid=_line(record, "PMC") or None,
        mesh=tuple(_heading(text) for text in _many(record, "MH")),
        keywords=tuple(word.lstrip("*") for word in _many(record, "OT")),
        chemicals=tuple(_chemical(text) for text in _many(record, "RN")),
        grants=tuple(_grant(text) for text in _many(record, "GR")),
        conflict_statement=_line(record, "COIS") or None,
        registrations=tuple(text.rpartition("/")[2] for text in _many(record, "SI")),
        links=tuple(_link(kind, text) for field, kind in _LINKS.items() for text in _many(record, field)),
        status=_line(record, "STAT") or None,
        revised=_day(_line(record, "LR")),
    )


def _many(record: dict[str, Any], field: str) -> tuple[str, ...]:
    value = record.get(field, ())
    values = [value] if isinstance(value, str) else value
    return tuple(text for v in values if (text := " ".join(v.split())))


def _line(record: dict[str, Any], field: str) -> str:
    return " ".join(_many(record, field))


def _is_range(printed: str) -> bool:
    return bool(printed) and not re.fullmatch(r"\d{4}( (\w{3}( \d{1,2})?|Spring|Summer|Autumn|Fall|Winter))?", printed)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _sections(text: str) -> tuple[AbstractSection, ...]:
    """Labelled sections where the abstract begins with one and has another; else one section."""
    if not text:
        return ()
    labels = list(_SECTION.finditer(text))
    if len(labels) < 2 or labels[0].start() != 0:
        return (AbstractSection(None, None, text),)
    ends = [label.start() for label in labels[1:]] + [len(text)]
    parts = [(clean_label(m[1]), text[m.end() : end].strip()) for m, end in zip(labels, ends, strict=True)]
    return tuple(AbstractSection(label, None, words) for label, words in parts if words)


def _other_abstracts(record: dict[str, Any]) -> tuple[OtherAbstract, ...]:
    languages = _many(record, "OABL")
    texts = _many(record, "OAB")
    return tuple(
        OtherAbstract(languages[n] if n < len(languages) else "", kind.strip(), words.strip())
        for n, text in enumerate(texts)
        for kind, _, words in [text.partition(": ") if text.startswith("Publisher") else ("", "", text)]
    )


def _authors(record: dict[str, Any]) -> tuple[Author, ...]:
    """People, then groups: the format does not keep their common order."""
    people = [Author(name) for name in _many(record, "AU")]
    return (*people, *(Author(name, collective=True) for name in _many(record, "CN")))


def _heading(text: str) -> MeshHeading:
    name, *qualifiers = text.split("/")
    plain = tuple(q.lstrip("*") for q in qualifiers)
    return MeshHeading(ui="", name=name.lstrip("*"), major="*" in text, qualifiers=plain)


def _chemical(text: str) -> Chemical:
    found = re.fullmatch(r"(\S+) \((.+)\)", text)
    return Chemical(found[2], found[1]) if found else Chemical(text)


def _grant(text: str) -> Grant:
    """`number/acronym/agency/country`; the acronym may be missing, or both number and acronym."""
    parts = [part.strip() for part in text.split("/")]
    if len(parts) < 3:
        return Grant(agency=parts[0], country=parts[1] or None if len(parts) == 2 else None)
    return Grant(agency=parts[-2], number=parts[0] or None, country=parts[-1] or None)


def _link(kind: str, text: str) -> Link:
    found = _LINK_PMID.search(text)
    source = _LINK_PMID.sub("", text).strip()
    return Link(kind, source, found[1] if found else None)
