"""A process that ingests files and live pages, round after round, until it is killed."""

from __future__ import annotations

import itertools
import os
from datetime import UTC, datetime
from pathlib import Path

from ingest import EntrezSettings, PubMedFetcher, ingest_files, ingest_pubmed
from ingest.transport import Transport
from tests.fakes_ncbi import FakeRecord, article_set
from tests.ingest.store_fakes import Home

FILES_PER_ROUND = 2
RECORDS_PER_FILE = 4
LIVE_PER_ROUND = 8
PAGE = 4
ROUNDS = 400
"""Rounds that the played NCBI has records for."""


def file_pmids(number: int, place: int) -> list[int]:
    """PMIDs of one file."""
    start = 1_000_000 + (number * FILES_PER_ROUND + place) * RECORDS_PER_FILE
    return list(range(start, start + RECORDS_PER_FILE))


def live_pmids(number: int) -> list[int]:
    """PMIDs that the live query of one round finds."""
    return list(range(2_000_000 + number * LIVE_PER_ROUND, 2_000_000 + (number + 1) * LIVE_PER_ROUND))


def query(number: int) -> str:
    """The live query of one round."""
    return f"oil{number}"


def live_records() -> list[FakeRecord]:
    """Everything the played NCBI knows."""
    return [FakeRecord(str(pmid), f"oil{n} trial") for n in range(ROUNDS) for pmid in live_pmids(n)]


def write_round(folder: Path, number: int) -> Path:
    """The files of one round, the same whenever they are written."""
    target = folder / f"round-{number}"
    target.mkdir(parents=True, exist_ok=True)
    for place in range(FILES_PER_ROUND):
        records = [FakeRecord(str(pmid), f"Rope trial {pmid}") for pmid in file_pmids(number, place)]
        (target / f"{place}.xml").write_bytes(article_set(records))
    return target


def fetcher(base_url: str, silence_s: float = 30.0) -> PubMedFetcher:
    """Live PubMed at the played NCBI, which counts no seconds."""
    settings = EntrezSettings(
        _env_file=None,
        entrez_email="dev@example.org",
        entrez_base_url=base_url,
        entrez_page_size=PAGE,
        entrez_timeout_s=silence_s,
    )
    ticks = itertools.count()
    transport = Transport(settings, clock=lambda: float(next(ticks)), sleep=lambda _: None)
    return PubMedFetcher(settings, transport, sleep=lambda _: None)


def ingest_until_killed(folder: str, base_url: str, first: int, rounds: int | None = None) -> None:
    """Ingest from round `first` on, writing down each that was acknowledged."""
    home = Home(Path(folder) / "home")
    log = os.open(Path(folder) / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    live = fetcher(base_url)
    with home.opened() as library:
        for number in itertools.count(first) if rounds is None else range(first, first + rounds):
            assert ingest_files(library, [write_round(Path(folder), number)]).failed == ()
            os.write(log, f"files {number}\n".encode())
            ingest_pubmed(library, live, query(number), clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
            os.write(log, f"query {number}\n".encode())
    home.close()
