"""Things in a file that show something to its reader and are not text: nothing vouches for them."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator

from assistant.documents.relations import relations

_LIVE = re.compile(rb"<(script|img|iframe|object|embed|svg|video|canvas|link|input|meta http-equiv)\b", re.I)
_STYLED = re.compile(rb"content\s*:\s*(?:\"([^\"]+)\"|'([^']+)')", re.I)
_SAID = re.compile(rb"\s(?:alt|title|placeholder|aria-label|srcdoc)\s*=\s*(?:\"([^\"]+)\"|'([^']+)')", re.I)
_SHOWN = re.compile(
    r"image|hdphoto|oleObject|package|aFChunk|control|vbaProject|chart\w*|diagram\w+|audio|video|media", re.I
)
"""Kinds of relation whose target is shown or run, whatever its name."""
_PARTS = re.compile(r"(?:/media/|/embeddings/|/activeX/|vbaProject|/charts/|/diagrams/|afchunk)", re.I)


def foreign_things(data: bytes, ours: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """(what it is, where) of everything shown that is no text; for pages also words that a style or attribute shows.

    `ours` are SHA-256 of pictures that follow from the text; they are passed over in Office files.
    """
    if data.startswith(b"PK"):
        yield from _in_package(data, ours)
    elif b"%PDF-" in data[:1024]:
        yield from _in_pdf(data)
    elif data.lstrip()[:1] == b"<":
        yield from _in_page(data)


def _in_package(data: bytes, ours: frozenset[str]) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        held = package.namelist()
        found = [name for name in held if _PARTS.search("/" + name)]
        for relation in relations(package):
            if relation.linked and relation.kind != "hyperlink":
                yield f"a part that is linked, not embedded ({relation.file})", "the package"
            elif not relation.linked and _SHOWN.fullmatch(relation.kind) and relation.file != "_rels/.rels":
                found.append(relation.target)
        for name in dict.fromkeys(found):
            if name not in held or hashlib.sha256(package.read(name)).hexdigest() not in ours:
                yield f"a picture or object ({name})", "the package"


def _in_pdf(data: bytes) -> Iterator[tuple[str, str]]:
    from pypdf import PdfReader

    for number, page in enumerate(PdfReader(io.BytesIO(data), strict=False).pages, 1):
        for image in page.images:
            yield f"a picture ({image.name})", f"page {number}"


def _in_page(data: bytes) -> Iterator[tuple[str, str]]:
    for match in _LIVE.finditer(data):
        yield f"an element that shows or runs something ({match[1].decode()})", "the page"
    for pattern, where in ((_STYLED, "the style sheet"), (_SAID, "an attribute")):
        for match in pattern.finditer(data):
            yield (match[1] or match[2] or b"").decode("utf-8", errors="replace"), where
