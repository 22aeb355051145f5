"""What a long measurement already knows, kept line by line, so that a killed run can go on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from eval.errors import EvalError


class Journal:
    """Answers by key in a file of JSON lines; a last line that was cut off is dropped.

    Args:
        path: Made on the first answer.
        resume: Whether to read what is there; otherwise it is begun anew.
    """

    def __init__(self, path: Path, *, resume: bool) -> None:
        self._path = path
        self._known: dict[str, Any] = _known(path) if resume else {}
        self.reused = 0
        """Answers that did not have to be made again."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(_line(k, v) for k, v in self._known.items()), encoding="utf-8")
        except OSError as exc:
            raise EvalError(f"Cannot write {str(path)!r}: {exc}. Give --runs another folder, or --no-save.") from exc

    def remember(self, key: str, make: Callable[[], Any]) -> Any:
        """The known answer of a key, else the one that `make` gives (JSON values alone), written down at once."""
        if key in self._known:
            self.reused += 1
            return self._known[key]
        value = make()
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(_line(key, value))
        self._known[key] = value
        return value

    def done(self) -> None:
        """The measurement is complete; the journal is not needed any more."""
        self._path.unlink(missing_ok=True)


def journal_name(command: str, settings: Mapping[str, Any], files: Mapping[str, str]) -> str:
    """Name of the journal of one measurement: equal settings and equal files give the same."""
    text = json.dumps([command, dict(settings), dict(files)], sort_keys=True, default=str)
    return f"{command}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.jsonl"


def _line(key: str, value: Any) -> str:
    return json.dumps({"key": key, "value": value}, ensure_ascii=False) + "\n"


def _known(path: Path) -> dict[str, Any]:
    known: dict[str, Any] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return known
    for line in lines:
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        known[row["key"]] = row["value"]
    return known
