"""Wrong rows of a file: all counted, each told to whoever asks, a thousand kept. No free text or name is repeated."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import ImportRefused
from guardrails import safe_cell

KEPT = 1000
"""More errors than this are counted and told, not kept: memory does not grow with a file whose rows are all wrong."""
_ID = re.compile(r"(?=.*\d)[\w.:/@-]{1,64}")
_SHOWN = ("jurisdiction", "tier", "influence", "minutes", "pt_next", "date", "due", "withdrawn", "updated_on", "start")
"""Fields whose wrong value is repeated in an error: none of them holds free text or a name."""


@dataclass(frozen=True, slots=True)
class RowError:
    """One row that cannot be taken: its number (0 is the header), the column, what is wrong."""

    row: int
    column: str
    problem: str

    @property
    def line(self) -> str:
        """One line for people."""
        where = f"row {self.row}" if self.row else "header"
        return f"{where}, {self.column}: {self.problem}" if self.column else f"{where}: {self.problem}"


Tell = Callable[[RowError], None]


@dataclass(slots=True)
class RowErrors:
    """Collects them in the order of the rows."""

    tell: Tell = lambda _: None
    """Told every error, kept or not."""
    kept: list[RowError] = field(default_factory=list)
    total: int = 0
    rows: int = 0
    _last: int = -1

    def add(self, row: int, column: str, problem: str) -> None:
        """One more."""
        error = RowError(row, column, problem)
        self.tell(error)
        self.total += 1
        if row != self._last:
            self.rows, self._last = self.rows + 1, row
        if len(self.kept) < KEPT:
            self.kept.append(error)


def reads_as_id(value: str) -> bool:
    """Whether a value is made like an id: one word with a digit in it."""
    return bool(_ID.fullmatch(value))


def shown_id(value: str) -> str:
    """An id in quotes; what reads like a name is not repeated."""
    return repr(value) if reads_as_id(value) else "of this name (not repeated here)"


def explained(error: Mapping[str, Any]) -> tuple[str, str]:
    """(dotted field, what is wrong) of one pydantic error."""
    names = [str(part) for part in error["loc"] if not isinstance(part, int)]
    given = error["input"]
    repeated = names and names[-1] in _SHOWN and isinstance(given, str | int) and error["type"] != "missing"
    problem = "is empty" if error["type"] == "missing" else error["msg"].removeprefix("Value error, ")
    return ".".join(names), problem + (f" (here {str(given)[:40]!r})" if repeated else "")


@contextmanager
def error_file(path: Path | None, source: Path) -> Iterator[Tell]:
    """Writes every error that is told into a CSV file, which is there whole at the end or not at all.

    Raises:
        ImportRefused: The file cannot be written, or is `source`, the file that is imported.
    """
    if path is None:
        yield lambda _: None
        return
    if path.exists() and source.exists() and path.samefile(source):
        raise ImportRefused(f"{str(path)!r} is the file to import; choose another --errors.")
    partial = path.with_name(path.name + ".part")
    with _told_of(path):
        stream = partial.open("w", encoding="utf-8", newline="")
    writer = csv.writer(stream, lineterminator="\n")

    def write(*cells: object) -> None:
        with _told_of(path):
            writer.writerow(cells)

    try:
        with stream:
            write("row", "column", "problem")
            yield lambda error: write(error.row, safe_cell(error.column), safe_cell(error.problem))
            with _told_of(path):
                stream.flush()
        with _told_of(path):
            partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Whatever keeps the file of errors from being written is told of that file; other failures are none of its."""
    try:
        yield
    except OSError as exc:
        raise ImportRefused(f"{str(path)!r} cannot be written ({exc.strerror}); choose another --errors.") from exc
