"""The ingestion job: files and live pages into the library, unit by unit, resumable, with progress.

A source that cannot be read is reported and the others continue; a full disk or a missing model ends the run, because
it would end every source after it too. What was stored until then stays.
"""

from __future__ import annotations

import glob
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Protocol

from ingest.delivery import Page, SearchResult
from ingest.domain import Article, Deletion
from ingest.errors import NoRecords, RecordError
from ingest.following import Progress, silent
from ingest.library import Library
from ingest.parallel import Load, ReadFile, Readings, read_ahead, read_in_turn
from ingest.reports import AddReport, Failure, FileDone, IngestReport, Watermark

logger = logging.getLogger(__name__)

_RECORD_NAMES = (".xml", ".nbib", ".txt", ".medline")
"""Endings taken from folders, gzipped or not; a file that is named itself is read whatever its name."""


class Fetcher(Protocol):
    """Live PubMed, as `PubMedFetcher` offers it."""

    def search(self, query: str, since: date | None = None) -> SearchResult:
        """All PMIDs a query finds."""

    def fetch(self, pmids: Sequence[str], *, after: str | None = None) -> Iterator[Page]:
        """Their records, page by page, behind `after`."""


def ingest_files(
    library: Library,
    paths: Iterable[Path | str],
    *,
    progress: Progress = silent,
    read: ReadFile | None = None,
    workers: int = 1,
) -> IngestReport:
    """Store the records of files, folders and glob patterns.

    Each file is one unit: all of it or nothing. A file whose content is in already is skipped, so that a run that was
    ended goes on where it stopped.

    Args:
        library: Where to.
        paths: Files, folders (all record files below), or patterns such as `updates/*.xml.gz`.
        progress: Told after each file, and while vectors are written.
        read: Reads one file; by default any form of PubMed record.
        workers: Processes that read files ahead of the library, where there is more than one file.

    Raises:
        StorageFull: the run ended early; what was stored stays.
        EmbeddingUnavailable: as above; records and words are in, vectors follow.
    """
    files, failed = _find(paths)
    run = _FileRun(library)
    reader, wanted = read or read_any, run.wanted(files)
    several = workers > 1 and len(files) > 1
    readings: Readings = (
        read_ahead(wanted, library.rules, reader, min(workers, len(files)))
        if several
        else read_in_turn(wanted, library.rules, reader)
    )
    try:
        with closing(readings):
            for path, load in readings:
                run.take(path, load)
                progress("files", run.count, len(files))
                library.drain(settle=False, progress=progress)
    finally:
        library.settle()
    return IngestReport(run.added, (*failed, *run.failed), tuple(run.done), tuple(run.skipped))


