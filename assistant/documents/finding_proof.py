"""The proof inside an exported file of any format, and all text that a reader of the file would see."""

from __future__ import annotations

import base64
import codecs
import html
import io
import re
import zipfile
from pathlib import Path

from assistant.documents.comparing import Visible
from assistant.documents.proof import COMMENT, MARK, Proof, read_proof, without_comment
from assistant.documents.reading import read_bytes
from assistant.errors import DocumentUnreadable, ProofInvalid

ATTACHMENT = "callprep-proof.json"
_TEMPLATE = re.compile(rf'<template id="{MARK}">(.*?)</template>', re.S)
_ELEMENT = re.compile(rf"<{MARK}[^>]*>(.*?)</{MARK}>", re.S)
_NONE = "has no proof inside: it was not exported by callprep, or its proof was taken out. Nothing in it is proven."
_MAX_PROOF = 16 * 1024 * 1024


def find_proof(data: bytes, name: str) -> Proof:
    """The proof of a file.

    Raises:
        ProofInvalid: There is none, or it cannot be read.
        DocumentUnreadable: The file is empty, damaged or no document.
    """
    if not data.strip():
        raise DocumentUnreadable(f"{name!r} is empty; {_GIVE}")
    if data.startswith(b"PK"):
        text = _from_package(data)
    elif b"%PDF-" in data[:1024]:
        text = _from_pdf(data)
    elif Path(name).suffix.lower() in _PACKED or not _is_text(data):
        raise DocumentUnreadable(f"{name!r} is no {_PACKED.get(Path(name).suffix.lower(), 'document')}; {_GIVE}")
    else:
        text = _from_text(data.decode("utf-8", errors="replace"))
    if text is None:
        raise ProofInvalid(f"{name!r} {_NONE}")
    return read_proof(text)


_GIVE = "give a .docx, .pptx, .pdf, .html or .md file that callprep exported."
_PACKED = {".docx": "Word file", ".pptx": "PowerPoint file", ".pdf": "PDF file"}


def _is_text(data: bytes) -> bool:
    """Whether it begins as text does; a single broken byte further on is for the comparison to find."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data[:64])
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def visible_text(data: bytes, name: str) -> tuple[Visible, ...]:
    """All text that a reader of the file would see, in reading order, with its place.

    Raises:
        DocumentUnreadable: The file is damaged, protected, too large or of another format.
    """
    if _is_markdown(data):
        return tuple(_markdown(data.decode("utf-8", errors="replace")))
    document = read_bytes(data, name)
    return tuple(Visible(document.text[p.start : p.end], p.label) for p in document.places)


def _is_markdown(data: bytes) -> bool:
    return data[:2] == b"# " and MARK.encode() in data


def _from_package(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                if name.startswith("customXml/item") and package.getinfo(name).file_size < _MAX_PROOF:
                    match = _ELEMENT.search(package.read(name).decode("utf-8", errors="replace"))
                    if match:
                        return html.unescape(match[1])
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as exc:
        raise DocumentUnreadable(f"the package is damaged ({exc}); export it again") from exc
    return None


def _from_pdf(data: bytes) -> str | None:
    from pypdf import PdfReader

    try:
        found = PdfReader(io.BytesIO(data), strict=False).attachments.get(ATTACHMENT)
    except Exception as exc:  # a reader of files meets any error that a broken file can provoke
        raise DocumentUnreadable(f"the PDF is damaged ({type(exc).__name__}); export it again") from exc
    return found[0].decode("utf-8", errors="replace") if found else None


def _from_text(text: str) -> str | None:
    comment = COMMENT.search(text)
    if comment:
        try:
            return base64.b64decode(comment[1], validate=True).decode("utf-8", errors="replace")
        except ValueError as exc:
            raise ProofInvalid("The proof in this file was damaged; export the document again.") from exc
    template = _TEMPLATE.search(text)
    return html.unescape(template[1]) if template else None


_BLOCK = re.compile(r"^(?:#{1,6} |> |- )?")
_RULE = re.compile(r"^(?:\|(?:-{3}\|)+|---|>)$")
_ESCAPED = re.compile(r"\\([\\`*_{}<>|#~\[(])")
_CELLS = re.compile(r"(?<!\\)\|")


def _markdown(text: str) -> list[Visible]:
    """Lines of our own Markdown without its marks; what is escaped stays."""
    found: list[Visible] = []
    for number, line in enumerate(without_comment(text).split("\n"), 1):
        bare = line.strip()
        if not bare or _RULE.match(bare):
            continue
        cells = _CELLS.split(bare)[1:-1] if bare.startswith("| ") else [_BLOCK.sub("", bare, count=1)]
        found += [Visible(_unmarked(cell), f"line {number}") for cell in cells if cell.strip()]
    return found


def _unmarked(text: str) -> str:
    """Without emphasis, with escapes undone."""
    return _ESCAPED.sub(r"\1", re.sub(r"(?<!\\)\*{1,2}", "", text)).strip()
