"""One file of records, whatever its form: XML, MEDLINE text, either of them gzipped. Folders belong to the pipeline."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from ingest.domain import Article, Deletion
from ingest.errors import NoRecords, RecordError
from ingest.unpack import GZIP_MAGIC, GunzipStream

_PEEK = 4096
_MEDLINE_START = re.compile(rb"[A-Z][A-Z0-9]{1,3} *- ?")
_OTHER_FORMS = (
    (re.compile(rb"PK\x03\x04"), "a ZIP archive; unpack it and name the files inside"),
    (re.compile(rb"%PDF"), "a PDF; export the citation from PubMed as XML or in PubMed format (.nbib)"),
    (re.compile(rb"(TY|%0|@\w+\{)"), "a RIS, EndNote or BibTeX export; export from PubMed in PubMed format (.nbib)"),
    (re.compile(rb"<(!doctype )?html", re.I), "a web page; export from PubMed as XML or in PubMed format (.nbib)"),
    (re.compile(rb"[{\[]"), "JSON; export from PubMed as XML or in PubMed format (.nbib)"),
)


def read_file(path: Path) -> Iterator[Article | Deletion]:
    """Records and deletions of one file, told apart by content, not by name.

    A file is one unit: keep what comes out aside and discard it if an error follows.

    Raises:
        NoRecords: The file is empty or holds no record.
        TruncatedFile: It ends too early.
        HostileInput: It is built to exhaust the reader.
        RecordError: It cannot be read, is damaged, or is another kind of file.
    """
    source = path.name
    try:
        with path.open("rb") as stream:
            found = False
            for record in _records(stream, source):
                found = True
                yield record
    except OSError as exc:
        raise RecordError(f"{source!r} cannot be read ({exc.strerror}); check path and permissions") from exc
    if not found:
        raise NoRecords(f"{source!r} holds no PubMed record; check the export")


def _records(stream: io.BufferedReader, source: str) -> Iterator[Article | Deletion]:
    buffered = stream
    if buffered.peek(2)[:2] == GZIP_MAGIC:
        buffered = io.BufferedReader(GunzipStream(buffered, source), buffer_size=1 << 18)
    start = buffered.peek(_PEEK)[:_PEEK].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        if not buffered.read(1 << 20).strip():
            raise NoRecords(f"{source!r} is empty; download it again from PubMed")
        raise RecordError(f"{source!r} starts with {_PEEK} blank bytes; download it again from PubMed")
    for pattern, advice in _OTHER_FORMS:
        if pattern.match(start):
            raise RecordError(f"{source!r} is {advice}")
    if start.startswith(b"<"):
        from ingest.pubmed_xml import read_pubmed_xml

        yield from read_pubmed_xml(buffered, source)
    elif _MEDLINE_START.match(start):
        from ingest.medline import read_medline

        yield from read_medline(buffered, source)
    else:
        raise RecordError(f"{source!r} is neither PubMed XML nor MEDLINE text (it starts {start[:30]!r}); export again")
