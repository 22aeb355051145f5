"""Paragraphs of plain text, Markdown, mail and HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

from assistant.documents.paragraphs import Paragraph
from assistant.documents.proof import without_comment
from assistant.errors import DocumentUnreadable

_GAP = re.compile(r"\n[ \t]*\n+")
_MAIL = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}\r?\n")
_MAIL_MARK = re.compile(rb"^(?:from|subject|message-id|mime-version|to):", re.I | re.M)
_HTML_MARK = re.compile(rb"\A\s*(?:<!doctype html|<html|<head|<body|<\?xml[^>]*\?>\s*<!doctype html)", re.I)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset(("script", "style", "template"))
_DATA_BYTES = frozenset(range(32)) - {9, 10, 12, 13, 27}


def is_html(data: bytes, name: str) -> bool:
    """Whether a file is a web page, by its first bytes or its name."""
    return bool(_HTML_MARK.match(data)) or name.lower().endswith((".html", ".htm", ".xhtml"))


def is_mail(data: bytes, name: str) -> bool:
    """Whether a file is a message with headers."""
    head = _MAIL.match(data)
    return name.lower().endswith(".eml") or bool(head and len(_MAIL_MARK.findall(head.group())) >= 2)


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


def read_mail(data: bytes, name: str) -> Iterator[Paragraph]:
    """Subject, then the body: its plain form, else its HTML form."""
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    yield Paragraph(str(message.get("subject", "")), "subject")
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return
    content = str(body.get_content())
    paragraphs = read_html(content) if body.get_content_subtype() == "html" else read_text(content)
    for paragraph in paragraphs:
        yield Paragraph(paragraph.text, "body")


def read_html(text: str) -> Iterator[Paragraph]:
    """Blocks of a page in source order; what a style hides is read too, since somebody may show it."""
    page = _Page()
    page.feed(text)
    page.close()
    for block in page.blocks():
        yield Paragraph(block)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[str] = []
        self._open: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS:
            self._cut()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        if tag in _BLOCKS:
            self._cut()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._open.append(data)

    def blocks(self) -> list[str]:
        self._cut()
        return self._done

    def _cut(self) -> None:
        text = " ".join("".join(self._open).split())
        if text:
            self._done.append(text)
        self._open = []
