"""A seal on a closed index folder: which files it holds, so that damage is seen before native code reads them.

Damaged files can crash the vendor's native code, which no handler catches. The seal is broken while the folder is
open; a process that is killed leaves none, and then the vendor's own crash safety is relied on.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ingest.disk import write_atomically

_NAME = "seal.json"
_UNSEALED = (_NAME, "stamp.json", ".tantivy-writer.lock", ".tantivy-meta.lock")


class Seal:
    """Fingerprints of the files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / _NAME
        self._known: dict[str, tuple[int, int, str]] = {}
        self.held = False
        """The folder was sealed, and intact, when the seal was broken."""

    def broken_by_damage(self) -> bool:
        """True where the folder was sealed and its files are others now; then breaks the seal.

        Files of unchanged size and time are trusted, others are hashed: a restored backup has new times.
        """
        self.held = False
        try:
            listed = json.loads(self._path.read_text(encoding="utf-8"))
            self._known = {name: (int(size), int(time), str(digest)) for name, (size, time, digest) in listed.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return False
        try:
            damaged = set(self._known) != set(self._files()) or not all(map(self._intact, self._known))
        except (OSError, ValueError, TypeError):
            damaged = True
        self._path.unlink(missing_ok=True)
        self.held = not damaged
        return damaged

    def write(self) -> None:
        """Seal the folder, which must be closed."""
        sealed = {}
        for name, path in self._files().items():
            size, time = _look(path)
            known = self._known.get(name)
            digest = known[2] if known and known[:2] == (size, time) else _hash(path)
            sealed[name] = (size, time, digest)
        write_atomically(self._path, json.dumps(sealed).encode())

    def _intact(self, name: str) -> bool:
        size, time, digest = self._known[name]
        path = self._folder / name
        found = _look(path)
        return found[0] == size and (found[1] == time or _hash(path) == digest)

    def _files(self) -> dict[str, Path]:
        files = (path for path in sorted(self._folder.rglob("*")) if path.is_file() and path.name not in _UNSEALED)
        return {path.relative_to(self._folder).as_posix(): path for path in files}


def _look(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
