"""Time of warm call packs, briefs, a day, and files: `python tests/bench/call_prep.py HOME [ROUNDS]`; `callprep demo` makes HOME."""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from assistant.bootstrap import open_rooms
from assistant.demo.load import AUTHOR, OWNER
from assistant.documents.rendering import FORMATS, render
from assistant.home import AppSettings
from assistant.service.brief import brief
from assistant.service.day import prepare_day
from assistant.service.prep import find_visit, prepare
from assistant.service.verify import verify
from guardrails import Released

NOW = datetime.fromisoformat("2026-11-17T18:00:00-05:00")
INDICATION = "chemotherapy-induced nausea and vomiting"


def timed(name: str, rounds: int, work: Callable[[], object]) -> None:
    work()
    spent = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1000)
    print(f"{name}: median {statistics.median(spent):.0f} ms, worst of {rounds} {max(spent):.0f} ms")


def main(home: Path, rounds: int) -> None:
    with open_rooms(AppSettings(home=home)) as rooms:
        visit = find_visit(rooms, NOW, hcp="P-1")
        timed("call pack", rounds, lambda: prepare(rooms, visit, NOW, OWNER))
        timed("P&T brief", rounds, lambda: brief(rooms, "QUILLMERA", INDICATION, "committee", NOW, AUTHOR))
        timed("day of four meetings", rounds, lambda: prepare_day(rooms, NOW, OWNER))
        made = brief(rooms, "QUILLMERA", INDICATION, "committee", NOW, AUTHOR)
        assert isinstance(made, Released)
        for suffix in FORMATS:
            timed(f"brief as {suffix}", rounds, lambda s=suffix: render(made, s))  # type: ignore[misc]
            data = render(made, suffix)
            timed(f"verify {suffix}", rounds, lambda d=data, s=suffix: verify(d, f"b.{s}", NOW))  # type: ignore[misc]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10)
