"""JSON lines, plain or gzipped, read so that every fault names its line and nothing huge is ever held."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from eval.errors import DatasetInvalid

_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
MAX_LINE_BYTES = 64 * 1024 * 1024
"""A longer line is refused after this many bytes; a 2 GB line is never read whole."""


def read_objects(path: Path, *, max_line_bytes: int = MAX_LINE_BYTES) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, object) of every line that is not blank.

    Raises:
        DatasetInvalid: Unreadable file, broken gzip or UTF-8, a line too long, no JSON, or no object; with its line.
    """
    for found in objects_or_faults(path, max_line_bytes=max_line_bytes):
        if isinstance(found, DatasetInvalid):
            raise found
        yield found


def objects_or_faults(
    path: Path, *, max_line_bytes: int = MAX_LINE_BYTES
) -> Iterator[tuple[int, dict[str, Any]] | DatasetInvalid]:
    """As `read_objects`, but a fault of one line is given in its place; one of the file ends the reading."""
    lines = read_lines(path, max_line_bytes=max_line_bytes)
    while True:
        try:
            number, text = next(lines)
        except StopIteration:
            return
        except DatasetInvalid as exc:
            yield exc
            return
        if text.strip():
            try:
                yield number, _object(path, number, text)
            except DatasetInvalid as exc:
                yield exc


def read_lines(path: Path, *, max_line_bytes: int = MAX_LINE_BYTES) -> Iterator[tuple[int, str]]:
    """(line number, text without its end) of every line.

    Raises:
        DatasetInvalid: As `read_objects`, without the JSON.
    """
    number = 0
    try:
        with _open(path) as stream:
            while line := stream.readline(max_line_bytes + 1):
                number += 1
                if len(line) > max_line_bytes:
                    raise DatasetInvalid(
                        f"{path.name} line {number}: longer than {max_line_bytes} bytes; split the file into lines"
                    )
                yield number, _decoded(path, number, line)
    except (OSError, EOFError, zlib.error) as exc:
        raise DatasetInvalid(f"{path.name} after line {number}: cannot be read ({_said(exc)}); check the file") from exc


def sha256_of_file(path: Path) -> str:
    """Hash of the bytes of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _open(path: Path) -> BinaryIO:
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    if packed or path.suffix == ".gz":
        return cast("BinaryIO", gzip.open(path, "rb"))
    return path.open("rb")


def _decoded(path: Path, number: int, line: bytes) -> str:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as exc:
        raise DatasetInvalid(
            f"{path.name} line {number}: byte {exc.start + 1} is not UTF-8; save the file as UTF-8"
        ) from exc
    return text.rstrip("\r\n")


def _object(path: Path, number: int, text: str) -> dict[str, Any]:
    try:
        row = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as exc:
        raise DatasetInvalid(f"{path.name} line {number}: no JSON ({exc.msg} at character {exc.pos + 1})") from exc
    except (ValueError, RecursionError) as exc:
        raise DatasetInvalid(f"{path.name} line {number}: {_said(exc)}; write plain JSON") from exc
    if _HALF_PAIR.search(text) and not _encodable(row):
        raise DatasetInvalid(f"{path.name} line {number}: holds half of a surrogate pair; write whole characters")
    if not isinstance(row, Mapping):
        raise DatasetInvalid(f"{path.name} line {number}: holds a {type(row).__name__}; write one object a line")
    return dict(row)


def _encodable(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse(constant: str) -> None:
    raise ValueError(f"the number {constant} is not allowed")


def _said(exc: BaseException) -> str:
    return " ".join(str(exc).split()) or type(exc).__name__
