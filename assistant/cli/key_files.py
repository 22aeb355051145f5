"""What the doctor asks of the key files: that they are there, the owner's alone, and not too old."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.cli.doctor import Row, found

NAMES = ("audit", "certificates")
OLDEST = timedelta(days=730)
"""NIST SP 800-57 Part 1 Rev. 5, 5.3.6: a key that authenticates or signs is used for at most two years."""


def key_rows(home: Path, now: datetime) -> Iterator[Row]:
    """One row for modes, one for each key."""
    folder = home / "keys"
    if sys.platform != "win32" and folder.exists():
        yield _modes(folder)
    for name in NAMES:
        yield _key(folder / name, name, now)


def keys_are_there(home: Path) -> bool:
    """True where no key is missing."""
    return all((home / "keys" / name).exists() for name in NAMES)


def _modes(folder: Path) -> Row:
    loose = [p.name for p in (folder, *sorted(folder.iterdir())) if p.stat().st_mode & 0o077]
    foreign = [p.name for p in sorted(folder.iterdir()) if p.stat().st_uid != os.geteuid()]
    mend = f"chown {os.geteuid()} {folder}/* && chmod 700 {folder} && chmod 600 {folder}/*"
    if loose or foreign:
        why = f"others can reach {', '.join(loose)}" if loose else f"{', '.join(foreign)} belongs to somebody else"
        return found("key files", why, ok=False, mend=f"{mend}; then rotate both keys if somebody may have read them")
    return found("key files", "readable by their owner alone")


def _key(path: Path, name: str, now: datetime) -> Row:
    if not path.exists():
        mend = f"bring {path} back from a backup BEFORE anything else runs: a new one would not fit what the old one signed"
        return found(f"key {name}", "missing", ok=False, mend=mend)
    age = now - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    mend = f"stop the service and run `callprep keys rotate {name}`"
    return found(f"key {name}", f"{max(age.days, 0)} days old", age <= OLDEST, mend)
