"""What a long measurement already knows, kept line by line, so that a killed run can go on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eval.errors import EvalError
from eval.provenance import git_revision


class Journal:
    """Answers by key in a file of JSON lines; a last line that was cut off is dropped.

    Args:
        path: Begun with the first answer, so that a faulty set leaves nothing behind; None keeps nothing.
        resume: Whether to read what is there; otherwise it is begun anew.
    """

    def __init__(self, path: Path | None, *, resume: bool = False) -> None:
        self._path = path
        self._known = _known(path) if path is not None and resume else {}
        self.reused = 0
        """Answers that did not have to be made again."""
        if self._known:
            self._write("w", "".join(_line(k, v) for k, v in self._known.items()))
        else:
            self.done()

    @property
    def is_fresh(self) -> bool:
        """True where nothing was known when it was opened."""
        return not self._known

    def remember(self, key: Any, make: Callable[[], Any]) -> Any:
        """The answer that an earlier run gave to a key, else the one that `make` gives, written down at once; both JSON values."""
        name = hashlib.sha256(json.dumps(key, sort_keys=True, default=str).encode()).hexdigest()
        if name in self._known:
            self.reused += 1
            return self._known[name]
        value = make()
        self._write("a", _line(name, value))
        return value

    def done(self) -> None:
        """The measurement is complete; the journal is not needed any more."""
        if self._path is not None:
            with self._usable(self._path) as path:
                path.unlink(missing_ok=True)

    def _write(self, mode: str, text: str) -> None:
        if self._path is not None:
            with self._usable(self._path) as path:
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open(mode, encoding="utf-8") as stream:
                    stream.write(text)

    @staticmethod
    @contextmanager
    def _usable(path: Path) -> Iterator[Path]:
        try:
            yield path
        except OSError as exc:
            raise EvalError(f"Cannot write {str(path)!r}: {exc}. Give --runs another folder, or --no-save.") from exc


def journal_of(
    command: str, files: Mapping[str, str], settings: Mapping[str, Any], folder: Path | None, *, resume: bool
) -> Journal:
    """The journal of one measurement: equal settings, equal files (name -> hash) and equal code give the same one."""
    if folder is None:
        return Journal(None)
    text = json.dumps([command, git_revision(), dict(settings), dict(files)], sort_keys=True, default=str)
    name = f"{command}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.jsonl"
    return Journal(folder / name, resume=resume)


def _line(key: str, value: Any) -> str:
    return json.dumps({"key": key, "value": value}, ensure_ascii=False) + "\n"


def _known(path: Path) -> dict[str, Any]:
    known: dict[str, Any] = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return known
    for line in lines:
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        known[row["key"]] = row["value"]
    return known
