from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from ingest import HostileInput, NoRecords, RecordError, TruncatedFile, read_file

XML = b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID></MedlineCitation></PubmedArticle></PubmedArticleSet>"
NBIB = b"\nPMID- 8\nTI  - A title\n      that goes on.\nSO  - J X. 2020.\n\n"


@pytest.fixture
def put(tmp_path: Path):  # type: ignore[no-untyped-def]
    def write(data: bytes, name: str = "file.bin") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize(
    ("data", "pmids"),
    [
        (XML, ["7"]),
        (b"\xef\xbb\xbf  \n" + XML, ["7"]),
        (gzip.compress(XML, mtime=0), ["7"]),
        (gzip.compress(XML[:40], mtime=0) + gzip.compress(XML[40:], mtime=0) + b"\0" * 100, ["7"]),
        (NBIB, ["8"]),
        (NBIB.replace(b"\n", b"\r\n"), ["8"]),
        (gzip.compress(NBIB, mtime=0), ["8"]),
    ],
)
def test_the_content_decides_how_a_file_is_read(put, data: bytes, pmids: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert [record.pmid for record in read_file(put(data, "wrong.pdf"))] == pmids


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"", NoRecords, "empty"),
        (b" \n\t ", NoRecords, "empty"),
        (gzip.compress(b"", mtime=0), NoRecords, "empty"),
        (b"<PubmedArticleSet></PubmedArticleSet>", NoRecords, "no PubMed record"),
        (XML[:-5], TruncatedFile, "ends before"),
        (gzip.compress(XML, mtime=0)[:-12], TruncatedFile, "middle of its gzip"),
        (gzip.compress(XML, mtime=0)[:15], TruncatedFile, "middle of its gzip"),
        (gzip.compress(XML, mtime=0)[:-8] + b"\0" * 8, RecordError, "damaged gzip"),
        (gzip.compress(XML, mtime=0) + b"rest", RecordError, "damaged gzip"),
        (gzip.compress(b"<PubmedArticleSet>" + b" " * 30_000_000, mtime=0), HostileInput, "times its size"),
        (b"PK\x03\x04....", RecordError, "ZIP"),
        (b"%PDF-1.7", RecordError, "PDF"),
        (b"TY  - JOUR\nTI  - x\n", RecordError, "RIS"),
        (b"@article{x, title={y}}", RecordError, "BibTeX"),
        (b"<!DOCTYPE html><html></html>", RecordError, "web page"),
        (b'{"error": "API rate limit exceeded"}', RecordError, "JSON"),
        (b"id: 32816848 Error occurred", RecordError, "neither"),
        (b"\x00\x01\x02", RecordError, "neither"),
    ],
)
def test_what_is_no_file_of_records_says_so(put, data: bytes, error: type[Exception], said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=said) as caught:
        list(read_file(put(data)))
    assert type(caught.value) is error
    assert "'file.bin'" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_our_error(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="cannot be read"):
        list(read_file(tmp_path / "absent.xml"))


def test_a_folder_is_our_error(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="cannot be read"):
        list(read_file(tmp_path))