def ingest_pubmed(
    library: Library,
    fetcher: Fetcher,
    query: str,
    *,
    since: date | None = None,
    progress: Progress = silent,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> IngestReport:
    """Store what a PubMed query finds, page by page; an interrupted run goes on where it stopped.

    Args:
        library: Where to.
        fetcher: Live PubMed.
        query: As typed into PubMed.
        since: Only records created or revised from then on; None wants all. Where a finished run wanted as much or
            more, only what was created or revised since that run is asked for.
        progress: Told after each page.
        clock: Tells the moment.

    Raises:
        PubMedError: PubMed did not answer; pages stored until then stay and the next run goes on behind them.
        StorageFull: the disk is full; as above.
        EmbeddingUnavailable: records and words are in, vectors follow.
    """
    start = _begin(library.records.watermark(query), query, since, clock())
    result = fetcher.search(query, start.searched_since)
    library.records.set_watermark(start)
    added, cursor = AddReport(), start.cursor
    missing: list[str] = []
    stored = sum(1 for pmid in result.pmids if cursor and int(pmid) <= int(cursor))
    try:
        for page in fetcher.fetch(result.pmids, after=cursor):
            cursor = page.cursor
            mark = replace(start, cursor=cursor)
            added += library.add(chain(page.articles, page.deletions), f"pubmed:{query}", mark=mark, follow=False)
            missing += page.missing
            stored += page.expected
            progress("records", stored, len(result.pmids))
            library.drain(settle=False, progress=silent)
    finally:
        library.settle()
    library.records.set_watermark(replace(start, cursor=None, finished_at=clock()))
    return IngestReport(
        added=added,
        done=(query,),
        warnings=(*result.warnings, *_about_missing(missing)),
        expected=result.count,
    )


class _FileRun:
    """Takes one file after the other and remembers what became of each."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._hashes: dict[Path, str] = {}
        self.added = AddReport()
        self.failed: list[Failure] = []
        self.done: list[str] = []
        self.skipped: list[str] = []

    @property
    def count(self) -> int:
        """Files dealt with."""
        return len(self.failed) + len(self.done) + len(self.skipped)

    def wanted(self, files: Iterable[Path]) -> Iterator[Path]:
        """The files whose content is not in yet; the others are noted as skipped or failed."""
        for path in files:
            try:
                self._hashes[path] = content_hash = _hash(path)
            except RecordError as exc:
                self.failed.append(Failure(str(path), str(exc)))
                continue
            if self._library.records.has_file(content_hash):
                self.skipped.append(str(path))
            else:
                yield path

    def take(self, path: Path, load: Load) -> None:
        """Store one file, or note why not. A copy of a file of the same run is skipped."""
        source, content_hash = str(path), self._hashes[path]
        if self._library.records.has_file(content_hash):
            self.skipped.append(source)
            return
        try:
            records = load()
        except RecordError as exc:
            logger.info("file not ingested: %s", exc)  # the report names it: a warning would tell people twice
            self.failed.append(Failure(source, str(exc)))
            return
        mark = FileDone(content_hash, source)
        self.added += self._library.add_prepared(records, source, mark=mark, follow=False)
        self.done.append(source)


def _find(paths: Iterable[Path | str]) -> tuple[list[Path], list[Failure]]:
    """Files to read, each once, folders and patterns in the order of their names; and what could not be found."""
    files: dict[Path, None] = {}
    failed = []
    for named in paths:
        found = _files_of(Path(named))
        if not found:
            missing = NoRecords(f"{str(named)!r} {_why_nothing(Path(named))}")
            failed.append(Failure(str(named), str(missing)))
        files.update(dict.fromkeys(found))
    return list(files), failed


def _why_nothing(named: Path) -> str:
    if named.is_dir():
        return "is a folder without .xml, .xml.gz, .nbib or .txt files; check the endings"
    if glob.has_magic(str(named)):
        return "matches no file with PubMed records; check the pattern"
    return "does not exist; check the path"


def _files_of(named: Path) -> list[Path]:
    if named.is_file():
        return [named]
    if named.is_dir():
        below = (path for path in named.rglob("*") if path.is_file() and not path.name.startswith("."))
        return sorted(path for path in below if _may_hold_records(path.name))
    matches = sorted(Path(match) for match in glob.glob(str(named), recursive=True))
    return [file for match in matches for file in _files_of(match)]


def _may_hold_records(name: str) -> bool:
    """True for the endings of record files. `pubmed26n0001.gz` may be one, `notes.jsonl.gz` is another thing."""
    plain = name.lower().removesuffix(".gz")
    return plain.endswith(_RECORD_NAMES) or (plain != name.lower() and not Path(plain).suffix)


def _begin(known: Watermark | None, query: str, since: date | None, now: datetime) -> Watermark:
    """Where to start: behind the last page of an unfinished run, else since the last full one, else anew."""
    if known is None or not _covers(known.since, since):
        return Watermark(query, since, since, None, now)
    if known.finished_at is None:
        return known
    return Watermark(query, known.since, known.started_at.date(), None, now)


def _covers(wanted_before: date | None, wanted: date | None) -> bool:
    """True where a run from `wanted_before` on brings all that one from `wanted` on would; None is the beginning."""
    return wanted_before is None or (wanted is not None and wanted_before <= wanted)


def read_any(path: Path) -> Iterator[Article | Deletion]:
    """Records and deletions of one file of any form."""
    from ingest.files import read_file

    return read_file(path)


def _about_missing(missing: Sequence[str]) -> tuple[str, ...]:
    if not missing:
        return ()
    shown = ", ".join(missing[:5]) + (", ..." if len(missing) > 5 else "")
    return (f"{len(missing)} records were found but not delivered (PMID {shown}); run the same command again later",)


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as exc:
        raise RecordError(f"{str(path)!r} cannot be read ({exc.strerror}); check path and permissions") from exc
