"""Measured on real records beside the project; skipped where they are not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ingest import Article, Deletion, Integrity, classify, integrity_of, nfc, read_file
from tests.ingest.labels import labelled, rows

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / ".." / "shared" / "data"

pytestmark = pytest.mark.skipif(not (SHARED / "pubmed_xml").is_dir(), reason="no real records beside the project")


def plain(text: str | None) -> str:
    return "".join(c for c in nfc(text or "").lower() if c.isalnum())


def compared(article: Article, expected: dict[str, Any]) -> dict[str, bool]:
    retracted = integrity_of(article) is Integrity.RETRACTED
    notice = any(link.ref_type == "RetractionOf" for link in article.links)
    return {
        "title": plain(article.title) == plain(expected["title"]),
        "abstract": plain("".join(s.text for s in article.sections))
        == plain("".join(s["text"] for s in expected["abstract"])),
        "year": article.year == expected["year"],
        "types": sorted(t.name for t in article.publication_types) == sorted(expected["publication_types"]),
        "doi": article.doi == expected.get("doi"),
        "retracted": retracted == expected["is_retracted"],
        "notice": notice == expected.get("is_retraction_notice", False),
    }


def test_xml_records_agree_with_their_reference_reading() -> None:
    folder = SHARED / "pubmed_xml"
    expected = {(row["file"], row["pmid"]): row for row in rows(folder / "expected.jsonl.gz")}
    tally: Counter[bool] = Counter()
    read = 0
    for name in sorted({file for file, _ in expected}):
        for record in read_file(folder / name):
            if isinstance(record, Article):
                read += 1
                tally.update(compared(record, expected.pop((name, str(record.pmid)))).values())
    assert (read, len(expected)) == (416, 0)
    assert tally[True] / tally.total() >= 0.99


def test_deletions_are_read() -> None:
    deleted = [
        r.pmid for r in read_file(SHARED / "pubmed_xml" / "nlm_pubmedsample_2019.xml") if isinstance(r, Deletion)
    ]
    assert deleted == ["23203860", "23203892", "23203894", "23203896"]


def test_retraction_notices_name_what_they_retract() -> None:
    folder = SHARED / "pubmed_xml"
    notices = [r for r in read_file(folder / "retraction_notices.dev.medline.gz") if isinstance(r, Article)]
    found = {n.pmid: {link.pmid for link in n.links if link.ref_type == "RetractionOf"} - {None} for n in notices}
    expected = list(rows(folder / "retraction_notices.dev.expected.jsonl"))
    assert len(notices) == len(expected) == 807
    assert all(found[row["notice_pmid"]] >= set(row["retracted_pmids"]) for row in expected)
    assert not any(integrity_of(notice).citable for notice in notices)


def test_classification_agrees_with_labels_by_hand() -> None:
    right: Counter[str] = Counter()
    total = 0
    for label, article in labelled(SHARED):
        found = classify(article)
        total += 1
        right["species"] += found.species == label["species"]
        right["design"] += found.design == label["design"]
    assert total >= 774
    assert right["species"] / total >= 0.9
    assert right["design"] / total >= 0.9
