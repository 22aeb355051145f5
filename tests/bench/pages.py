"""Processor time of every page, warm, p50 and p95: `python tests/bench/pages.py HOME [ROUNDS]`.

`callprep demo` makes HOME, which is copied, not changed.
"""

import shutil
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from assistant.bootstrap import open_rooms
from assistant.home import AppSettings
from tests.assistant.web.site import AS_OF, Site
from tests.assistant.web.visits import visits

SLOW_MS = 300


def main(home: Path, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "home"
        shutil.copytree(home, copy)
        site: list[Site] = []
        with open_rooms(AppSettings(home=copy), clock=lambda: site[0].now if site else AS_OF) as rooms:
            site.append(Site(rooms))
            measure(site[0], rounds)


def measure(site: Site, rounds: int) -> None:
    """Each round is a second later, so that no verdict of the round before answers for this one."""
    every = visits(site)
    roles = {v.role for v in every}
    clients = {role: site.browser(role)[0] if role else site.client() for role in roles}
    spent: dict[str, list[float]] = {}
    for number in range(rounds + 1):
        site.now = AS_OF + timedelta(seconds=number)
        for visit in every:
            start = time.process_time()
            clients[visit.role].get(visit.path)
            if number:
                spent.setdefault(f"{visit.role or 'nobody'} {visit.path}", []).append(time.process_time() - start)
    for name, times in sorted(spent.items(), key=lambda row: -statistics.median(row[1])):
        p50, p95 = statistics.median(times) * 1000, statistics.quantiles(times, n=20)[-1] * 1000
        print(f"{p50:6.0f} {p95:6.0f} ms  {name}{'  SLOW' if p95 > SLOW_MS else ''}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10)
