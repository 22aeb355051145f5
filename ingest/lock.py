"""One process per library folder, guarded by a lock of the operating system that names its holder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import IO

from ingest.disk import storage_guard
from ingest.errors import LibraryBusy

_FAR = 1 << 30
"""Where Windows locks one byte: beyond the text, so that others can read who holds the file."""


class LibraryLock:
    """Held from creation to `release`, or until the process ends in whatever way.

    Args:
        path: The lock file; its folder exists.
        address: Where the holder can be reached instead, e.g. `http://127.0.0.1:8000`; "" if nowhere.

    Raises:
        LibraryBusy: another process holds the library, or this one opened it twice.
    """

    def __init__(self, path: Path, address: str = "") -> None:
        self._path = path
        with storage_guard(path.parent):
            self._file: IO[str] | None = path.open("a+", encoding="utf-8")
        try:
            _lock(self._file)
        except OSError as exc:
            holder = self._holder()
            self._file.close()
            self._file = None
            raise LibraryBusy(holder) from exc
        self._write({"pid": os.getpid(), "address": address})

    def release(self) -> None:
        """Let others in. A second call does nothing."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None

    def _write(self, holder: dict[str, object]) -> None:
        assert self._file is not None
        with storage_guard(self._path.parent):
            self._file.truncate(0)
            self._file.write(json.dumps(holder))
            self._file.flush()

    def _holder(self) -> str:
        try:
            held_by = json.loads(self._path.read_text(encoding="utf-8"))
            pid, address = held_by["pid"], held_by["address"]
        except (OSError, ValueError, KeyError, TypeError):
            pid, address = "unknown", ""
        where = f" at {address}" if address else ""
        step = (
            f"stop it, or go through it with `callprep --server {address}` (`callprep --help` says which commands can)"
            if address
            else "wait for it to end or stop it"
        )
        return f"library {str(self._path.parent)!r} is in use by process {pid}{where}; {step}"


def _lock(stream: IO[str]) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        stream.seek(_FAR)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        stream.seek(0)
        return
    fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
