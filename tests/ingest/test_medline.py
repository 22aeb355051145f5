from __future__ import annotations

import io

import pytest

from ingest import Article, Author, Chemical, Grant, Integrity, Link, RecordError, TruncatedFile, integrity_of
from ingest.medline import read_medline

FULL = """
PMID- 11
OWN - NLM
STAT- MEDLINE
LR  - 20240309
VI  - 12
IP  - 3
DP  - 2023 Mar 4
TI  - Oil in nausea: a long title that is folded
      onto a second line.
PG  - 10-19
LID - 10.1/own [doi]
LID - S0000 [pii]
AB  - BACKGROUND: Nausea is common. METHODS: Twenty people took oil
      or placebo. RESULTS: Fewer felt sick.
AU  - Müller A
AU  - Olsen B
CN  - The Oil Group
LA  - eng
SI  - ClinicalTrials.gov/NCT00000001
GR  - R01 X1/CA/NCI NIH HHS/United States
GR  - Wellcome Trust/United Kingdom
PT  - Journal Article
PT  - Randomized Controlled Trial
TT  - Huile.
TA  - J Invent Res
JT  - Journal of Invented Results
RN  - 7J8897W37S (Dronabinol)
RN  - 0 (Oils)
EIN - J Invent Res. 2024;1(1):1. doi: 10.1/e. PMID:
      12
CIN - J Invent Res. 2024;2:2.
MH  - Humans
MH  - *Nausea/drug therapy/*prevention & control
OT  - oil
PMC - PMC9
COIS- None.
AID - 10.1/own [doi]
SO  - J Invent Res. 2023 Mar 4;12(3):10-19.

PMID- 13
DP  - 1998 Dec-1999 Jan
TI  - Another.
ROF - Someone. J Y. 2004
      Sep;107(3):273-80. PMID: 14
ROF - Someone else. J Z. 2005. PMID: 15
PT  - Retraction of Publication
SO  - J Y. 1998.
"""


def read(text: str) -> list[Article]:
    return list(read_medline(io.BytesIO(text.encode()), "x.nbib"))


def test_every_field() -> None:
    article, notice = read(FULL)
    assert (article.pmid, article.title) == ("11", "Oil in nausea: a long title that is folded onto a second line.")
    assert [(s.label, s.text) for s in article.sections] == [
        ("BACKGROUND", "Nausea is common."),
        ("METHODS", "Twenty people took oil or placebo."),
        ("RESULTS", "Fewer felt sick."),
    ]
    assert (article.year, article.medline_date, article.volume, article.issue, article.pages) == (
        *(2023, None, "12", "3", "10-19"),
    )
    assert article.authors == (Author("Müller A"), Author("Olsen B"), Author("The Oil Group", collective=True))
    assert (article.doi, article.pmcid, article.registrations) == ("10.1/own", "PMC9", ("NCT00000001",))
    assert article.grants == (
        Grant("NCI NIH HHS", "R01 X1", "United States"),
        Grant("Wellcome Trust", None, "United Kingdom"),
    )
    assert article.chemicals == (Chemical("Dronabinol", "7J8897W37S"), Chemical("Oils", "0"))
    assert article.links == (
        Link("CommentIn", "J Invent Res. 2024;2:2."),
        Link("ErratumIn", "J Invent Res. 2024;1(1):1. doi: 10.1/e.", "12"),
    )
    assert [(m.name, m.major, m.qualifiers) for m in article.mesh] == [
        ("Humans", False, ()),
        ("Nausea", True, ("drug therapy", "prevention & control")),
    ]
    assert [(t.ui, t.name) for t in article.publication_types] == [
        ("", "Journal Article"),
        ("", "Randomized Controlled Trial"),
    ]
    assert article.revised is not None
    assert article.vernacular_title == "Huile."
    assert [link.pmid for link in notice.links] == ["14", "15"]
    assert (notice.year, notice.medline_date) == (1998, "1998 Dec-1999 Jan")
    assert integrity_of(notice) is Integrity.NOTICE


def test_where_there_is_no_english_title_the_vernacular_one_stands() -> None:
    title = "Oil in nausea: a long title that is folded\n      onto a second line."
    article, _ = read(FULL.replace(title, "[Not Available]."))
    assert article.title == "Huile."


def test_every_cut_at_a_line_is_an_error_or_whole_records() -> None:
    lines = FULL.splitlines(keepends=True)
    whole = {
        n for n in range(len(lines) + 1) if not "".join(lines[:n]).strip() or lines[n - 1].startswith(("SO", "\n"))
    }
    for n in range(len(lines)):
        text = "".join(lines[:n])
        if n in whole:
            assert len(read(text)) == text.count("SO  - ")
        else:
            with pytest.raises(TruncatedFile, match="cut before"):
                read(text)


def test_a_cut_inside_the_last_line_is_noticed() -> None:
    with pytest.raises(TruncatedFile):
        read(FULL.rstrip()[:-3])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("TI  - No number.\nSO  - J X. 2020.\n", "no PMID"),
        ("PMID- 1\nTI  - A.\nSO  - J X. 2020.\n\nid: 32816848 Error occurred: not available\n", "no MEDLINE line"),
        ("PMID- x1\nSO  - J X. 2020.\n", "no PMID"),
        ("PMID- 1\nTI  - A.\n\nPMID- 2\nTI  - B.\nSO  - J X. 2020.\n", "cut before"),
        ("PMID- 1\n<html>\n", "no MEDLINE line"),
    ],
)
def test_junk_is_an_error_never_half_read(text: str, said: str) -> None:
    with pytest.raises(RecordError, match=said) as caught:
        read(text)
    assert "'x.nbib'" in str(caught.value)


def test_text_that_is_not_utf8_is_an_error() -> None:
    with pytest.raises(RecordError, match="UTF-8"):
        list(read_medline(io.BytesIO("PMID- 1\nTI  - Müller\n".encode("latin-1")), "x"))


@pytest.mark.parametrize("abstract", ["DNA: a review of one label.", "Plain. RESULTS: only one label."])
def test_one_label_makes_no_sections(abstract: str) -> None:
    (article,) = read(f"PMID- 1\nAB  - {abstract}\nSO  - J X. 2020.\n")
    assert [(s.label, s.text) for s in article.sections] == [(None, abstract)]


def test_a_book_record_ends_without_a_source_line() -> None:
    (book,) = read("PMID- 1\nTI  - Chapter\nBTI - Handbook\nDP  - 2020\nAID - NBK1 [bookaccession]\n")
    assert (book.kind, book.title, book.journal, book.year) == ("book", "Chapter", "Handbook", 2020)
