import pytest

from assistant.artifacts.references import reference
from ingest import Article, Author

FULL = Article(
    article_id="39151115",
    pmid="39151115",
    title="Oral Cannabis Extract.",
    journal="Journal of Clinical Oncology",
    journal_abbreviation="J Clin Oncol",
    year=2024,
    volume="42",
    issue="34",
    pages="4040-4050",
    doi="10.1200/JCO.23.01836",
    authors=(Author("Grimison P"), Author("Mersiades A")),
)


def test_a_full_record_is_set_in_vancouver_style() -> None:
    assert reference(FULL, "corrected") == (
        "Grimison P, Mersiades A. “Oral Cannabis Extract”. J Clin Oncol 2024;42(34):4040-4050. "
        "doi:10.1200/JCO.23.01836. PMID 39151115 (corrected)."
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"pmid": None}, "A title. PMID not confirmed."),
        ({"pmid": None, "kind": "label"}, "A title."),
        ({"pmid": "1", "journal": "BMJ", "year": 2001}, "A title. BMJ 2001. PMID 1."),
        ({"pmid": "1", "journal": "BMJ", "year": 2001, "volume": "3"}, "A title. BMJ 2001;3. PMID 1."),
    ],
)
def test_what_is_not_known_is_left_out(fields: dict[str, object], expected: str) -> None:
    text = reference(Article(article_id="x", title="A title.", **fields))  # type: ignore[arg-type]
    assert text.replace("“", "").replace("”", "") == expected


def test_more_than_six_authors_end_in_et_al() -> None:
    many = Article(article_id="1", pmid="1", title="T", authors=tuple(Author(f"A{n} B") for n in range(8)))
    assert reference(many).startswith("A0 B, A1 B, A2 B, A3 B, A4 B, A5 B, et al. “T”.")
