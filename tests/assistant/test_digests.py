from pathlib import Path

import pytest

from assistant.demo.digests import DEMO_DIGESTS, load_digests
from assistant.errors import ImportRefused
from ingest import Design, Integrity, TextOrigin


def test_sixty_studies_none_pretending_to_be_an_abstract() -> None:
    articles = load_digests()
    assert len(articles) == 60
    assert {a.text_origin for a in articles} == {TextOrigin.DIGEST}
    assert sum(a.pmid is not None for a in articles) == 45
    assert all(
        a.article_id == (a.pmid or a.article_id) and a.article_id.startswith(("digest:", a.pmid or "x"))
        for a in articles
    )


def test_integrity_and_design_are_stated() -> None:
    by_id = {a.article_id: a for a in load_digests()}
    retracted, concern = by_id["28678776"].declared, by_id["17065222"].declared
    assert retracted is not None
    assert retracted.integrity is Integrity.RETRACTED
    assert concern is not None
    assert concern.integrity is Integrity.CONCERN
    assert sum(a.declared is not None and a.declared.design is Design.RCT for a in by_id.values()) == 24


def test_every_section_span_is_a_slice_of_the_text() -> None:
    for article in load_digests():
        for section, start, end in article.section_spans():
            assert article.text[start:end] == section.text


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(
        DEMO_DIGESTS.read_text(encoding="utf-8").replace("  species: human", "  specis: human", 1), encoding="utf-8"
    )
    with pytest.raises(ImportRefused, match=r"specis|species"):
        load_digests(path)
