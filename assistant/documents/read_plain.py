"""Paragraphs of plain text and Markdown, and what tells text, mail and pages apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.documents.paragraphs import Paragraph
from assistant.documents.proof import without_comment
from assistant.errors import DocumentUnreadable

_GAP = re.compile(r"\n[ \t]*\n+")
_MAIL = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}\r?\n")
_MAIL_MARK = re.compile(rb"^(?:from|subject|message-id|mime-version|to):", re.I | re.M)
_HTML_MARK = re.compile(rb"\A\s*(?:<!doctype html|<html|<head|<body|<\?xml[^>]*\?>\s*<!doctype html)", re.I)
_DATA_BYTES = frozenset(range(32)) - {9, 10, 12, 13, 27}


def is_html(data: bytes, name: str) -> bool:
    """Whether a file is a web page, by its first bytes or its name."""
    return bool(_HTML_MARK.match(data)) or name.lower().endswith((".html", ".htm", ".xhtml"))


def is_mail(data: bytes, name: str) -> bool:
    """Whether a file is a message with headers."""
    head = _MAIL.match(data)
    return name.lower().endswith((".eml", ".mht", ".mhtml")) or bool(
        head and len(_MAIL_MARK.findall(head.group())) >= 2
    )


def decode(data: bytes, name: str) -> str:
    """The characters of a text file: UTF-8, UTF-16 with a mark, else Windows Western.

    Raises:
        DocumentUnreadable: the bytes are no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    sample = data[:8192]
    if b"\0" in sample or sum(byte in _DATA_BYTES for byte in sample) > len(sample) // 50:
        raise DocumentUnreadable(f"{name!r} is no text; use .docx, .pptx, .pdf, .html, .eml, .md or .txt")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_text(text: str) -> Iterator[Paragraph]:
    """Paragraphs parted by blank lines."""
    for block in _GAP.split(without_comment(text).replace("\r\n", "\n").replace("\r", "\n")):
        yield Paragraph(block)
