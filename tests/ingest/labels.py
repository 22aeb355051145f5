"""Records labelled by hand for species and design: their labels by PMID, their texts from a folder beside the project."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest import AbstractSection, Article, nfc, read_file

LABELS = Path(__file__).parent / "data" / "classification_labels.jsonl"
_CORPORA = ("pmc_rct", "ebm_nlp", "nfcorpus", "pubmedqa")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines, gzipped or not."""
    data = path.read_bytes()
    for line in (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").splitlines():
        yield json.loads(line)


def labelled(folder: Path) -> Iterator[tuple[dict[str, Any], Article]]:
    """Each label with its record; every label has to find one."""
    wanted = {(row["set"], row["pmid"]): row for row in rows(LABELS)}
    for name in _CORPORA:
        for row in rows(folder / name / "corpus.jsonl.gz"):
            pmid = str((row.get("metadata") or {}).get("pmid") or row["_id"])
            label = wanted.pop((name, pmid), None)
            if label:
                section = AbstractSection(None, None, nfc(row["text"]))
                yield label, Article(pmid, pmid, row["title"], (section,) if row["text"] else ())
    for path in sorted((folder / "pubmed_xml").glob("*.xml*")):
        for record in read_file(path):
            label = wanted.pop(("pubmed_xml", record.pmid), None) if isinstance(record, Article) else None
            if label and isinstance(record, Article):
                yield label, record
    assert not wanted
