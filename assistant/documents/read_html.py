"""Paragraphs of web pages: blocks in source order, and the words of attributes, style sheets and pages within the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser

from assistant.documents.nested import joined
from assistant.documents.page_words import attribute_words, unread_element
from assistant.documents.paragraphs import Kind, Paragraph, Piece, Unread
from assistant.documents.style_words import STYLE_SHEET, drawn_attributes, style_words

_BLOCKS = frozenset(
    (
        "address article aside blockquote br caption dd div dl dt fieldset figcaption figure footer form h1 h2 h3 "
        "h4 h5 h6 header hr li main nav ol option p pre section table tbody td tfoot th thead title tr ul"
    ).split()
)
_SILENT = frozenset(("script", "style", "template"))
_SETTINGS = re.compile(r"<xml\b.*?(?:</xml>|\Z)", re.I | re.S)
"""What a page says to old Outlook without showing it."""
_MAX_INNER = 3
_CONDITION = "[if "


def read_html(text: str, depth: int = 0) -> Iterator[Piece]:
    """Blocks of a page; what a style hides is read too, since somebody may show it.

    Words of attributes and style sheets follow the block that they stand in.
    """
    page = _Page(drawn_attributes(text), depth)
    page.feed(text)
    page.close()
    yield from page.pieces()


class _Page(HTMLParser):
    def __init__(self, drawn: frozenset[str], depth: int) -> None:
        super().__init__(convert_charrefs=True)
        self._drawn, self._depth = drawn, depth
        self._done: list[Piece] = []
        self._open: list[str] = []
        self._behind: list[Piece] = []
        self._silent: list[str] = []
        self._shown: set[Paragraph] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in reversed(attrs)}
        if tag in _SILENT and "shadowrootmode" not in values:
            self._silent.append(tag)
        if tag in _BLOCKS:
            self._cut()
        if "template" not in self._silent:
            self._note(tag, values)

    def _note(self, tag: str, values: Mapping[str, str]) -> None:
        """Keep what an element says in its attributes, or that it shows something which is not read."""
        for words in attribute_words(tag, values, self._drawn):
            if words.part != STYLE_SHEET or words not in self._shown:  # a header is said again before each of its cells
                self._behind.append(words)
            self._shown.add(words)
        self._behind += [Paragraph(words, STYLE_SHEET) for words in style_words(values.get("style", ""))]
        if "srcdoc" in values:
            self._enclose(values["srcdoc"], "embedded page")
        self._behind += [Unread(kind) for kind in unread_element(tag, values)]

    def _enclose(self, text: str, part: str) -> None:
        if self._depth >= _MAX_INNER:
            self._behind.append(Unread(Kind.FILE, part))
            return
        for piece in read_html(text, self._depth + 1):
            self._behind.append(replace(piece, part=joined(part, piece.part)))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        if tag in _BLOCKS:
            self._cut()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._open.append(data)
        elif self._silent[-1] == "style":
            self._behind += [Paragraph(words, STYLE_SHEET) for words in style_words(data)]
            if "@import" in data:
                self._behind.append(Unread(Kind.STYLE))

    def handle_comment(self, data: str) -> None:
        if data.lstrip().startswith(_CONDITION):  # old Outlook shows it
            self._enclose(_SETTINGS.sub(" ", data.partition("]>")[2].rpartition("<![")[0]), "part for Outlook")

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):
            self.handle_data(data.removeprefix("CDATA["))

    def pieces(self) -> Iterator[Piece]:
        self._cut()
        if not any(isinstance(p, Paragraph) and not p.part for p in self._done) and Unread(Kind.PICTURE) in self._done:
            yield Unread(Kind.SCAN)
        yield from self._done

    def _cut(self) -> None:
        text = " ".join("".join(self._open).split())
        if text:
            self._done.append(Paragraph(text))
        self._done += self._behind
        self._open, self._behind = [], []
