"""A process that adds units until it is killed, and says which ones were acknowledged."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from ingest.domain import Article, Deletion
from ingest.errors import IngestError
from tests.ingest.store_fakes import Home, article, day

UNIT_SIZE = 3


def unit(number: int) -> list[Article | Deletion]:
    """Three new records, a revision of one before, a deletion of one long before."""
    records: list[Article | Deletion] = [
        article(f"{number * UNIT_SIZE + place}", f"Nausea fell in unit {number}. Pain rose {place} times.")
        for place in range(UNIT_SIZE)
    ]
    if number > 1:
        revised = article(f"{(number - 1) * UNIT_SIZE}", f"Revised in unit {number}.", revised=day(number))
        records.append(revised)
    if number > 3:
        records.append(Deletion(f"{(number - 3) * UNIT_SIZE + 1}"))
    return records


def add_until_killed(folder: str, acknowledged: str) -> None:
    """Add unit after unit, from the first that is not stored, writing down each that was acknowledged."""
    home = Home(Path(folder))
    library = home.open()
    log = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    stored = library.article_ids()
    number = max((int(article_id) // UNIT_SIZE for article_id in stored), default=0) + 1
    while True:
        library.add(unit(number), f"unit {number}")
        os.write(log, f"{number}\n".encode())
        number += 1


def add_until_full(folder: str, acknowledged: str, file_bytes: int) -> None:
    """Add until the disk takes no more; then show that the library can still be read."""
    home = Home(Path(folder))
    library = home.open()
    log = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    library.add(unit(1), "unit 1")
    library.search_vectors("nausea", 1)
    os.write(log, b"stored 1\n")
    if file_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    try:
        for number in range(2, 5000):
            library.add(unit(number), f"unit {number}")
            os.write(log, f"stored {number}\n".encode())
    except IngestError as exc:
        found = len(library.search_words("nausea", 100)), len(library.search_vectors("nausea", 100))
        outcome = f"{type(exc).__name__} {len(library.article_ids()) >= UNIT_SIZE} {min(found) > 0} {exc}"
        os.write(log, outcome.encode())
