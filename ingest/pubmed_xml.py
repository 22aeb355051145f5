"""PubMed XML, streamed: PubmedArticleSet, MedlineCitationSet, a lone record, books, deletions.

A file or answer is one unit. Records come out while the rest is still unread, so a caller keeps them aside until
the iteration ends and discards them all if it raises: a truncated file adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from ingest.domain import Article, Deletion
from ingest.errors import HostileInput, RecordError
from ingest.markup import text_of
from ingest.pubmed_parts import (
    read_abstract,
    read_article_ids,
    read_authors,
    read_chemicals,
    read_date,
    read_grants,
    read_journal,
    read_keywords,
    read_links,
    read_mesh,
    read_other_abstract,
    read_pages,
    read_publication_type,
    read_registrations,
    read_year,
    title_of,
)
from ingest.xml import Element, read_elements

_TAGS = (
    "PubmedArticle",
    "PubmedBookArticle",
    "MedlineCitation",
    "BookDocument",
    "DeleteCitation",
    "DeleteDocument",
)
_ROOTS = frozenset(
    {
        "PubmedArticleSet",
        "MedlineCitationSet",
        "PubmedBookArticleSet",
        "BookDocumentSet",
        "PubmedArticle",
        "PubmedBookArticle",
        "MedlineCitation",
        "BookDocument",
    }
)


def read_pubmed_xml(stream: BinaryIO, source: str) -> Iterator[Article | Deletion]:
    """Records and deletions in file order; none for an empty set.

    Args:
        stream: Open binary stream of one XML document.
        source: Name of the file or answer, for messages.

    Raises:
        TruncatedFile: The document ends too early; nothing yielded before may be kept.
        HostileInput: Entities, depth or size beyond the bounds.
        RecordError: Another kind of document, or a record without PMID.
    """
    for number, element in enumerate(read_elements(stream, source, tags=_TAGS, roots=_ROOTS), start=1):
        try:
            if element.tag in ("DeleteCitation", "DeleteDocument"):
                yield from [Deletion(_pmid(child)) for child in element.iterchildren("PMID")]
            else:
                yield _READERS[str(element.tag)](element)
        except HostileInput:
            raise
        except RecordError as exc:
            raise RecordError(f"{source!r}, record {number}: {exc}") from exc


def _pmid(element: Element) -> str:
    pmid = (element.text or "").strip()
    if not (pmid.isascii() and pmid.isdigit()):
        raise RecordError(f"PMID {pmid!r} is not a number; download the record again")
    return pmid


def _pubmed_article(element: Element) -> Article:
    fields: dict[str, Any] = {}
    for child in element:
        if child.tag == "MedlineCitation":
            _citation(child, fields)
        elif child.tag == "PubmedData":
            _own_ids(child, fields)
    return _article(fields)


def _lone_citation(element: Element) -> Article:
    fields: dict[str, Any] = {}
    _citation(element, fields)
    return _article(fields)


def _book_article(element: Element) -> Article:
    fields: dict[str, Any] = {"kind": "book"}
    for child in element:
        if child.tag == "BookDocument":
            _book_document(child, fields)
        elif child.tag == "PubmedBookData":
            _own_ids(child, fields)
    return _article(fields)


def _lone_book(element: Element) -> Article:
    fields: dict[str, Any] = {"kind": "book"}
    _book_document(element, fields)
    return _article(fields)


_READERS = {
    "PubmedArticle": _pubmed_article,
    "PubmedBookArticle": _book_article,
    "MedlineCitation": _lone_citation,
    "BookDocument": _lone_book,
}


def _article(fields: dict[str, Any]) -> Article:
    """The article of collected fields; own ids win over electronic locations."""
    pmid = fields.get("pmid")
    if pmid is None:
        raise RecordError("the record has no PMID; download it again from PubMed")
    location = fields.pop("location_doi", None)
    fields["doi"] = fields.get("doi") or location
    medline_ta = fields.pop("medline_ta", None)
    fields["journal_abbreviation"] = fields.get("journal_abbreviation") or medline_ta
    electronic = fields.pop("electronic_year", None)
    fields["year"] = fields.get("year") or electronic
    fields["title"] = title_of(fields.get("title") or "", fields.get("vernacular_title"))
    return Article(article_id=pmid, **fields)


def _own_ids(element: Element, fields: dict[str, Any]) -> None:
    """Ids of the record itself: the list directly below, never those of its references."""
    for id_list in element.iterchildren("ArticleIdList"):
        ids = read_article_ids(id_list)
        fields["doi"] = ids.get("doi") or fields.get("doi")
        fields["pmcid"] = ids.get("pmc") or fields.get("pmcid")


def _citation(element: Element, fields: dict[str, Any]) -> None:
    fields["status"] = element.get("Status")
    for child in element:
        reader = _CITATION_FIELDS.get(child.tag)
        if reader is not None:
            reader(child, fields)


def _citation_pmid(element: Element, fields: dict[str, Any]) -> None:
    fields["pmid"] = _pmid(element)
    version = element.get("Version") or "1"
    fields["pmid_version"] = int(version) if version.isdecimal() else 1


def _article_element(element: Element, fields: dict[str, Any]) -> None:
    for child in element:
        reader = _ARTICLE_FIELDS.get(child.tag)
        if reader is not None:
            reader(child, fields)


def _journal_info(element: Element, fields: dict[str, Any]) -> None:
    for child in element.iterchildren("MedlineTA"):
        fields["medline_ta"] = text_of(child) or None


def _electronic_location(element: Element, fields: dict[str, Any]) -> None:
    if element.get("EIdType") == "doi" and element.get("ValidYN") != "N":
        fields.setdefault("location_doi", text_of(element) or None)


def _electronic_year(element: Element, fields: dict[str, Any]) -> None:
    fields.setdefault("electronic_year", read_year(element)[0])


def _title(element: Element, fields: dict[str, Any]) -> None:
    fields["title"] = text_of(element)


def _vernacular(element: Element, fields: dict[str, Any]) -> None:
    fields["vernacular_title"] = text_of(element) or None


def _language(element: Element, fields: dict[str, Any]) -> None:
    fields["languages"] = (*fields.get("languages", ()), text_of(element))


def _publication_types(element: Element, fields: dict[str, Any]) -> None:
    fields["publication_types"] = tuple(read_publication_type(t) for t in element.iterchildren("PublicationType"))


def _conflicts(element: Element, fields: dict[str, Any]) -> None:
    fields["conflict_statement"] = text_of(element) or None


def _revised(element: Element, fields: dict[str, Any]) -> None:
    fields["revised"] = read_date(element)


def _keywords(element: Element, fields: dict[str, Any]) -> None:
    fields["keywords"] = (*fields.get("keywords", ()), *read_keywords(element))


def _other_abstract(element: Element, fields: dict[str, Any]) -> None:
    fields["other_abstracts"] = (*fields.get("other_abstracts", ()), read_other_abstract(element))


_ARTICLE_FIELDS: dict[str, Any] = {
    "Journal": lambda e, f: f.update(read_journal(e)),
    "ArticleTitle": _title,
    "VernacularTitle": _vernacular,
    "Pagination": lambda e, f: f.update(pages=read_pages(e)),
    "ELocationID": _electronic_location,
    "Abstract": lambda e, f: f.update(sections=read_abstract(e)),
    "AuthorList": lambda e, f: f.update(authors=read_authors(e)),
    "Language": _language,
    "DataBankList": lambda e, f: f.update(registrations=read_registrations(e)),
    "GrantList": lambda e, f: f.update(grants=read_grants(e)),
    "PublicationTypeList": _publication_types,
    "ArticleDate": _electronic_year,
}
_CITATION_FIELDS: dict[str, Any] = {
    "PMID": _citation_pmid,
    "DateRevised": _revised,
    "Article": _article_element,
    "MedlineJournalInfo": _journal_info,
    "ChemicalList": lambda e, f: f.update(chemicals=read_chemicals(e)),
    "CommentsCorrectionsList": lambda e, f: f.update(links=read_links(e)),
    "MeshHeadingList": lambda e, f: f.update(mesh=read_mesh(e)),
    "OtherAbstract": _other_abstract,
    "KeywordList": _keywords,
    "CoiStatement": _conflicts,
}


def _book_document(element: Element, fields: dict[str, Any]) -> None:
    """A book or chapter: the book stands where articles have their journal."""
    _own_ids(element, fields)
    for child in element:
        reader = _BOOK_FIELDS.get(child.tag)
        if reader is not None:
            reader(child, fields)
    if not fields.get("title"):
        fields["title"] = fields.get("journal") or ""


def _book(element: Element, fields: dict[str, Any]) -> None:
    for child in element:
        if child.tag == "BookTitle":
            fields["journal"] = text_of(child) or None
        elif child.tag == "PubDate":
            fields["year"], fields["medline_date"] = read_year(child)
        elif child.tag == "Volume":
            fields["volume"] = text_of(child) or None
        elif child.tag == "AuthorList" and child.get("Type") != "editors":
            fields.setdefault("authors", read_authors(child))


def _book_authors(element: Element, fields: dict[str, Any]) -> None:
    if element.get("Type") != "editors":
        fields["authors"] = read_authors(element)


def _book_type(element: Element, fields: dict[str, Any]) -> None:
    fields["publication_types"] = (*fields.get("publication_types", ()), read_publication_type(element))


_BOOK_FIELDS: dict[str, Any] = {
    "PMID": _citation_pmid,
    "Book": _book,
    "ArticleTitle": _title,
    "VernacularTitle": _vernacular,
    "Pagination": _ARTICLE_FIELDS["Pagination"],
    "Language": _language,
    "AuthorList": _book_authors,
    "PublicationType": _book_type,
    "Abstract": _ARTICLE_FIELDS["Abstract"],
    "KeywordList": _keywords,
    "ContributionDate": _electronic_year,
    "DateRevised": _revised,
    "GrantList": _ARTICLE_FIELDS["GrantList"],
}
