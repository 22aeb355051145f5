"""Packages of Word and PowerPoint: looked at before they are opened (size unpacked, compression, parts), then read."""

from __future__ import annotations

import io
import zipfile

from assistant.errors import DocumentUnreadable

MAX_UNPACKED = 128 * 1024 * 1024
MAX_PARTS = 4_000
MAX_RATIO = 200
_SMALL = 1024 * 1024


def office_kind(data: bytes, name: str) -> str:
    """`docx` or `pptx`, once the package is known to be safe to open.

    Raises:
        DocumentUnreadable: it is broken, encrypted, a bomb, or neither of the two.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            _refuse_bombs(parts, name)
            _refuse_declarations(package, parts, name)
            names = {part.filename for part in parts}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as exc:
        raise DocumentUnreadable(f"{name!r} is a damaged package ({exc}); save it anew and try again") from exc
    if "word/document.xml" in names:
        return "docx"
    if "ppt/presentation.xml" in names:
        return "pptx"
    raise DocumentUnreadable(f"{name!r} is neither a Word nor a PowerPoint file; use .docx, .pptx, .pdf, .html or text")


def _refuse_bombs(parts: list[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    steep = any(p.file_size > _SMALL and p.file_size > MAX_RATIO * max(1, p.compress_size) for p in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or steep:
        raise DocumentUnreadable(
            f"{name!r} unpacks to {unpacked:,} bytes in {len(parts):,} parts, more than is safe; split it or save it anew"
        )


def _refuse_declarations(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], name: str) -> None:
    """A document type has no business in these packages: entities could expand or reach out."""
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with package.open(part) as stream:
                head = stream.read(4096)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise DocumentUnreadable(f"{name!r} declares entities in {part.filename!r}; save it anew and try again")
