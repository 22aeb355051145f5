from __future__ import annotations

import io
import re
from datetime import date

import pytest

from ingest import (
    Article,
    Author,
    Chemical,
    Deletion,
    Grant,
    Link,
    MeshHeading,
    PublicationType,
    RecordError,
    read_pubmed_xml,
)
from tests.ingest import records


def read(*parts: str, root: str = "PubmedArticleSet") -> list[Article | Deletion]:
    return list(read_pubmed_xml(io.BytesIO(records.document(*parts, root=root)), "test.xml"))


def one(*parts: str) -> Article:
    (article,) = read(*parts)
    assert isinstance(article, Article)
    return article


def test_every_field_of_a_full_record() -> None:
    article = one(records.FULL)
    assert article.article_id == article.pmid == "101"
    assert article.pmid_version == 2
    assert article.title == "Oil in mild nausea: 10^5 drops."
    assert [(s.label, s.category, s.text) for s in article.sections] == [
        ("BACKGROUND", "BACKGROUND", "Nausea is common."),
        (None, None, "Plain words."),
        (None, None, "No label here."),
    ]
    assert article.text == "BACKGROUND: Nausea is common.\nPlain words.\nNo label here."
    assert (article.journal, article.journal_abbreviation) == ("Journal of Invented Results", "J Invent Res")
    assert (article.year, article.medline_date, article.volume, article.issue, article.pages) == (
        *(2023, None, "12", "3", "10-9"),
    )
    assert article.authors == (Author("Müller A Jr"), Author("The Oil Group", collective=True))
    assert article.languages == ("eng", "fre")
    assert article.vernacular_title == "Huile."
    assert article.publication_types == (PublicationType("D016449", "Randomized Controlled Trial"),)
    assert (article.doi, article.pmcid) == ("10.1/own", "PMC9")
    assert article.mesh == (
        MeshHeading("D006801", "Humans"),
        MeshHeading("D009325", "Nausea", major=True, qualifiers=("drug therapy",)),
    )
    assert article.keywords == ("oil", "drops")
    assert article.chemicals == (Chemical("Oils", "0"),)
    assert article.grants == (Grant("Fund", "G1"), Grant("Other", None, "Norway"))
    assert article.registrations == ("NCT00000001",)
    assert article.links == (Link("ErratumIn", "J Invent Res. 2024", None, "Table 1"),)
    assert (article.status, article.revised, article.conflict_statement) == ("MEDLINE", date(2024, 3, 9), "None.")
    assert [(o.language, o.kind, o.text) for o in article.other_abstracts] == [
        ("eng", "plain-language-summary", "Easy words.")
    ]


@pytest.mark.parametrize("missing", ["", "[Not Available].", "[In Process Citation]"])
def test_where_there_is_no_english_title_the_vernacular_one_stands(missing: str) -> None:
    bare = re.sub(
        r"<ArticleTitle>.*?</ArticleTitle>", f"<ArticleTitle>{missing}</ArticleTitle>", records.FULL, flags=re.S
    )
    assert one(bare).title == "Huile."
    assert one(bare.replace("<VernacularTitle>Huile.</VernacularTitle>", "")).title == missing


def test_ids_of_cited_papers_are_never_taken() -> None:
    bare = records.FULL.replace('<ArticleId IdType="doi">10.1/own</ArticleId>', "").replace(
        '<ArticleId IdType="pmc">PMC9</ArticleId>', ""
    )
    assert (one(bare).doi, one(bare).pmcid) == ("10.1/location", None)


def test_a_location_marked_wrong_is_no_doi() -> None:
    bare = records.FULL.replace('<ArticleId IdType="doi">10.1/own</ArticleId>', "")
    assert one(bare.replace('ValidYN="Y">10.1/location', 'ValidYN="N">10.1/location')).doi is None


def test_a_book_chapter_has_its_book_for_a_journal_and_no_editors() -> None:
    book = one(records.BOOK)
    assert (book.kind, book.pmid, book.title, book.journal, book.year) == ("book", "202", "A chapter", "Handbook", 2021)
    assert book.authors == (Author("Writer W"),)
    assert book.publication_types == (PublicationType("D016454", "Review"),)
    assert book.text == "Chapter text."
    assert book.doi is None


def test_articles_books_and_deletions_keep_their_order() -> None:
    got = read(records.small("1"), records.BOOK, records.small("2"), records.DELETED)
    assert [(type(r).__name__, r.pmid) for r in got] == [
        *[("Article", "1"), ("Article", "202"), ("Article", "2")],
        *[("Deletion", "303"), ("Deletion", "304")],
    ]


@pytest.mark.parametrize("root", ["MedlineCitationSet", "PubmedArticleSet"])
def test_citations_without_pubmed_data_are_records(root: str) -> None:
    citation = records.small("1").removeprefix("<PubmedArticle>").removesuffix("</PubmedArticle>")
    got = read(citation, citation.replace(">1<", ">2<"), records.DELETED, root=root)
    assert [r.pmid for r in got] == ["1", "2", "303", "304"]


@pytest.mark.parametrize("body", [records.small("1"), "\n\n" + records.small("1")])
def test_a_lone_record_without_declaration(body: str) -> None:
    assert [r.pmid for r in read_pubmed_xml(io.BytesIO(body.encode()), "one.xml")] == ["1"]


def test_a_byte_order_mark_is_no_obstacle() -> None:
    data = b"\xef\xbb\xbf" + records.document(records.small("1"))
    assert [r.pmid for r in read_pubmed_xml(io.BytesIO(data), "bom.xml")] == ["1"]


def test_an_empty_set_is_no_error() -> None:
    assert read() == []


@pytest.mark.parametrize(
    ("dates", "year", "medline_date"),
    [
        ("<Year>2020</Year><Month>Dec</Month>", 2020, None),
        ("<Year>2020</Year><Season>Winter</Season>", 2020, None),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", 1998, "1998 Dec-1999 Jan"),
        ("<MedlineDate>Summer 1947</MedlineDate>", 1947, "Summer 1947"),
        ("<MedlineDate>n.d.</MedlineDate>", None, "n.d."),
        ("", None, None),
    ],
)
def test_year(dates: str, year: int | None, medline_date: str | None) -> None:
    article = one(records.small("1", dates=dates))
    assert (article.year, article.medline_date) == (year, medline_date)


@pytest.mark.parametrize("title", ["", "<i/>"])
def test_an_empty_title_yields_to_the_original_language(title: str) -> None:
    record = records.small("1", title).replace("</Article>", "<VernacularTitle>Titel.</VernacularTitle></Article>")
    assert one(record).title == "Titel."


@pytest.mark.parametrize("pmid", ["", "abc", "１２"])
def test_a_record_without_a_pmid_is_an_error(pmid: str) -> None:
    with pytest.raises(RecordError, match=r"'test\.xml', record 2: PMID"):
        read(records.small("1"), records.small(pmid))


def test_a_citation_without_pmid_element_is_an_error() -> None:
    with pytest.raises(RecordError, match="no PMID"):
        read("<PubmedArticle><MedlineCitation><Article/></MedlineCitation></PubmedArticle>")


def test_comments_and_instructions_do_not_split_text() -> None:
    assert one(records.small("1", "One <!-- no -->two<?x y?> three")).title == "One two three"
