"""The parts of a PubMed record, one small reader each: element in, value out."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

from ingest.domain import (
    AbstractSection,
    Author,
    Chemical,
    Grant,
    Link,
    MeshHeading,
    OtherAbstract,
    PublicationType,
)
from ingest.markup import text_of
from ingest.xml import Element

_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}

_NO_TITLE = frozenset({"", "[not available]", "[in process citation]"})
"""What NLM writes where it has no English title."""


def title_of(english: str, vernacular: str | None) -> str:
    """The English title; where there is none, the vernacular one says what the record is about."""
    return english if english.lower().rstrip(".") not in _NO_TITLE else vernacular or english


def year_in(text: str) -> int | None:
    """The first year written in `text` (`1998 Dec-1999 Jan` gives 1998)."""
    found = _YEAR.search(text)
    return int(found[1]) if found else None


def read_year(element: Element) -> tuple[int | None, str | None]:
    """Year of a PubDate and its MedlineDate as printed."""
    medline_date: str | None = None
    for child in element:
        if child.tag == "Year":
            text = (child.text or "").strip()
            return (int(text) if text.isdecimal() else year_in(text)), None
        if child.tag == "MedlineDate":
            medline_date = text_of(child) or None
    return (year_in(medline_date) if medline_date else None), medline_date


def read_date(element: Element) -> date | None:
    """The date in Year, Month and Day children; None where it is incomplete or impossible."""
    parts = {str(child.tag): (child.text or "").strip() for child in element}
    month = parts.get("Month", "")
    number = _MONTHS.get(month[:3].lower()) or (int(month) if month.isdecimal() else 0)
    try:
        return date(int(parts.get("Year", "")), number, int(parts.get("Day", "")))
    except ValueError:
        return None


def read_journal(element: Element) -> dict[str, Any]:
    """Names, volume, issue and year of the Journal element, by Article field."""
    fields: dict[str, Any] = {}
    for child in element:
        if child.tag == "Title":
            fields["journal"] = text_of(child) or None
        elif child.tag == "ISOAbbreviation":
            fields["journal_abbreviation"] = text_of(child) or None
        elif child.tag == "JournalIssue":
            for part in child:
                if part.tag == "PubDate":
                    fields["year"], fields["medline_date"] = read_year(part)
                elif part.tag == "Volume":
                    fields["volume"] = text_of(part) or None
                elif part.tag == "Issue":
                    fields["issue"] = text_of(part) or None
    return fields


def read_pages(element: Element) -> str | None:
    """MedlinePgn, else start and end page."""
    parts = {str(child.tag): text_of(child) for child in element}
    if parts.get("MedlinePgn"):
        return parts["MedlinePgn"]
    return "-".join(p for p in (parts.get("StartPage"), parts.get("EndPage")) if p) or None


def clean_label(label: str | None) -> str | None:
    """A section label as shown: no colon at its end, none for NLM's `UNLABELLED`."""
    plain = " ".join((label or "").split()).rstrip(": ")
    return None if not plain or plain.upper() == "UNLABELLED" else plain


def read_abstract(element: Element) -> tuple[AbstractSection, ...]:
    """The sections that have text, in order."""
    sections = []
    for part in element.iterchildren("AbstractText"):
        text = text_of(part)
        if text:
            sections.append(AbstractSection(clean_label(part.get("Label")), part.get("NlmCategory"), text))
    return tuple(sections)


def read_other_abstract(element: Element) -> OtherAbstract:
    """An abstract in another language or for another reader, its sections joined by newline."""
    sections = read_abstract(element)
    text = "\n".join(f"{s.label}: {s.text}" if s.label else s.text for s in sections)
    return OtherAbstract(language=element.get("Language") or "", kind=element.get("Type") or "", text=text)


