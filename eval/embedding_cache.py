"""An embedder that remembers: vectors by hash of the text, in a file outside the project."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eval.errors import EvalError

if TYPE_CHECKING:
    from ingest import Embedder

_PART = 500


class CachingEmbedder:
    """Gives the vectors of another embedder, each text embedded once per model and file.

    Args:
        embedder: Makes what is not yet known.
        path: SQLite file, made on first use.

    Raises:
        EvalError: The file cannot be made, read or written; here and in `embed`.
    """

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self._embedder = embedder
        self._prefix = embedder.name
        self._path = path
        with self._usable():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(path, check_same_thread=False, timeout=60)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("CREATE TABLE IF NOT EXISTS vectors (hash TEXT PRIMARY KEY, vector BLOB NOT NULL)")

    @property
    def name(self) -> str:
        """Name of the embedder that made the vectors."""
        return self._embedder.name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._embedder.dimension

    def count_tokens(self, text: str) -> int:
        """Model tokens of a text."""
        return self._embedder.count_tokens(text)

    def embed(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """One row per text."""
        keys = [hashlib.sha256(f"{self._prefix}\0{text}".encode()).hexdigest() for text in texts]
        known = self._read(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        for start in range(0, len(missing), _PART):
            part = list(missing.items())[start : start + _PART]
            rows = self._embedder.embed([text for _, text in part])
            fresh = {key: row.tobytes() for (key, _), row in zip(part, rows, strict=True)}
            with self._usable():
                self._file.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", list(fresh.items()))
                self._file.commit()
            known |= fresh
        if not keys:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([np.frombuffer(known[key], dtype=np.float32) for key in keys])

    def close(self) -> None:
        """Give up the file."""
        self._file.close()

    def _read(self, keys: Sequence[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for start in range(0, len(keys), _PART):
            part = list(dict.fromkeys(keys[start : start + _PART]))
            marks = ",".join("?" * len(part))
            query = f"SELECT hash, vector FROM vectors WHERE hash IN ({marks})"  # noqa: S608
            with self._usable():
                found |= dict(self._file.execute(query, part).fetchall())
        return found

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as exc:
            raise unusable(self._path, exc) from exc


def unusable(path: Path, exc: Exception) -> EvalError:
    """What is said of a cache file that cannot be made, read or written."""
    return EvalError(
        f"The embedding cache {str(path)!r} cannot be used: {exc}. Name a writable file with --cache, or free space."
    )
