"""Time of warm call packs, briefs, a day, and files: `python tests/bench/call_prep.py HOME [ROUNDS]`; `callprep demo` makes HOME."""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from assistant.bootstrap import open_rooms
from assistant.demo.load import AUTHOR, OWNER
from assistant.documents.rendering import FORMATS, render
from assistant.home import AppSettings
from assistant.service.brief import brief
from assistant.service.day import prepare_day
from assistant.service.prep import find_visit, prepare, tomorrow, visits_on
from assistant.service.verify import verify
from guardrails import Released

NOW = datetime.fromisoformat("2026-11-17T18:00:00-05:00")
INDICATION = "chemotherapy-induced nausea and vomiting"


def timed(name: str, rounds: int, work: Callable[[datetime], object]) -> None:
    """Each round is a second later, so that no verdict of the round before answers for this one."""
    work(NOW)
    spent = []
    for number in range(1, rounds + 1):
        start = time.perf_counter()
        work(NOW + timedelta(seconds=number))
        spent.append((time.perf_counter() - start) * 1000)
    print(f"{name}: median {statistics.median(spent):.0f} ms, worst of {rounds} {max(spent):.0f} ms")


def main(home: Path, rounds: int) -> None:
    with open_rooms(AppSettings(home=home)) as rooms:
        visit = find_visit(rooms, NOW, hcp="P-1")
        timed("call pack", rounds, lambda now: prepare(rooms, visit, now, OWNER))
        timed("P&T brief", rounds, lambda now: brief(rooms, "QUILLMERA", INDICATION, "committee", now, AUTHOR))
        timed("day of four meetings", rounds, lambda now: prepare_day(rooms, now, OWNER))
        ten = [(visit, second) for second in (0, 1, 2) for visit in visits_on(rooms, tomorrow(NOW))][:10]
        timed("ten meetings", rounds, lambda now: [prepare(rooms, v, now + timedelta(hours=s), OWNER) for v, s in ten])
        made = brief(rooms, "QUILLMERA", INDICATION, "committee", NOW, AUTHOR)
        assert isinstance(made, Released)
        for suffix in FORMATS:
            timed(f"brief as {suffix}", rounds, lambda _, s=suffix: render(made, s))  # type: ignore[misc]
            data = render(made, suffix)
            timed(f"verify {suffix}", rounds, lambda _, d=data, s=suffix: verify(d, f"b.{s}", NOW))  # type: ignore[misc]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10)
