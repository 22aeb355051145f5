"""Writing to disk so that a reader sees the old file or the new one, and a full disk has a name."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import StorageFull

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}
# What SQLite, Chroma (SQLite inside) and tantivy say in words, because no errno reaches us through them.
_NO_ROOM_WORDS = (
    "database or disk is full",
    "no space left on device",
    "disk quota exceeded",
    "read-only file system",
    "readonly database",
    "disk i/o error",
    "file too large",
)


def means_no_room(error: BaseException | None) -> bool:
    """True where an error, or one that caused it, says that the disk is full or read-only."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return True
        words = str(error).lower()
        if any(phrase in words for phrase in _NO_ROOM_WORDS):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def storage_guard(place: Path | str) -> Iterator[None]:
    """Turn every way a library reports a full or read-only disk into one.

    Raises:
        StorageFull: in place of the vendor's error; other errors pass unchanged.
    """
    try:
        yield
    except StorageFull:
        raise
    except Exception as exc:
        if not means_no_room(exc):
            raise
        raise StorageFull(
            f"no room to write in {str(place)!r} ({_first_line(exc)}); free disk space and run the command again: "
            "what was acknowledged before is kept"
        ) from exc


def write_atomically(path: Path, data: bytes) -> None:
    """Replace `path` by `data` in one step that survives a crash.

    Raises:
        StorageFull: the disk is full or read-only; the old file is untouched.
    """
    with storage_guard(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            with draft.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
