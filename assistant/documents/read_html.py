"""Paragraphs of web pages: blocks in source order, and the words of attributes, style sheets and pages within the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser

from assistant.documents.nested import joined
from assistant.documents.page_looks import Look, look_of
from assistant.documents.page_rules import Element, Rules
from assistant.documents.page_words import attribute_words, unread_element
from assistant.documents.paragraphs import Kind, Paragraph, Piece, Unread
from assistant.documents.style_words import STYLE_SHEET, drawn_attributes, style_words
from assistant.documents.unseen import Sight, told

_BLOCKS = frozenset(
    (
        "address article aside blockquote br caption dd div dl dt fieldset figcaption figure footer form h1 h2 h3 "
        "h4 h5 h6 header hr li main nav ol option p pre section table tbody td tfoot th thead title tr ul"
    ).split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_ENDS = {
    "p": frozenset(("p",)),
    "li": frozenset(("li",)),
    "dt": frozenset(("dt", "dd")),
    "dd": frozenset(("dt", "dd")),
    "td": frozenset(("td", "th")),
    "th": frozenset(("td", "th")),
    "tr": frozenset(("tr", "td", "th")),
    "option": frozenset(("option",)),
}
"""Elements that end by themselves where one of this name begins; whatever is a block ends a paragraph."""
_WITHIN = frozenset(("br", "option", "title"))
"""Those of the blocks that a paragraph may hold."""
_HOLDERS = frozenset(("table", "ul", "ol", "dl", "select", "div", "body", "blockquote", "section"))
"""Elements within which those that hold them do not end."""
_GOES_ON = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_CELLS = frozenset(("td", "th", "caption", "object", "button", "select"))
"""Elements at whose end nothing goes on."""
_MOST_ALIKE = 3
"""So many equal elements go on behind an end, as in browsers."""
_DEEPEST = 400
_LINKED_SHEET = re.compile(r"<link\b[^<>]*stylesheet|@import", re.I)
_PAUSE = "\x1e"
"""Stands where a block begins or ends among words that are not shown."""
_AT_MARKS = re.compile(r"\n?~~\n?")
_EMPTY = re.compile(r"~~\n~~")
_SILENT = frozenset(("script", "style", "template"))
_SETTINGS = re.compile(r"<xml\b.*?(?:</xml>|\Z)", re.I | re.S)
"""What a page says to old Outlook without showing it."""
_MAX_INNER = 3
_CONDITION = "[if "


def read_html(text: str, depth: int = 0) -> Iterator[Piece]:
    """Blocks of a page; what is struck out or hidden is read too, between marks, since it is there and somebody may show it.

    Words of attributes and style sheets follow the block that they stand in.
    """
    page = _Page(text, depth)
    page.feed(text)
    page.close()
    yield from page.pieces()


class _Page(HTMLParser):
    def __init__(self, text: str, depth: int) -> None:
        super().__init__(convert_charrefs=True)
        self._drawn, self._depth = drawn_attributes(text), depth
        self._rules, self._sure = Rules(text), not _LINKED_SHEET.search(text)
        self._looks: list[Look] = []
        self._done: list[Piece] = []
        self._open: list[tuple[str, Sight]] = []
        self._behind: list[Piece] = []
        self._silent: list[str] = []
        self._shown: set[Paragraph] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in reversed(attrs)}
        if tag in _SILENT and "shadowrootmode" not in values:
            self._silent.append(tag)
        self._end(tag)
        look = self._begin({**values, "": tag})
        self._part(tag, look)
        if "template" not in self._silent:
            self._note(tag, values)

    def _end(self, tag: str) -> None:
        """Close what ends by itself where `tag` begins."""
        ended = _ENDS.get(tag, frozenset()) | (_ENDS["p"] if tag in _BLOCKS - _WITHIN else frozenset())
        for at in range(len(self._looks) - 1, -1, -1):
            name = self._looks[at].element[""]
            if name in ended:
                self._leave(at)
            elif name in _HOLDERS:
                break

    def _begin(self, element: Element) -> Look:
        look = look_of(element, self._looks, self._rules)
        if element[""] not in _VOID:
            self._looks.append(look)
            del self._looks[:-_DEEPEST]  # each look holds what it has from those around it
        return look

    def _leave(self, at: int) -> None:
        """End an element and what it holds; letters that were struck or coloured within go on behind it until they are ended."""
        left, self._looks = self._looks[at:], self._looks[:at]
        if not any(look.element[""] in _CELLS for look in left):
            for look in left[1:]:
                if look.element[""] in _GOES_ON and self._same(look.element) < _MOST_ALIKE:
                    self._begin(look.element)

    def _same(self, element: Element) -> int:
        return sum(look.element == element for look in self._looks)

    def _part(self, tag: str, look: Look) -> None:
        """A block begins or ends; one that is not shown, or stands in a line, parts nothing, and what stands around it runs on."""
        if tag in _BLOCKS and look.flows:
            return
        if tag in _BLOCKS and look.removed:
            self._open.append((_PAUSE, Sight.UNSEEN))
        elif tag in _BLOCKS:
            self._cut()

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
        at = next((n for n in range(len(self._looks) - 1, -1, -1) if self._looks[n].element[""] == tag), None)
        look = self._looks[at] if at is not None else Look({"": tag})
        if at is not None:
            self._leave(at)
        self._part(tag, look)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            sight = self._looks[-1].seen(self._sure) if self._looks else Sight.SEEN
            self._open.append((data.replace(_PAUSE, " "), sight))
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
        text, also = map(_in_lines, told(self._open))
        if text:
            self._done.append(Paragraph(text, also=also))
        self._done += self._behind
        self._open, self._behind = [], []


def _in_lines(text: str) -> str:
    """Words parted by single blanks; where blocks that are not shown begin, by a line."""
    lines = (" ".join(line.split()) for line in text.split(_PAUSE))
    return _AT_MARKS.sub("~~", _EMPTY.sub("~~ ~~", "\n".join(filter(_shows, lines))))


def _shows(line: str) -> bool:
    return any(unicodedata.category(c) != "Cf" for c in line)
