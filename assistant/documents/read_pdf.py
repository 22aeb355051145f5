"""Paragraphs of PDF files, page by page. The door of pypdf."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from assistant.documents.paragraphs import Paragraph
from assistant.errors import DocumentUnreadable

MAX_PAGES = 1_000
_GAP = re.compile(r"\n[ \t]*\n+")


def read_pdf(data: bytes, name: str) -> Iterator[Paragraph]:
    """Each page's text, parted at blank lines.

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
    for number, page in enumerate(reader.pages, start=1):
        for block in _GAP.split(page.extract_text() or ""):
            yield Paragraph(block, f"page {number}")