def read_authors(element: Element) -> tuple[Author, ...]:
    """Authors and groups in order, without the misspelt twins that NLM marks ValidYN="N".

    The parts of a name come in the order of the DTD, which is the order of printing: Docimo S Jr. Only what is read is
    asked of the parser: affiliations are most of a list.
    """
    authors: list[Author] = []
    name = ""
    valid = False
    for part in element.iter("Author", "LastName", "Initials", "Suffix", "CollectiveName"):
        tag = part.tag
        if tag == "Author":
            if name:
                authors.append(Author(name))
            name = ""
            valid = part.get("ValidYN") != "N"
        elif valid and tag == "CollectiveName":
            authors.append(Author(text_of(part), collective=True))
        elif valid:
            name = f"{name} {text_of(part)}" if name else text_of(part)
    if name:
        authors.append(Author(name))
    return tuple(authors)


def read_publication_type(element: Element) -> PublicationType:
    """UI and name of a PublicationType."""
    return _publication_type(element.get("UI") or "", text_of(element))


@lru_cache(maxsize=512)
def _publication_type(ui: str, name: str) -> PublicationType:
    """One value for all records that carry the type: NLM has some 80."""
    return PublicationType(ui, name)


def read_article_ids(element: Element) -> dict[str, str]:
    """Ids by type; the first of each type counts."""
    ids: dict[str, str] = {}
    for entry in element.iterchildren("ArticleId"):
        text = text_of(entry)
        if text:
            ids.setdefault(entry.get("IdType") or "", text)
    return ids


def read_mesh(element: Element) -> tuple[MeshHeading, ...]:
    """Headings with their qualifiers; major if descriptor or any qualifier is."""
    headings = []
    for heading in element.iterchildren("MeshHeading"):
        ui = name = ""
        major = False
        qualifiers: list[str] = []
        for part in heading:
            major = major or part.get("MajorTopicYN") == "Y"
            if part.tag == "DescriptorName":
                ui, name = part.get("UI") or "", text_of(part)
            elif part.tag == "QualifierName":
                qualifiers.append(text_of(part))
        headings.append(MeshHeading(ui, name, major, tuple(qualifiers)))
    return tuple(headings)


def read_keywords(element: Element) -> tuple[str, ...]:
    """Keywords of one list, author's or NLM's."""
    return tuple(text for entry in element.iterchildren("Keyword") if (text := text_of(entry)))


def read_chemicals(element: Element) -> tuple[Chemical, ...]:
    """Substances with registry number, "0" where NLM has none."""
    chemicals = []
    for entry in element.iterchildren("Chemical"):
        registry, name = "0", ""
        for part in entry:
            if part.tag == "RegistryNumber":
                registry = text_of(part) or "0"
            elif part.tag == "NameOfSubstance":
                name = text_of(part)
        if name:
            chemicals.append(Chemical(name, registry))
    return tuple(chemicals)


def read_grants(element: Element) -> tuple[Grant, ...]:
    """Grants; one without agency keeps an empty one."""
    grants = []
    for entry in element.iterchildren("Grant"):
        parts = {str(part.tag): text_of(part) for part in entry}
        grants.append(Grant(parts.get("Agency", ""), parts.get("GrantID") or None, parts.get("Country") or None))
    return tuple(grants)


def read_registrations(element: Element) -> tuple[str, ...]:
    """Accession numbers of all data banks, each once."""
    numbers = [text_of(entry) for entry in element.iter("AccessionNumber")]
    return tuple(dict.fromkeys(number for number in numbers if number))


def read_links(element: Element) -> tuple[Link, ...]:
    """Comments and corrections; the reference list (`Cites`) says nothing about this record and is left out."""
    links = []
    for entry in element.iterchildren("CommentsCorrections"):
        ref_type = entry.get("RefType") or ""
        if ref_type == "Cites":
            continue
        parts = {str(part.tag): text_of(part) for part in entry}
        links.append(Link(ref_type, parts.get("RefSource", ""), parts.get("PMID") or None, parts.get("Note") or None))
    return tuple(links)
