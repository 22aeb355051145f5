"""Rows of a CSV or JSON file, one at a time, with their line numbers. Large files are read as a stream."""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, TextIO

from assistant.errors import ImportRefused

MAX_ROWS = 500_000
MAX_CELL = 64_000
"""Characters of one cell."""
MAX_WHOLE = 50_000_000
"""Bytes of a file that has to be read whole."""
_MAX_LINE = 1_000_000
_SAMPLE = 65_536
UNREAD = "\0"
"""Key under which a row that cannot be read carries its words: a possible event in them still goes to drug safety."""
_BROKEN = re.compile(r"[\udc80-\udcff]")
_BINARY = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"\x89PNG", b"SQLite format 3")
_CSV_FAULTS = {
    "unexpected end of data": "a quotation mark is opened and never closed",
    "field larger than": f"a cell is longer than {MAX_CELL:,} characters, or a quotation mark is never closed",
    "expected after": "a quotation mark stands inside a cell; write it twice",
}


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(row number, cells by column) of a .csv or .json file. Row 0 of a CSV file is its header, with empty cells.

    A row that cannot be read has the problem under the empty key, and its words under `UNREAD` where there are any.
    Bytes that are no text stay as lone surrogates.

    Raises:
        ImportRefused: Not text, no header, columns named twice, too many rows, or no list of objects.
    """
    if path.suffix.lower() == ".json":
        yield from _json_rows(path)
        return
    encoding = encoding_of(path)
    errors = "strict" if encoding == "utf-16" else "surrogateescape"
    with path.open("r", encoding=encoding, errors=errors, newline="") as stream:
        try:
            yield from csv_rows(stream, path.name)
        except UnicodeDecodeError as exc:
            raise ImportRefused(f"{path.name!r} is damaged UTF-16 text; export it again as CSV (UTF-8).") from exc


def read_text(path: Path) -> str:
    """A whole file that is no table, such as JSON or a calendar.

    Raises:
        ImportRefused: It cannot be opened, is no text, is damaged, or is larger than 50 MB.
    """
    encoding = encoding_of(path)
    if path.stat().st_size > MAX_WHOLE:
        raise ImportRefused(f"{path.name!r} is larger than {MAX_WHOLE // 1_000_000} MB; export it in parts, or as CSV.")
    try:
        return path.read_text(encoding=encoding)
    except UnicodeDecodeError as exc:
        raise ImportRefused(
            f"{path.name!r} holds bytes that are no {exc.encoding} text (the first at {exc.start}); export it as UTF-8."
        ) from exc


def encoding_of(path: Path) -> str:
    """`utf-8-sig`, `utf-16` or `cp1252`, judged by the first bytes and by what most letters beyond ASCII are.

    Raises:
        ImportRefused: The file cannot be opened or holds binary data.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_SAMPLE)
            if head.startswith((b"\xff\xfe", b"\xfe\xff")):
                return "utf-16"
            if head.startswith(_BINARY) or head.count(0) * 50 > len(head):
                raise ImportRefused(f"{path.name!r} is no text file; export it as CSV (UTF-8).")
            stream.seek(0)
            return "utf-8-sig" if _is_mostly_utf8(stream) else "cp1252"
    except OSError as exc:
        raise ImportRefused(f"{path.name!r} cannot be opened ({exc.strerror}); check the path.") from exc


def _is_mostly_utf8(stream: IO[bytes]) -> bool:
    """One broken byte does not make a UTF-8 file a Windows-1252 one, which would garble every accent in it."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    sound = broken = 0
    for chunk in iter(lambda: stream.read(1 << 20), b""):
        text = decoder.decode(chunk)
        if not text.isascii():
            found = len(_BROKEN.findall(text))
            broken += found
            sound += len(text) - len(text.encode("ascii", "ignore")) - found
    return broken <= sound if broken else True


def csv_rows(stream: TextIO, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of an open CSV file, delimiter found by itself."""
    sample = stream.read(_SAMPLE)
    stream.seek(0)
    head = sample.split("\n", 1)[0]
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(_lines(stream, name), delimiter=max(",;\t|", key=head.count), strict=True)
    header = _header(reader, name)
    yield 0, dict.fromkeys(header, "")
    number = 0
    while True:
        number, first = number + 1, reader.line_num + 1
        if number > MAX_ROWS:
            raise ImportRefused(f"{name!r} has more than {MAX_ROWS:,} rows; import it in parts.")
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            yield number, {"": _unreadable(exc, first, reader.line_num)}
            continue
        if any(cell.strip() for cell in cells):
            yield number, _cells(header, cells)


def _lines(stream: TextIO, name: str) -> Iterator[str]:
    for line in iter(lambda: stream.readline(_MAX_LINE), ""):
        if len(line) == _MAX_LINE and not line.endswith("\n"):
            raise ImportRefused(f"{name!r} has a line of more than {_MAX_LINE:,} characters; it is no table.")
        yield line


def _header(reader: Iterator[list[str]], name: str) -> list[str]:
    try:
        header = [cell.strip() for cell in next(reader, [])]
    except csv.Error as exc:
        raise ImportRefused(f"The header row of {name!r} cannot be read: {exc}.") from exc
    if not any(header):
        raise ImportRefused(f"{name!r} has no header row; its first row has to name the columns.")
    twice = {column for column in header if column and header.count(column) > 1}
    if twice:
        raise ImportRefused(f"{name!r} names the column {sorted(twice)[0]!r} twice; rename one.")
    return header


def _unreadable(exc: csv.Error, first: int, last: int) -> str:
    why = next((said for words, said in _CSV_FAULTS.items() if words in str(exc)), str(exc))
    lines = f"line {first}" if first == last else f"lines {first} to {last}"
    return f"{lines} of the file cannot be read: {why}"


def _cells(header: list[str], cells: list[str]) -> dict[str, Any]:
    if len(cells) != len(header):
        return {"": f"row has {len(cells)} cells, the header {len(header)}", UNREAD: " ".join(cells)}
    return dict(zip(header, (cell.strip() for cell in cells), strict=False))


def _json_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        value = json.loads(read_text(path))
    except (json.JSONDecodeError, RecursionError) as exc:
        raise ImportRefused(f"{path.name!r} is no JSON: {exc}. Export it again.") from exc
    rows = value.get("records", value.get("value")) if isinstance(value, dict) else value
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ImportRefused(f"{path.name!r} is no list of objects, nor one under `records`; export it as such.")
    yield from enumerate(rows, 1)
