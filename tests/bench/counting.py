"""What counting a library costs after each stored unit: `python tests/bench/counting.py [RECORDS]`. Prints processor time."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import make_engine, upgrade
from guardrails import split_sentences
from ingest import AbstractSection, Article
from ingest.library import estimate_tokens
from ingest.preparation import Prepared, standard_rules
from ingest.records.store import Records

_UNIT = 20_000


def prepared(numbers: Iterable[int], version: str) -> list[Prepared]:
    """Records of two passages that differ in their ids alone."""
    text = (AbstractSection(None, None, "Nausea fell."),)
    one = standard_rules(split_sentences, estimate_tokens).prepare(Article("1", "1", "T", text, year=2020))
    assert isinstance(one, Prepared)
    made = []
    for number in numbers:
        same = {"article_id": str(10_000_000 + number), "version_hash": version * 64}
        passages = tuple(
            replace(one.passages[0], passage_id=f"{number}:{version}:{place}", ordinal=place, **same)
            for place in (0, 1)
        )
        made.append(replace(one, record_hash=version * 64, passages=passages, **same))
    return made


def main() -> None:
    """Fill, add, count, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'bench.db'}")
        upgrade(engine)
        records, now = Records(engine), datetime.now(UTC)
        for start in range(0, count, _UNIT):
            records.apply(prepared(range(start, min(start + _UNIT, count)), "a"), "bench", now)
        for step in range(6):
            began = time.process_time()
            held = records.count_all()
            spent = 1000 * (time.process_time() - began)
            print(f"{sum(held.by_integrity.values())} records, snapshot {held.snapshot_id}: counted in {spent:.0f} ms")
            fresh = range(count + 100 * step, count + 100 * step + 100)
            records.apply(prepared(fresh, "a") + prepared(range(7 * step, 7 * step + 5), "b"), "bench", now)
        engine.dispose()


if __name__ == "__main__":
    main()
