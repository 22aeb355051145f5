from dataclasses import replace

import pytest

from assistant.drafting.citing import short_name
from ingest import Article
from tests.assistant.drafting.packs import record

ARTICLE = replace(record().article, authors=(), year=2019)
LONG = "Evidence of a clinically significant drug-drug interaction between cannabidiol and tacrolimus"


@pytest.mark.parametrize(
    ("article", "name"),
    [
        (replace(ARTICLE, journal="Am J Transplant", journal_abbreviation=None), "Am J Transplant 2019"),
        (
            replace(ARTICLE, journal=None, journal_abbreviation=None, title=LONG),
            "“Evidence of a clinically significant drug-drug interaction between…” 2019",
        ),
    ],
)
def test_a_record_without_author_is_named_so_that_a_reader_can_say_it(article: Article, name: str) -> None:
    assert short_name(article) == name
