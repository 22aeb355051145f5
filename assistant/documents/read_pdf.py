"""Paragraphs of PDF files, page by page. The door of pypdf."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from assistant.documents.nested import Nest
from assistant.documents.paragraphs import Paragraph, Piece
from assistant.documents.pdf_beside import beside_page, beside_pages
from assistant.errors import DocumentUnreadable

MAX_PAGES = 1_000
_GAP = re.compile(r"\n[ \t]*\n+")


def read_pdf(data: bytes, name: str, nest: Nest) -> Iterator[Piece]:
    """Each page's text, parted at blank lines and after lines that end short (few files keep blank lines), and what lies on it.

    Raises:
        DocumentUnreadable: the file asks for a password or has too many pages.
    """
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentUnreadable(f"{name!r} asks for a password; save it without one and try again")
    if len(reader.pages) > MAX_PAGES:
        raise DocumentUnreadable(
            f"{name!r} has {len(reader.pages):,} pages, more than {MAX_PAGES:,}; check it in parts"
        )
    shown: list[str] = []
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text() or ""
        shown += text.split()
        full = _full_line(text)
        for block in _GAP.split(text):
            for paragraph in _parted(block.split("\n"), full):
                yield Paragraph(paragraph, f"page {number}")
        yield from beside_page(page, f"page {number}", "".join(text.split()), nest)
    yield from beside_pages(reader, "".join(shown), nest)


def _full_line(text: str) -> int:
    """Length of a line that reaches the margin: the upper quartile of the page's lines, so that a wide title does not count."""
    lengths = sorted(len(line.rstrip()) for line in text.split("\n") if line.strip())
    return lengths[3 * len(lengths) // 4] if lengths else 0


def _parted(lines: list[str], full: int) -> Iterator[str]:
    """Runs of lines; one ends where a line stops short of the margin and a sentence ends or the next line opens anew."""
    start = 0
    for at in range(1, len(lines)):
        before, line = lines[at - 1].rstrip(), lines[at].lstrip()
        short = len(before) < _SHORT * full
        if short and (before.endswith((".", "!", "?", ":", ";")) or _OPENS.match(line)):
            yield "\n".join(lines[start:at])
            start = at
    yield "\n".join(lines[start:])


_SHORT = 0.9
_OPENS = re.compile(r"[^a-z\s]")
