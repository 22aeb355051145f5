"""Many people at once: `python tests/bench/load.py HOME [--users 20] [--seconds 300] [--record FILE]`; HOME as `callprep demo` makes it.

Starts a service on a copy of HOME, one account a user, each user one request after another with a pause of 1 to 3 seconds
as between clicks. Prints times by operation, every answer that is not the expected one, and the service's memory.
With --record a line a minute goes to a CSV file: answers so far, the service's memory, open files, threads, bytes on disk.
The soak of `make soak` is 4 users, 7,200 seconds, recorded.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

from assistant.bootstrap import open_rooms
from assistant.home import AppSettings
from assistant.service.people import add_user, make_key
from assistant.users import UserRole

QUESTIONS = (
    "Does CBD prevent chemotherapy-induced peripheral neuropathy?",
    "Does oral THC with CBD reduce refractory chemotherapy-induced nausea?",
    "Nabiximols for cancer pain not relieved by opioids",
    "Does cannabidiol interact with warfarin?",
    "Does dronabinol improve appetite in cancer cachexia?",
    "Side effects of nabilone in older patients",
    "Does cannabidiol help with sleep during chemotherapy?",
    "Is olanzapine better than aprepitant for delayed vomiting?",
    "Cannabis and immune checkpoint inhibitors",
    "Opioid sparing with cannabinoids in advanced cancer",
    "Does exercise relieve fatigue after chemotherapy?",
    "Pharmacokinetics of oral cannabidiol with food",
    "Liver enzymes under cannabidiol and valproate",
    "Duloxetine for painful chemotherapy neuropathy",
    "Which guideline covers cannabis for adults with cancer?",
    "Dexamethasone for dyspnea in cancer",
    "Anxiety before treatment in women with breast cancer",
    "Inhaled cannabis for breakthrough pain",
    "Does THC slow the growth of glioblastoma?",
    "Quality of life with medical cannabis in palliative care",
)
TEXTS = (
    "Thank you for your time on Tuesday.",
    "Our oil cures nausea in every patient.",
    "In 120 adults, vomiting fell by 40%.",
)
Step = tuple[str, Callable[[httpx2.AsyncClient], Awaitable[httpx2.Response]]]


def steps(role: UserRole) -> list[Step]:
    """What a user does, in the shares of the list."""
    ask = lambda c: c.post("/api/v1/ask", json={"question": random.choice(QUESTIONS)})  # noqa: E731
    search = lambda c: c.post("/api/v1/search", json={"question": random.choice(QUESTIONS)})  # noqa: E731
    check = lambda c: c.post("/api/v1/check", json={"text": random.choice(TEXTS)})  # noqa: E731
    common: list[Step] = [
        ("search", search), ("search", search), ("check", check), ("ask", ask),
        ("documents", lambda c: c.get("/api/v1/documents")),
        ("claims", lambda c: c.get("/api/v1/claims")),
        ("library", lambda c: c.get("/api/v1/library")),
    ]  # fmt: skip
    if role is UserRole.MSL:
        return common
    return [*common, ("prep", lambda c: c.post("/api/v1/prep", json={"account": "A-1", "topic": "nausea"}))]


async def user(
    key: str, role: UserRole, address: str, until: float, spent: dict[str, list[float]], odd: Counter[str]
) -> None:
    """One person until the end."""
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(base_url=address, headers=headers, timeout=120, trust_env=False) as client:
        while time.monotonic() < until:
            await asyncio.sleep(random.uniform(1, 3))
            name, step = random.choice(steps(role))
            began = time.monotonic()
            try:
                status = (await step(client)).status_code
            except httpx2.HTTPError as exc:
                odd[f"{name}: {type(exc).__name__}"] += 1
                continue
            spent[name].append((time.monotonic() - began) * 1000)
            if status not in (200, 409):  # 409: the gate held the draft
                odd[f"{name}: {status}"] += 1


async def recorded(pid: int, home: Path, file: Path, spent: dict[str, list[float]], odd: Counter[str]) -> None:
    """A line a minute about the service, for as long as it is driven."""
    began = time.monotonic()
    with file.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(("minute", "answers", "unexpected", "resident_mb", "files", "threads", "database_mb", "home_mb"))
        while True:
            state = state_of(pid)
            sizes = {path: path.stat().st_size / 2**20 for path in home.rglob("*") if path.is_file()}
            lines.writerow((
                round((time.monotonic() - began) / 60),
                sum(map(len, spent.values())),
                sum(odd.values()),
                megabytes(state["VmRSS"]),
                len(os.listdir(f"/proc/{pid}/fd")),
                int(state["Threads"]),
                round(sum(size for path, size in sizes.items() if path.name.startswith("callprep.db")), 1),
                round(sum(sizes.values()), 1),
            ))  # fmt: skip
            stream.flush()
            await asyncio.sleep(60)


def main(home: Path, users: int, seconds: int, record: Path | None) -> int:
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "home"
        shutil.copytree(home, copy)
        with open_rooms(AppSettings(home=copy)) as rooms:
            roles = [UserRole.MSL if n % 2 else UserRole.ACCOUNT_MANAGER for n in range(users)]
            people = [
                add_user(rooms, f"load.{n}", f"Load {n}", role, f"a long password {n}") for n, role in enumerate(roles)
            ]
            keys = [make_key(rooms, person, "load", (), 1)[1] for person in people]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)]
        log = (Path(folder) / "log").open("w", encoding="utf-8")
        service = subprocess.Popen(command, env={**os.environ, "CALLPREP_HOME": str(copy)}, stderr=log)
        address = f"http://127.0.0.1:{port}"
        spent: dict[str, list[float]] = defaultdict(list)
        odd: Counter[str] = Counter()

        async def everybody() -> None:
            until = time.monotonic() + seconds
            noting = asyncio.create_task(recorded(service.pid, copy, record, spent, odd)) if record else None
            await asyncio.gather(
                *(user(key, role, address, until, spent, odd) for key, role in zip(keys, roles, strict=True))
            )
            if noting:
                noting.cancel()

        try:
            await_ready(address)
            asyncio.run(everybody())
            state = state_of(service.pid)
        finally:
            service.terminate()
            service.wait(30)
            log.close()
    print(f"{users} users, {seconds} s, {sum(map(len, spent.values()))} answers, ", end="")
    print(f"{sum(odd.values())} unexpected {dict(odd)}")
    for name, times in sorted(spent.items()):
        p95 = statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
        print(f"{name:>10}: {len(times)} times, median {statistics.median(times):.0f} ms, ", end="")
        print(f"p95 {p95:.0f} ms, worst {max(times):.0f} ms")
    print(
        f"memory of the service: {megabytes(state['VmRSS'])} MB at the end, {megabytes(state['VmHWM'])} MB at its peak"
    )
    return 1 if odd else 0


def state_of(pid: int) -> dict[str, str]:
    """What Linux tells of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return dict(line.split(":", 1) for line in lines)


def megabytes(size: str) -> int:
    return int(size.split()[0]) // 1024


def await_ready(address: str, within_s: float = 180) -> None:
    """Return as soon as the service answers."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            if httpx2.get(f"{address}/readyz", timeout=10, trust_env=False).status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.5)
    raise SystemExit("the service did not get ready")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--record", type=Path)
    given = parser.parse_args()
    raise SystemExit(main(given.home, given.users, given.seconds, given.record))
