"""Rows of a CSV or JSON file, one at a time, with their line numbers. Large files are read as a stream."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from assistant.errors import ImportRefused

MAX_ROWS = 500_000
MAX_CELL = 64_000
"""Characters of one cell."""
_FORMULA = re.compile(r"^\s*(?:[=@＝＠]|[+\-＋－](?=[A-Za-z(=@])|[\t\r])")
_SAMPLE = 65_536


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(row number, cells by column) of a .csv or .json file; rows count from 1 below the header.

    Raises:
        ImportRefused: Not text, no header, columns named twice, too many rows, or no list of objects.
    """
    if path.suffix.lower() == ".json":
        yield from _json_rows(path)
        return
    with path.open("r", encoding=encoding_of(path), errors="replace", newline="") as stream:
        yield from csv_rows(stream, path.name)


def encoding_of(path: Path) -> str:
    """`utf-8-sig`, `utf-16` or `cp1252`, judged by the first bytes and by whether UTF-8 holds for the whole file.

    Raises:
        ImportRefused: The file cannot be opened or holds binary data.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_SAMPLE)
            if head.startswith((b"\xff\xfe", b"\xfe\xff")):
                return "utf-16"
            if b"\0" in head:
                raise ImportRefused(f"{path.name!r} is no text file; export it as CSV (UTF-8).")
            stream.seek(0)
            return "utf-8-sig" if _is_utf8(stream) else "cp1252"
    except OSError as exc:
        raise ImportRefused(f"{path.name!r} cannot be opened ({exc.strerror}); check the path.") from exc


def _is_utf8(stream: Any) -> bool:
    reader = io.TextIOWrapper(stream, encoding="utf-8", errors="strict")
    try:
        while reader.read(1 << 20):
            pass
    except UnicodeDecodeError:
        return False
    finally:
        reader.detach()
    return True


def csv_rows(stream: TextIO, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of an open CSV file, delimiter found by itself."""
    sample = stream.read(_SAMPLE)
    stream.seek(0)
    head = sample.split("\n", 1)[0]
    delimiter = max(",;\t|", key=head.count)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(stream, delimiter=delimiter)
    header = [cell.strip() for cell in next(reader, [])]
    if not any(header):
        raise ImportRefused(f"{name!r} has no header row; its first row has to name the columns.")
    twice = {column for column in header if column and header.count(column) > 1}
    if twice:
        raise ImportRefused(f"{name!r} names the column {sorted(twice)[0]!r} twice; rename one.")
    number = 0
    while True:
        number += 1
        if number > MAX_ROWS:
            raise ImportRefused(f"{name!r} has more than {MAX_ROWS:,} rows; import it in parts.")
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            yield number, {"": f"row cannot be read: {exc}"}
            continue
        if any(cell.strip() for cell in cells):
            yield number, _cells(header, cells)


def _cells(header: list[str], cells: list[str]) -> dict[str, Any]:
    if len(cells) > len(header):
        return {"": f"row has {len(cells)} cells, the header {len(header)}"}
    return dict(zip(header, (cell.strip() for cell in cells), strict=False))


def _json_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        value = json.loads(path.read_text(encoding=encoding_of(path)))
    except (json.JSONDecodeError, RecursionError, UnicodeDecodeError) as exc:
        raise ImportRefused(f"{path.name!r} is no JSON: {exc}. Export it again.") from exc
    rows = value.get("records", value.get("value")) if isinstance(value, dict) else value
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ImportRefused(f"{path.name!r} is no list of objects, nor one under `records`; export it as such.")
    yield from enumerate(rows, 1)


def is_formula(value: object) -> bool:
    """True for a cell that a spreadsheet would run instead of show."""
    return isinstance(value, str) and bool(_FORMULA.match(value))
